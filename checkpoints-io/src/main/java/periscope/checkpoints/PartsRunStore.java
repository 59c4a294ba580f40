package periscope.checkpoints;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import periscope.checkpoints.internal.H5File;
import periscope.checkpoints.internal.StoredDataset;

/**
 * A run in a folder of small files, for where there is no library that appends to one. A checkpoint
 * is committed when its file gets its name; the state of the optimiser was written before that, and
 * the one before is deleted after it. Every so often small files are put together to a larger one.
 */
final class PartsRunStore implements RunStore {
  /** Files of one checkpoint that are put together. */
  static final int TOGETHER = 64;

  private static final long LARGEST = 64L << 20; // bytes of a file that is put together

  private final Path folder;
  private final PartsFile file;
  private final RunFile run;
  private final PartFiles files;
  private boolean stale; // something was committed since the run was looked at

  private PartsRunStore(Path folder) throws IOException {
    this.folder = folder;
    file = PartsFile.open(folder, Engine.current());
    run = RunFile.of(file);
    files = new PartFiles(run.header());
  }

  /** Makes a run without checkpoints; what had this name is replaced when that is complete. */
  static RunStore create(Path folder, RunHeader header, int[] train) throws IOException {
    Path draft = OutputPath.draft(folder);
    delete(draft);
    Files.createDirectory(draft);
    try {
      Path fixed = draft.resolve(PartNames.HEADER);
      new PartFiles(header).writeHeader(fixed, train);
      H5File.force(fixed);
      delete(folder);
      Files.move(draft, folder);
    } finally {
      delete(draft);
    }
    return new PartsRunStore(folder);
  }

  /** Deletes a run, in parts or not, but nothing else that is in its folder. */
  static void delete(Path run) throws IOException {
    if (Files.isDirectory(run)) {
      for (Path each : PartNames.files(run)) {
        if (PartNames.isOurs(each)) {
          Files.delete(each);
        }
      }
    }
    Files.deleteIfExists(run);
  }

  /** Opens a run that may have been left by a crash, and deletes what is not committed. */
  static RunStore recover(Path folder) throws IOException {
    PartsRunStore store = new PartsRunStore(folder);
    store.clean();
    return store;
  }

  private void clean() throws IOException {
    List<Path> needed = new ArrayList<>();
    file.parts().forEach(part -> needed.add(part.file()));
    int last = file.parts().isEmpty() ? -1 : file.parts().getLast().last();
    for (Path each : PartNames.files(folder)) {
      OptionalInt state = PartNames.optimizer(each);
      boolean old = state.isPresent() && state.getAsInt() != last;
      if (old || PartNames.isUnfinished(each)) {
        Files.delete(each);
      }
    }
    for (PartNames.Part part : PartNames.parts(folder)) {
      if (!needed.contains(part.file())) {
        Files.delete(part.file());
      }
    }
  }

  @Override
  public RunFile file() throws IOException {
    if (stale) {
      run.refresh();
      stale = false;
    }
    return run;
  }

  @Override
  public void commit(Checkpoint checkpoint) throws IOException {
    int index = checkpoint.index();
    if (!checkpoint.optimizer().isEmpty()) {
      files.writeOptimizer(
          PartNames.optimizer(folder, index), checkpoint.step(), checkpoint.optimizer());
    }
    int metricRows = run.header().metrics().isEmpty() ? 0 : checkpoint.metrics().steps().length;
    PartNames.Part part = PartNames.part(folder, index, index, metricRows);
    files.writePart(part, Rows.of(checkpoint, RunChecksums.of(run.header(), checkpoint)), false);
    stale = true;
    if (index > 0) {
      Files.deleteIfExists(PartNames.optimizer(folder, index - 1));
    }
    if ((index + 1) % TOGETHER == 0) {
      try {
        putTogether(index + 1 - TOGETHER, index);
      } catch (IOException e) {
        // The checkpoint is committed all the same, and the small files stay as they are.
      }
    }
  }

  private void putTogether(int first, int last) throws IOException {
    file();
    List<PartNames.Part> small = new ArrayList<>();
    int metricsBefore = 0;
    int metricRows = 0;
    long bytes = 0;
    for (PartNames.Part part : file.parts()) {
      if (part.first() >= first) {
        small.add(part);
        metricRows += part.metricRows();
        bytes += Files.size(part.file());
      } else {
        metricsBefore += part.metricRows();
      }
    }
    if (small.size() != TOGETHER || bytes > LARGEST) {
      return;
    }
    Rows rows = read(first, last - first + 1, metricsBefore, metricRows);
    files.writePart(PartNames.part(folder, first, last, metricRows), rows, true);
    for (PartNames.Part part : small) {
      Files.delete(part.file());
    }
    stale = true;
  }

  private Rows read(int first, int count, int firstMetric, int metricRows) throws IOException {
    StoredDataset steps = run.steps();
    List<float[]> parameters = new ArrayList<>();
    for (StoredDataset dataset : run.parameters().datasets()) {
      parameters.add(dataset.readFloats(dataset.rows(first, count)));
    }
    List<double[]> metrics = new ArrayList<>();
    for (StoredDataset dataset : run.metrics().datasets()) {
      metrics.add(dataset.readDoubles(dataset.rows(firstMetric, metricRows)));
    }
    @Nullable StoredDataset axis = run.metricSteps();
    long[] logged = axis == null ? new long[0] : axis.readLongs(axis.rows(firstMetric, metricRows));
    RunChecksums sums = run.checksums();
    if (sums == null) {
      throw new IOException(folder + ": " + RunLayout.CHECKSUMS + " is missing");
    }
    return new Rows(
        steps.readLongs(steps.rows(first, count)),
        parameters,
        new MetricRows(logged, metrics),
        sums.dataset().readInts(sums.dataset().rows(first, count)));
  }

  @Override
  public void close() throws IOException {
    file.close();
    for (Path each : PartNames.files(folder)) {
      H5File.force(each);
    }
  }

  @Override
  public void abandon() throws IOException {
    file.close();
  }
}
