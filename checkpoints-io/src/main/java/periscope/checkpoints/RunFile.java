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
import periscope.checkpoints.internal.StoredDataset;
import periscope.checkpoints.internal.StoredFile;

/**
 * The open datasets of a run file, checked against each other. Only rows below the number of steps
 * are committed. All calls are made under the lock of HDF5.
 */
final class RunFile implements AutoCloseable {
  private final StoredFile file;
  private final RunHeader header;
  private final int[] train;
  private final StoredDataset steps;
  private final DatasetGroup parameters;
  private final DatasetGroup metrics;
  private final DatasetGroup optimizer;
  private final @Nullable StoredDataset metricSteps;
  private final @Nullable StoredDataset optimizerSteps;
  private final @Nullable RunChecksums checksums;

  private RunFile(StoredFile file) throws IOException {
    this.file = file;
    steps = required(RunLayout.STEPS);
    parameters = DatasetGroup.open(file, RunLayout.PARAMETERS, ElementType.FLOAT32);
    metrics = DatasetGroup.open(file, RunLayout.METRICS, ElementType.FLOAT64);
    optimizer = DatasetGroup.open(file, RunLayout.OPTIMIZER, ElementType.FLOAT32);
    metricSteps = metrics.ids().isEmpty() ? null : required(RunLayout.METRIC_STEPS);
    optimizerSteps = optimizer.ids().isEmpty() ? null : required(RunLayout.OPTIMIZER_STEPS);
    header = readHeader();
    train = readTrain();
    checksums = file.has(RunLayout.CHECKSUMS) ? RunChecksums.open(file, header, train) : null;
    requireSlots();
  }

  /** Opens a run file in the given way. */
  static RunFile open(Path path, FileFormat.Opener<?> opener) throws IOException {
    return of(FileFormat.open(path, RunLayout.FORMAT, RunLayout.VERSION, opener));
  }

