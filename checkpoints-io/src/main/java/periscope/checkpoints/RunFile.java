package periscope.checkpoints;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import periscope.checkpoints.internal.ElementType;
import periscope.checkpoints.internal.H5Dataset;
import periscope.checkpoints.internal.H5File;
import periscope.checkpoints.internal.H5Group;

/**
 * The open datasets of a run file, checked against each other. Only rows below the number of steps
 * are committed. All calls are made under the lock of HDF5.
 */
final class RunFile implements AutoCloseable {
  private final H5File file;
  private final RunHeader header;
  private final int[] train;
  private final H5Dataset steps;
  private final DatasetGroup parameters;
  private final DatasetGroup metrics;
  private final DatasetGroup optimizer;
  private final @Nullable H5Dataset metricSteps;
  private final @Nullable H5Dataset optimizerSteps;

  private RunFile(H5File file) throws IOException {
    this.file = file;
    steps = H5Dataset.open(file, RunLayout.STEPS, ElementType.INT64);
    parameters = DatasetGroup.open(file, RunLayout.PARAMETERS, ElementType.FLOAT32);
    metrics = DatasetGroup.open(file, RunLayout.METRICS, ElementType.FLOAT64);
    optimizer = DatasetGroup.open(file, RunLayout.OPTIMIZER, ElementType.FLOAT32);
    metricSteps =
        metrics.ids().isEmpty()
            ? null
            : H5Dataset.open(file, RunLayout.METRIC_STEPS, ElementType.INT64);
    optimizerSteps =
        optimizer.ids().isEmpty()
            ? null
            : H5Dataset.open(file, RunLayout.OPTIMIZER_STEPS, ElementType.INT64);
    header = readHeader();
    train = readTrain();
    requireSlots();
  }

  /** Opens a run file in the given way. */
  static RunFile open(Path path, FileFormat.Opener opener) throws IOException {
    H5File file = FileFormat.open(path, RunLayout.FORMAT, RunLayout.VERSION, opener);
    try {
      return new RunFile(file);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  private RunHeader readHeader() throws IOException {
    Map<String, String> provenance;
    try (H5Group meta = H5Group.open(file, RunLayout.META)) {
      provenance = new TreeMap<>(meta.texts());
    }
    String spec = Optional.ofNullable(provenance.remove(RunLayout.SPEC)).orElse("{}");
    try {
      return new RunHeader(spec, provenance, parameters.specs(), optimizer.specs(), metrics.ids());
    } catch (IllegalArgumentException e) {
      throw new NotARunException(file.path() + ": " + e.getMessage(), e);
    }
  }

  private int[] readTrain() throws IOException {
    if (!file.has(RunLayout.TRAIN)) {
      return new int[0];
    }
    try (H5Dataset split = H5Dataset.open(file, RunLayout.TRAIN, ElementType.INT32)) {
      DatasetGroup.requireRows(split, split.rows());
      return split.readInts(split.all());
    }
  }

  private void requireSlots() throws IOException {
    optimizer.requireRows(RunLayout.SLOTS);
    if (optimizerSteps != null) {
      DatasetGroup.requireRows(optimizerSteps, RunLayout.SLOTS);
    }
  }

  H5File file() {
    return file;
  }

  RunHeader header() {
    return header;
  }

  int[] train() {
    return train;
  }

  H5Dataset steps() {
    return steps;
  }

  DatasetGroup parameters() {
    return parameters;
  }

  DatasetGroup metrics() {
    return metrics;
  }

  DatasetGroup optimizer() {
    return optimizer;
  }

  @Nullable H5Dataset metricSteps() {
    return metricSteps;
  }

  @Nullable H5Dataset optimizerSteps() {
    return optimizerSteps;
  }

  /** The committed steps, ascending. */
  long[] readSteps() throws IOException {
    DatasetGroup.requireRows(steps, steps.rows());
    long[] values = steps.readLongs(steps.all());
    for (int i = 1; i < values.length; i++) {
      if (!(values[i] > values[i - 1])) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s: expected ascending steps, found %d after %d",
                steps.where(),
                values[i],
                values[i - 1]));
      }
    }
    return values;
  }

  /** Steps of the metrics up to the last committed step. */
  long[] readMetricSteps(long last) throws IOException {
    if (metricSteps == null) {
      return new long[0];
    }
    long[] all = metricSteps.readLongs(metricSteps.all());
    int committed = 0;
    while (committed < all.length && all[committed] <= last) {
      committed++;
    }
    DatasetGroup.requireRows(metricSteps, committed);
    return Arrays.copyOf(all, committed);
  }

  /**
   * Checks that all that is committed is there.
   *
   * @throws IOException if not
   */
  void requireCommitted() throws IOException {
    long[] committed = readSteps();
    parameters.requireRows(committed.length);
    if (committed.length > 0) {
      int last = committed.length - 1;
      metrics.requireRows(readMetricSteps(committed[last]).length);
      if (optimizerSteps != null) {
        requireOptimizer(last, committed[last]);
      }
    }
  }

  /** Optimiser state of the checkpoint with this index, or empty if its slot holds another. */
  Optional<Snapshot> readOptimizer(int index, long step) throws IOException {
    if (optimizerSteps == null) {
      return Optional.empty();
    }
    int slot = index % RunLayout.SLOTS;
    if (optimizerSteps.readLongs(optimizerSteps.rows(slot, 1))[0] != step) {
      return Optional.empty();
    }
    return Optional.of(new Snapshot(step, header.optimizer(), optimizer.row(slot)));
  }

  /**
   * Optimiser state of the last checkpoint.
   *
   * @throws IOException if neither slot holds it
   */
  Snapshot requireOptimizer(int index, long step) throws IOException {
    return readOptimizer(index, step)
        .orElseThrow(
            () ->
                new IOException(
                    String.format(
                        Locale.ROOT,
                        "%s: the optimiser's state at step %d is not in %s; the file is damaged",
                        file.path(),
                        step,
                        RunLayout.OPTIMIZER)));
  }

  /** Parameters of the checkpoint with this index. */
  Snapshot readParameters(int index, long step) throws IOException {
    return new Snapshot(step, header.parameters(), parameters.row(index));
  }

  /** Looks again at a file that is being written: the steps first, then what they stand for. */
  void refresh() throws IOException {
    steps.refresh();
    parameters.refresh();
    metrics.refresh();
    optimizer.refresh();
    for (H5Dataset dataset : axes()) {
      dataset.refresh();
    }
  }

  private List<H5Dataset> axes() {
    List<H5Dataset> axes = new ArrayList<>();
    if (metricSteps != null) {
      axes.add(metricSteps);
    }
    if (optimizerSteps != null) {
      axes.add(optimizerSteps);
    }
    return axes;
  }

  /** Closes the file and all that is open in it. */
  @Override
  public void close() throws IOException {
    file.close();
  }
}
