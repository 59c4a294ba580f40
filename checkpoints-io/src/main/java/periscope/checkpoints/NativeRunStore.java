package periscope.checkpoints;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import periscope.checkpoints.internal.H5Dataset;
import periscope.checkpoints.internal.H5File;
import periscope.checkpoints.internal.StoredDataset;

/**
 * A run in one file, which the native library appends to while others read it.
 *
 * <p>What a checkpoint consists of is written and flushed before the row of {@code /step} that
 * makes it count; that is flushed again.
 */
final class NativeRunStore implements RunStore {
  /**
   * Files that could not be written to the end. The library would try again when it closes them,
   * and leave a file that says it is longer than it is; so they stay open to it until this process
   * ends.
   */
  private static final Set<FileIdentity> ABANDONED = ConcurrentHashMap.newKeySet();

  private final H5File file;
  private final RunFile run;
  private final H5Dataset steps;
  private final List<H5Dataset> parameters;
  private final List<H5Dataset> metrics;
  private final List<H5Dataset> optimizer;
  private final @Nullable H5Dataset metricSteps;
  private final @Nullable H5Dataset optimizerSteps;
  private final @Nullable H5Dataset checksums;

  private NativeRunStore(H5File file) throws IOException {
    this.file = file;
    run = RunFile.of(file);
    steps = writable(run.steps());
    parameters = writable(run.parameters());
    metrics = writable(run.metrics());
    optimizer = writable(run.optimizer());
    metricSteps = writableIfThere(run.metricSteps());
    optimizerSteps = writableIfThere(run.optimizerSteps());
    RunChecksums stored = run.checksums();
    checksums = stored == null ? null : writable(stored.dataset());
  }

  /** Makes a run without checkpoints; a file of this name is replaced when that is complete. */
  static RunStore create(Path path, RunHeader header, int[] train) throws IOException {
    Path draft = OutputPath.draft(path);
    try {
      try (H5File created = H5File.create(draft)) {
        RunLayout.create(created, header, train);
      }
      H5File.force(draft);
      if (PartNames.isRun(path)) {
        PartsRunStore.delete(path);
      }
      OutputPath.replace(draft, path);
    } finally {
      Files.deleteIfExists(draft);
    }
    return open(path, H5File::openForAppending);
  }

  /**
   * Checks that this process may write a file.
   *
   * @throws IOException if writing it failed before
   */
  static void requireNotAbandoned(Path path) throws IOException {
    if (FileIdentity.of(path).filter(ABANDONED::contains).isPresent()) {
      throw new IOException(
          path + ": writing it failed in this process before; resume it from a new process");
    }
  }

  /** Opens a run that may have been left open by a crash, and cuts off what is not committed. */
  static RunStore recover(Path path) throws IOException {
    NativeRunStore found = open(path, H5File::openForRecovery);
    try {
      found.trim();
    } finally {
      found.file.close();
    }
    return open(path, H5File::openForAppending);
  }

  private static NativeRunStore open(Path path, FileFormat.Opener<H5File> opener)
      throws IOException {
    H5File file = FileFormat.open(path, RunLayout.FORMAT, RunLayout.VERSION, opener);
    try {
      return new NativeRunStore(file);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  private H5Dataset writable(StoredDataset dataset) throws IOException {
    return file.dataset(dataset.path(), dataset.type());
  }

  private @Nullable H5Dataset writableIfThere(@Nullable StoredDataset dataset) throws IOException {
    return dataset == null ? null : writable(dataset);
  }

  private List<H5Dataset> writable(DatasetGroup group) throws IOException {
    List<H5Dataset> opened = new java.util.ArrayList<>();
    for (StoredDataset dataset : group.datasets()) {
      opened.add(writable(dataset));
    }
    return opened;
  }

  private void trim() throws IOException {
    long[] committed = run.readSteps();
    resize(parameters, committed.length);
    if (checksums != null) {
      checksums.resize(committed.length);
    }
    if (metricSteps != null) {
      int rows = run.readMetricSteps(committed).length;
      resize(metrics, rows);
      metricSteps.resize(rows);
    }
    file.flush();
  }

  private static void resize(List<H5Dataset> datasets, long rows) throws IOException {
    for (H5Dataset dataset : datasets) {
      dataset.resize(rows);
    }
  }

  @Override
  public RunFile file() {
    return run;
  }

  @Override
  public void commit(Checkpoint checkpoint) throws IOException {
    int index = checkpoint.index();
    RunHeader header = run.header();
    int[] sums = RunChecksums.ofStepAndMetrics(header, checkpoint);
    if (optimizerSteps != null) {
      int slot = (int) (index % optimizerSteps.rows());
      writeRow(optimizer, slot, checkpoint.optimizer(), sums, RunChecksums.optimizer(header, 0));
      optimizerSteps.writeLongs(optimizerSteps.rows(slot, 1), new long[] {checkpoint.step()});
    }
    resize(parameters, index + 1);
    writeRow(parameters, index, checkpoint.parameters(), sums, RunChecksums.parameter(0));
    append(checkpoint.metrics());
    if (checksums != null) {
      checksums.resize(index + 1);
      checksums.writeInts(checksums.rows(index, 1), sums);
    }
    file.flush();
    // Only now the row that makes it count: whoever sees it can see all the rest.
    steps.resize(index + 1);
    steps.writeLongs(steps.rows(index, 1), new long[] {checkpoint.step()});
    file.flush();
  }

  /** Overwrites one row of each, and puts their checksums into neighbouring columns. */
  private static void writeRow(
      List<H5Dataset> datasets, int row, List<float[]> values, int[] sums, int column)
      throws IOException {
    for (int i = 0; i < datasets.size(); i++) {
      H5Dataset dataset = datasets.get(i);
      sums[column + i] = dataset.writeSummed(dataset.rows(row, 1), values.get(i));
    }
  }

  private void append(MetricRows rows) throws IOException {
    int count = rows.steps().length;
    if (metricSteps == null || count == 0) {
      return;
    }
    long first = metricSteps.rows();
    resize(metrics, first + count);
    for (int i = 0; i < metrics.size(); i++) {
      H5Dataset dataset = metrics.get(i);
      dataset.writeDoubles(dataset.rows(first, count), rows.columns().get(i));
    }
    metricSteps.resize(first + count);
    metricSteps.writeLongs(metricSteps.rows(first, count), rows.steps());
  }

  @Override
  public void close() throws IOException {
    file.close();
    H5File.force(file.path());
  }

  @Override
  public void abandon() throws IOException {
    FileIdentity.of(file.path()).ifPresent(ABANDONED::add);
    file.abandon();
  }
}