  /** Takes over a file that says it is a run; closes it if it is not. */
  static RunFile of(StoredFile file) throws IOException {
    try {
      return new RunFile(file);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  private StoredDataset required(String axis) throws IOException {
    requireThere(axis);
    return file.dataset(axis, ElementType.INT64);
  }

  private void requireThere(String object) throws IOException {
    if (!file.has(object)) {
      throw new IOException(
          file.path() + ": " + object + ": this is not there, and a run must have it");
    }
  }

  private RunHeader readHeader() throws IOException {
    requireThere(RunLayout.META);
    Map<String, String> provenance = new TreeMap<>(file.texts(RunLayout.META));
    String spec = Optional.ofNullable(provenance.remove(RunLayout.SPEC)).orElse("{}");
    try {
      return new RunHeader(spec, provenance, parameters.specs(), optimizer.specs(), metrics.ids());
    } catch (IllegalArgumentException e) {
      throw new IOException(file.path() + ": " + e.getMessage(), e);
    }
  }

  private int[] readTrain() throws IOException {
    if (!file.has(RunLayout.TRAIN)) {
      return new int[0];
    }
    try (StoredDataset split = file.dataset(RunLayout.TRAIN, ElementType.INT32)) {
      DatasetGroup.requireRows(split, split.rows());
      return split.readInts(split.all());
    }
  }

  private void requireSlots() throws IOException {
    if (optimizerSteps != null) {
      if (!(optimizerSteps.rows() <= RunLayout.SLOTS)) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s: expected at most %d slots, found %d; the file is damaged",
                optimizerSteps.where(),
                RunLayout.SLOTS,
                optimizerSteps.rows()));
      }
      DatasetGroup.requireRows(optimizerSteps, optimizerSteps.rows());
      optimizer.requireRows(optimizerSteps.rows());
    }
  }

  StoredFile file() {
    return file;
  }

  RunHeader header() {
    return header;
  }

  int[] train() {
    return train;
  }

  StoredDataset steps() {
    return steps;
  }

  DatasetGroup parameters() {
    return parameters;
  }

  DatasetGroup metrics() {
    return metrics;
  }

  @Nullable StoredDataset metricSteps() {
    return metricSteps;
  }

  DatasetGroup optimizer() {
    return optimizer;
  }

  @Nullable StoredDataset optimizerSteps() {
    return optimizerSteps;
  }

  /** Null if the run was written without. */
  @Nullable RunChecksums checksums() {
    return checksums;
  }

  /** The checksum of what does not change after the file is made. */
  int headerChecksum() {
    return Checksum.of(header, train);
  }

  /** See {@link RunReader#digest}; empty if the run was written without checksums. */
  Optional<String> digest(int checkpoints) throws IOException {
    return checksums == null
        ? Optional.empty()
        : Optional.of(checksums.digest(headerChecksum(), checkpoints));
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
    if (checksums != null) {
      DatasetGroup.requireRows(checksums.dataset(), values.length);
      int[] written = checksums.column(RunChecksums.STEP, 0, values.length);
      for (int i = 0; i < values.length; i++) {
        RunChecksums.require(steps, values[i], written[i], Checksum.of(values, i, 1));
      }
    }
    return values;
  }

  /** Steps of the metrics up to the last committed step. */
  long[] readMetricSteps(long[] committed) throws IOException {
    if (metricSteps == null || committed.length == 0) {
      return new long[0];
    }
    metricSteps.rows();
    long[] all = metricSteps.readLongs(metricSteps.all());
    int rows = 0;
    while (rows < all.length && all[rows] <= committed[committed.length - 1]) {
      rows++;
    }
    DatasetGroup.requireRows(metricSteps, rows);
    long[] values = Arrays.copyOf(all, rows);
    if (checksums != null) {
      int column = RunChecksums.metricSteps(header);
      requireSegments(
          metricSteps, column, committed, values, (from, to) -> Checksum.of(values, from, to));
    }
    return values;
  }

  /** Values of a metric at its steps. */
  double[] readMetric(int metric, long[] committed, long[] at) throws IOException {
    StoredDataset dataset = metrics.datasets().get(metric);
    double[] values = dataset.readDoubles(dataset.rows(0, at.length));
    if (checksums != null) {
      int column = RunChecksums.metric(header, metric);
      requireSegments(
          dataset, column, committed, at, (from, count) -> Checksum.of(values, from, count));
    }
    return values;
  }

  /** Checksum of some rows of metrics. */
  private interface Segment {
    int checksum(int from, int count);
  }

  /** Each checkpoint committed the metrics up to its step. */
  private void requireSegments(
      StoredDataset dataset, int column, long[] committed, long[] at, Segment segment)
      throws IOException {
    if (checksums == null) {
      return;
    }
    int[] written = checksums.column(column, 0, committed.length);
    int from = 0;
    for (int i = 0; i < committed.length; i++) {
      int end = from;
      while (end < at.length && at[end] <= committed[i]) {
        end++;
      }
      RunChecksums.require(dataset, committed[i], written[i], segment.checksum(from, end - from));
      from = end;
    }
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
      metrics.requireRows(readMetricSteps(committed).length);
      readParameters(last, committed[last]);
      if (optimizerSteps != null) {
        requireOptimizer(last, committed[last]);
      }
    }
  }

  /** Optimiser state of the checkpoint with this index, or empty if its slot holds another. */
  Optional<Snapshot> readOptimizer(int index, long step) throws IOException {
    if (optimizerSteps == null || optimizerSteps.rows() == 0) {
      return Optional.empty();
    }
    int slot = (int) (index % optimizerSteps.rows());
    if (optimizerSteps.readLongs(optimizerSteps.rows(slot, 1))[0] != step) {
      return Optional.empty();
    }
    List<float[]> values = row(optimizer, slot, index, step, RunChecksums.optimizer(header, 0));
    return Optional.of(new Snapshot(step, header.optimizer(), values));
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
    List<float[]> values = row(parameters, index, index, step, RunChecksums.parameter(0));
    return new Snapshot(step, header.parameters(), values);
  }

  /** One parameter at some checkpoints, each row-major. */
  List<float[]> readParameter(int parameter, int first, int count, long[] committed)
      throws IOException {
    StoredDataset dataset = parameters.datasets().get(parameter);
    int[] found = new int[count];
    List<float[]> rows = dataset.readSummed(first, found);
    if (checksums != null) {
      int[] written = checksums.column(RunChecksums.parameter(parameter), first, count);
      for (int i = 0; i < count; i++) {
        RunChecksums.require(dataset, committed[first + i], written[i], found[i]);
      }
    }
    return rows;
  }

  /** One row of each dataset, compared with the checksums in neighbouring columns. */
  private List<float[]> row(DatasetGroup group, long row, int index, long step, int column)
      throws IOException {
    List<float[]> rows = new ArrayList<>();
    int[] written = checksums == null ? new int[0] : checksums.row(index);
    int[] found = new int[1];
    for (StoredDataset dataset : group.datasets()) {
      float[] values = dataset.readSummed(row, found).getFirst();
      if (checksums != null) {
        RunChecksums.require(dataset, step, written[column + rows.size()], found[0]);
      }
      rows.add(values);
    }
    return rows;
  }

  /** Looks again at a file that is being written: the steps first, then what they stand for. */
  void refresh() throws IOException {
    file.refresh();
    steps.refresh();
    parameters.refresh();
    metrics.refresh();
    optimizer.refresh();
    for (StoredDataset dataset : others()) {
      dataset.refresh();
    }
  }

  private List<StoredDataset> others() {
    List<StoredDataset> others = new ArrayList<>();
    if (metricSteps != null) {
      others.add(metricSteps);
    }
    if (optimizerSteps != null) {
      others.add(optimizerSteps);
    }
    if (checksums != null) {
      others.add(checksums.dataset());
    }
    return others;
  }

  /** Closes the file and all that is open in it. */
  @Override
  public void close() throws IOException {
    file.close();
  }
}
