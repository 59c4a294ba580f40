package periscope.checkpoints;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import periscope.checkpoints.internal.ElementType;
import periscope.checkpoints.internal.Hdf5;
import periscope.checkpoints.internal.StoredDataset;
import periscope.checkpoints.internal.StoredFile;
import periscope.checkpoints.internal.WriteLock;

/** Goes through a run and keeps what is wrong, instead of stopping at it. */
final class HealthCheck {
  private static final int MOST_PROBLEMS = 1000;

  private final Path path;
  private final boolean values;
  private final List<String> problems = new ArrayList<>();
  private long[] steps = {};
  private long[] metricSteps = {};
  private int checkpoints;
  private long uncommitted;
  private long uncommittedMetrics;
  private boolean checksums;

  private HealthCheck(Path path, boolean values) {
    this.path = path;
    this.values = values;
  }

  static RunHealth run(Path path, boolean values) throws IOException {
    HealthCheck check = new HealthCheck(path, values);
    Engine engine = Hdf5.call(Engine::current);
    check.go(engine);
    Path real = path.toRealPath();
    RunHealth.Lock lock =
        WriteLock.isHeld(real)
            ? RunHealth.Lock.LIVE
            : WriteLock.isThere(real) ? RunHealth.Lock.STALE : RunHealth.Lock.NONE;
    return new RunHealth(
        path,
        engine.toString(),
        Hdf5.call(() -> size(path)),
        lock,
        WriteLock.writer(real),
        check.checkpoints,
        check.steps.length == 0 ? RunLayout.EMPTY : check.steps[check.steps.length - 1],
        check.metricSteps.length,
        check.uncommitted,
        check.uncommittedMetrics,
        check.checksums,
        values,
        check.problems);
  }

  private static long size(Path path) throws IOException {
    if (!PartNames.isRun(path)) {
      return Files.size(path);
    }
    long bytes = 0;
    for (Path part : PartNames.files(path)) {
      bytes += Files.exists(part) ? Files.size(part) : 0;
    }
    return bytes;
  }

  /** Something that may find a run damaged. */
  private interface Look {
    void at() throws IOException;
  }

  private boolean keep(Look look) throws IOException {
    if (problems.size() >= MOST_PROBLEMS) {
      return false;
    }
    try {
      Hdf5.run(look::at);
      return true;
    } catch (NotARunException | NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      problems.add(String.valueOf(e.getMessage()));
      if (problems.size() == MOST_PROBLEMS) {
        problems.add("there are more, which are not listed");
      }
      return false;
    }
  }

  private void go(Engine engine) throws IOException {
    OpenRun[] opened = new OpenRun[1];
    if (!keep(() -> opened[0] = OpenRun.open(path))) {
      Hdf5.run(() -> countSteps(engine));
      return;
    }
    OpenRun run = opened[0];
    try {
      look(run.file());
    } finally {
      Hdf5.run(run::leave);
    }
  }

  /** What can be said of a run that cannot be opened as a whole. */
  private void countSteps(Engine engine) {
    try (StoredFile file = engine.openLive(path)) {
      StoredDataset stored = file.dataset(RunLayout.STEPS, ElementType.INT64);
      stored.requireStored(stored.rows() - 1);
      steps = stored.readLongs(stored.all());
      checkpoints = steps.length;
    } catch (IOException e) {
      // Not even that; why the run cannot be opened is known already.
    }
  }

  private void look(RunFile run) throws IOException {
    checksums = run.checksums() != null;
    if (!keep(() -> steps = run.readSteps())) {
      return;
    }
    checkpoints = steps.length;
    if (checkpoints == 0) {
      return;
    }
    for (StoredDataset dataset : run.parameters().datasets()) {
      keep(() -> DatasetGroup.requireRows(dataset, checkpoints));
      uncommitted = Math.max(uncommitted, dataset.rows() - checkpoints);
    }
    keep(() -> metricSteps = run.readMetricSteps(steps));
    for (StoredDataset dataset : run.metrics().datasets()) {
      keep(() -> DatasetGroup.requireRows(dataset, metricSteps.length));
      uncommittedMetrics = Math.max(uncommittedMetrics, dataset.rows() - metricSteps.length);
    }
    int last = checkpoints - 1;
    // While a run is being written, the state in a slot may already be a later checkpoint's.
    if (!run.header().optimizer().isEmpty() && !WriteLock.isHeld(path.toRealPath())) {
      keep(() -> run.requireOptimizer(last, steps[last]));
    }
    int first = values ? 0 : last;
    for (int parameter = 0; parameter < run.header().parameters().size(); parameter++) {
      lookAt(run, parameter, first);
    }
    for (int metric = 0; metric < run.header().metrics().size(); metric++) {
      int index = metric;
      keep(() -> run.readMetric(index, steps, metricSteps));
    }
  }

  private void lookAt(RunFile run, int parameter, int first) throws IOException {
    for (int row = first; row < checkpoints; row++) {
      int index = row;
      keep(() -> run.readParameter(parameter, index, 1, steps));
    }
  }
}
