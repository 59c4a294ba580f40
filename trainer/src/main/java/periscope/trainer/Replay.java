package periscope.trainer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;
import periscope.checkpoints.RunHeader;
import periscope.checkpoints.RunReader;
import periscope.checkpoints.RunWriter;
import periscope.checkpoints.Snapshot;
import periscope.models.kernel.BlasLibrary;
import periscope.models.kernel.Shards;

/**
 * Trains a part of a run again, to see it more densely: from the nearest stored state before, bit
 * for bit, into a run file of its own. Every checkpoint that the run has too is compared with it.
 */
public final class Replay {
  private final Path run;
  private final CheckpointSchedule.Window window;
  private final boolean approximate;

  /**
   * A replay.
   *
   * @param run the run file
   * @param window which steps are wanted
   * @param approximate whether to go on where the bits may differ, or do
   */
  public Replay(Path run, CheckpointSchedule.Window window, boolean approximate) {
    this.run = run;
    this.window = window;
    this.approximate = approximate;
  }

  /**
   * How a replay went.
   *
   * @param training how far it got
   * @param start the step of the state that it began from
   * @param shared steps that both have
   * @param different of these, those whose weights are not the same bits
   */
  public record Result(TrainingResult training, long start, int shared, int different) {}

  /**
   * Trains and writes.
   *
   * @throws IllegalArgumentException if the window ends after the run's last checkpoint
   * @throws IOException if files cannot be read or written; if the machine or the software is such
   *     that bits may differ, or weights do, unless the replay is approximate
   */
  public Result write(
      Path out, boolean overwrite, int threads, TrainingListener listener, BooleanSupplier stop)
      throws IOException {
    BlasLibrary.require();
    try (var source = RunReader.open(run);
        Shards shards = Shards.of(threads)) {
      RunSpec made = Trainer.spec(source.spec(), run);
      long[] steps = source.steps();
      if (window.to() > steps[steps.length - 1]) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s ends at step %d: --to expects that or less, found %d; 'resume --steps' trains on",
                run,
                steps[steps.length - 1],
                window.to()));
      }
      requireSameBits(source.provenance());
      RunSpec spec = made.with(window.to(), window);
      Training training = Training.begin(spec, source.train(), shards);
      training.requireSameExamples(source.provenance(), run);
      long start = restore(training, source);
      RunHeader header = header(training.header(), start);
      try (var writer = RunWriter.create(out, header, source.train(), overwrite)) {
        return train(training, start, source, writer, listener, stop);
      }
    }
  }

  private void requireSameBits(Map<String, String> stored) throws IOException {
    Map<String, String> here = Provenance.collect(0);
    for (String key : List.of("software", "blas", "cpu")) {
      String then = stored.getOrDefault(key, "unknown");
      if (!approximate && !then.equals(here.get(key))) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s was trained with %s %s, here it is %s, so that a replay may end with other bits: --approximate replays all the same",
                run,
                key,
                then,
                here.get(key)));
      }
    }
  }

  /** Takes the nearest state before the window; without one, the start of the run. */
  private long restore(Training training, RunReader source) throws IOException {
    long[] steps = source.steps();
    Optional<Snapshot> state = KeptStates.before(run, window.from());
    long last = steps[steps.length - 1];
    if (last == window.from()) {
      state = source.optimizerState();
    }
    if (state.isEmpty()) {
      return 0;
    }
    int index = Arrays.binarySearch(steps, state.get().step());
    if (index < 0) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s has a state of step %d, which %s has no checkpoint of: they do not belong together",
              KeptStates.pathFor(run),
              state.get().step(),
              run));
    }
    training.restore(run, source.snapshot(index), state);
    return state.get().step();
  }

  private RunHeader header(RunHeader header, long start) {
    Map<String, String> provenance = new TreeMap<>(header.provenance());
    provenance.put(
        "replayed",
        String.format(Locale.ROOT, "%s, from its state at step %d", run.getFileName(), start));
    return new RunHeader(
        header.spec(), provenance, header.parameters(), header.optimizer(), header.metrics());
  }

  private Result train(
      Training training,
      long start,
      RunReader source,
      RunWriter writer,
      TrainingListener listener,
      BooleanSupplier stop)
      throws IOException {
    LongPredicate stored = window.of(window.to());
    long[] steps = source.steps();
    int shared = 0;
    int different = 0;
    for (long step = start; ; step++) {
      int index = Arrays.binarySearch(steps, step);
      if (index >= 0) {
        shared++;
        different += isSame(training, source.snapshot(index)) ? 0 : 1;
      }
      if (stored.test(step)) {
        Metrics metrics = training.measure(step);
        writer.metrics(step, metrics.values());
        writer.checkpoint(step, training.weights(), training.state());
        listener.measured(step, metrics);
      }
      if (step == window.to() || stop.getAsBoolean()) {
        boolean complete = step == window.to();
        return new Result(
            new TrainingResult(step, complete, writer.lastStep()), start, shared, different);
      }
      training.update(step);
    }
  }

  private boolean isSame(Training training, Snapshot stored) throws IOException {
    List<float[]> found = training.weights();
    for (int i = 0; i < found.size(); i++) {
      if (!Arrays.equals(found.get(i), stored.values().get(i))) {
        if (approximate) {
          return false;
        }
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s: the replay's %s at step %d has other bits than the run's: it was trained by something else, or elsewhere; --approximate replays all the same",
                run,
                stored.tensors().get(i).name(),
                stored.step()));
      }
    }
    return true;
  }
}
