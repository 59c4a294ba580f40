package periscope.trainer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;
import periscope.checkpoints.RunHeader;
import periscope.checkpoints.RunWriter;
import periscope.models.kernel.BlasLibrary;
import periscope.models.kernel.Shards;
import periscope.models.spec.SpecException;
import periscope.models.spec.SpecMapper;

/**
 * Trains one run into a run file.
 *
 * <p>Stored weights are float32, those of a float64 run rounded; the metrics are measured in
 * float64 at exactly the stored weights of their step. The same specification gives the same bits
 * for any thread count, and after any number of interruptions and resumptions.
 */
public final class Trainer {
  private final RunSpec spec;
  private final Training training;
  private final RunWriter writer;
  private final Optional<RunWriter> states;

  private Trainer(RunSpec spec, Training training, RunWriter writer, Optional<RunWriter> states) {
    this.spec = spec;
    this.training = training;
    this.writer = writer;
    this.states = states;
  }

  /**
   * Trains from step 0.
   *
   * @param file the run file to make
   * @param overwrite whether an existing file may be replaced
   * @param threads threads to use; changes the time, not the bits
   * @param listener hears the metrics
   * @param stop asked before every update; when it says true the file is closed as it is
   * @throws DivergedException if the training loss is not finite
   * @throws IllegalArgumentException if there is no training of its architecture
   */
  public static TrainingResult train(
      RunSpec spec,
      Path file,
      boolean overwrite,
      int threads,
      TrainingListener listener,
      BooleanSupplier stop)
      throws IOException {
    BlasLibrary.require();
    try (Shards shards = Shards.of(threads)) {
      Training training = Training.begin(spec, shards);
      KeptStates.requireReplaceable(file, overwrite);
      try (var writer =
              RunWriter.create(file, training.header(), training.split().train(), overwrite);
          var states = KeptStates.create(file, spec, training.header())) {
        return new Trainer(spec, training, writer, states.writer()).run(listener, stop);
      }
    }
  }

  /**
   * Goes on from the last checkpoint of an interrupted run, or from step 0 if it has none yet, bit
   * for bit as if it had not been interrupted.
   *
   * @throws IOException if the file is not a run that can be resumed
   */
  public static TrainingResult resume(
      Path file, int threads, TrainingListener listener, BooleanSupplier stop) throws IOException {
    return resume(file, OptionalLong.empty(), threads, listener, stop);
  }

  /**
   * The same, up to another step than the run was made for. The run's specification stays what it
   * was made from, so a run that is interrupted past its end is gone on with by naming the step
   * again.
   *
   * @param steps where to end; empty for the end of the specification
   * @throws IllegalArgumentException if the run is past that step already
   */
  public static TrainingResult resume(
      Path file, OptionalLong steps, int threads, TrainingListener listener, BooleanSupplier stop)
      throws IOException {
    BlasLibrary.require();
    try (var writer = RunWriter.resume(file);
        Shards shards = Shards.of(threads)) {
      RunSpec made = spec(writer.header().spec(), file);
      long last = writer.lastStep();
      long end = steps.orElse(Math.max(made.steps(), last));
      if (end < last) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s is at step %d already: --steps expects that or more, found %d",
                file,
                last,
                end));
      }
      RunSpec spec = made.withSteps(end);
      Training training = Training.begin(spec, writer.train(), shards);
      training.requireSameExamples(writer.header().provenance(), file);
      var lastWeights = writer.lastParameters();
      if (lastWeights.isPresent()) {
        training.restore(file, lastWeights.get(), writer.lastOptimizer());
      }
      try (var states = KeptStates.resume(file, spec, training.header())) {
        states.catchUp(writer, spec.keepStates(), training.state());
        return new Trainer(spec, training, writer, states.writer()).run(listener, stop);
      }
    }
  }

  /**
   * The specification that a run file was made from, whether it has checkpoints or none yet.
   *
   * @throws IOException if the file is not a run
   */
  public static RunSpec specOf(Path file) throws IOException {
    return spec(RunHeader.of(file).spec(), file);
  }

  static RunSpec spec(String text, Path file) throws IOException {
    try {
      return SpecMapper.json().read(text, RunSpec.class, file.toString());
    } catch (SpecException e) {
      throw new IOException("it has no specification to train by: " + e.getMessage(), e);
    }
  }

  private TrainingResult run(TrainingListener listener, BooleanSupplier stop) throws IOException {
    LongPredicate stored = spec.checkpoints().of(spec.steps());
    long committed = writer.lastStep();
    try (var checkpoints = new BackgroundWriter(writer, states, spec.keepStates(), training)) {
      for (long step = Math.max(0, committed); ; step++) {
        // A resumed run has the metrics and weights of its first step in the file already.
        boolean fresh = step > committed;
        try {
          if (fresh && (step % spec.metricsEvery() == 0 || step == spec.steps())) {
            Metrics metrics = training.measure(step);
            checkpoints.metrics(step, metrics.values());
            listener.measured(step, metrics);
          }
          if (fresh && stored.test(step)) {
            checkpoints.checkpoint(step);
          }
          if (step == spec.steps() || stop.getAsBoolean()) {
            checkpoints.await();
            return new TrainingResult(step, step == spec.steps(), writer.lastStep());
          }
          training.update(step);
        } catch (DivergedException e) {
          if (fresh) {
            checkpoints.diverged(step);
          }
          throw e;
        }
      }
    }
  }
}
