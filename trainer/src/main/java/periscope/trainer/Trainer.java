package periscope.trainer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;
import periscope.checkpoints.RunHeader;
import periscope.checkpoints.RunReader;
import periscope.checkpoints.RunWriter;
import periscope.checkpoints.Snapshot;
import periscope.checkpoints.TensorSpec;
import periscope.models.kernel.Elementwise;
import periscope.models.kernel.Shards;
import periscope.models.net.Evaluation;
import periscope.models.net.Hooks;
import periscope.models.net.LossGradient;
import periscope.models.net.Parameters;
import periscope.models.net.TrainableModel;
import periscope.models.spec.SeedStreams;
import periscope.models.spec.SpecException;
import periscope.models.spec.SpecMapper;
import periscope.models.task.Split;
import periscope.models.task.Task;
import periscope.trainer.optimizer.Optimizer;
import periscope.trainer.regularizer.Regularizer;

/**
 * Trains one run into a run file.
 *
 * <p>Weights are float32; the metrics are measured in float64 at exactly the weights of their step.
 * The same specification gives the same bits for any thread count, and after any number of
 * interruptions and resumptions.
 */
public final class Trainer {
  private final RunSpec spec;
  private final Task task;
  private final Split split;
  private final TrainableModel model;
  private final Parameters weights;
  private final Parameters gradient;
  private final Batches batches;
  private final LossGradient lossGradient;
  private final Regularizer regularizer;
  private final Optimizer optimizer;
  private final LongPredicate stored;

  private Trainer(
      RunSpec spec,
      Split split,
      Task task,
      TrainableModel model,
      Parameters weights,
      Shards shards) {
    this.spec = spec;
    this.task = task;
    this.split = split;
    this.model = model;
    this.weights = weights;
    gradient = Parameters.zeros(model.parameters());
    var streams = new SeedStreams(spec.seed());
    batches = new Batches(split.train().length, spec.batchSize(), streams);
    lossGradient =
        model.gradient(task.select(split.train()), spec.loss(), batches.capacity(), shards);
    regularizer = Regularizer.of(spec.regularizer(), weights, streams);
    optimizer = Optimizer.of(spec.optimizer(), weights, shards);
    stored = spec.checkpoints().of(spec.steps());
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
    var streams = new SeedStreams(spec.seed());
    Task task = spec.task().task();
    Split split = spec.split().split(task.size(), streams.stream("split"));
    TrainableModel model = trainable(spec, task);
    Parameters weights = initial(spec, model);
    try (Shards shards = Shards.of(threads)) {
      var trainer = new Trainer(spec, split, task, model, weights, shards);
      try (var writer = RunWriter.create(file, trainer.header(), split.train(), overwrite)) {
        return trainer.run(writer, listener, stop);
      }
    }
  }

  /**
   * Goes on from the last checkpoint of an interrupted run, bit for bit as if it had not been
   * interrupted.
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
      Task task = spec.task().task();
      Split split = Split.ofTrain(task.size(), writer.train());
      TrainableModel model = trainable(spec, task);
      Parameters weights = initial(spec, model);
      var trainer = new Trainer(spec, split, task, model, weights, shards);
      trainer.restore(writer);
      return trainer.run(writer, listener, stop);
    }
  }

  /**
   * The specification that a run file was made from.
   *
   * @throws IOException if the file is not a run
   */
  public static RunSpec specOf(Path file) throws IOException {
    try (var reader = RunReader.open(file)) {
      return spec(reader.spec(), file);
    }
  }

  private static RunSpec spec(String text, Path file) throws IOException {
    try {
      return SpecMapper.json().read(text, RunSpec.class, file.toString());
    } catch (SpecException e) {
      throw new IOException("it has no specification to train by: " + e.getMessage(), e);
    }
  }

  private static TrainableModel trainable(RunSpec spec, Task task) {
    if (spec.model().model(task) instanceof TrainableModel model) {
      return model;
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "model.type %s cannot be trained by this version, only imported and probed; expected pair-mlp",
            spec.model().type()));
  }

  private static Parameters initial(RunSpec spec, TrainableModel model) {
    Parameters weights = model.initialise(new SeedStreams(spec.seed()).stream("init"));
    if (spec.initialScale() != 1) {
      for (int i = 0; i < weights.specs().size(); i++) {
        if (weights.specs().get(i).trained()) {
          Elementwise.scale(weights.get(i), (float) spec.initialScale(), 0, weights.get(i).length);
        }
      }
    }
    return weights;
  }

  private TrainingResult run(RunWriter writer, TrainingListener listener, BooleanSupplier stop)
      throws IOException {
    long committed = writer.lastStep();
    try (var checkpoints = new BackgroundWriter(writer, arrays(weights), optimizerArrays())) {
      for (long step = Math.max(0, committed); ; step++) {
        // A resumed run has the metrics and weights of its first step in the file already.
        boolean fresh = step > committed;
        if (fresh && (step % spec.metricsEvery() == 0 || step == spec.steps())) {
          Metrics metrics = measure(step);
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
        update(step);
      }
    }
  }

  private void update(long step) {
    batches.select(lossGradient, step);
    requireFinite(step, lossGradient.compute(regularizer.at(weights, step), gradient));
    regularizer.onGradient(weights, gradient, step);
    optimizer.update(weights, gradient, step);
    regularizer.afterUpdate(weights, spec.optimizer().learningRate(step), step);
  }

  private Metrics measure(long step) {
    var logits = model.forward(weights, task, Hooks.none());
    var train = Evaluation.of(spec.loss(), logits, task.labels(), split.train());
    requireFinite(step, train.loss());
    return new Metrics(
        train,
        split.test().length > 0
            ? Optional.of(Evaluation.of(spec.loss(), logits, task.labels(), split.test()))
            : Optional.empty());
  }

  private void requireFinite(long step, double loss) {
    if (!Double.isFinite(loss)) {
      throw new DivergedException(step, loss, spec.optimizer().learningRate(step));
    }
  }

  private RunHeader header() {
    var optimizerTensors = new ArrayList<TensorSpec>();
    optimizer
        .state()
        .forEach(
            (kind, state) ->
                state
                    .specs()
                    .forEach(
                        p ->
                            optimizerTensors.add(
                                new TensorSpec(kind + "." + p.name(), p.shape()))));
    return new RunHeader(
        SpecMapper.json().write(spec),
        Provenance.collect(spec.seed()),
        model.parameters().stream().map(p -> new TensorSpec(p.name(), p.shape())).toList(),
        optimizerTensors,
        Metrics.ids(split));
  }

  /** Takes weights and optimizer state of the last committed step; without one, all is fresh. */
  private void restore(RunWriter writer) throws IOException {
    copy(writer.lastParameters(), arrays(weights));
    copy(writer.lastOptimizer(), optimizerArrays());
  }

  private static void copy(Optional<Snapshot> from, List<float[]> to) {
    from.ifPresent(
        snapshot -> {
          for (int i = 0; i < to.size(); i++) {
            float[] values = snapshot.values().get(i);
            System.arraycopy(values, 0, to.get(i), 0, values.length);
          }
        });
  }

  private List<float[]> optimizerArrays() {
    return optimizer.state().values().stream().flatMap(kind -> arrays(kind).stream()).toList();
  }

  private static List<float[]> arrays(Parameters parameters) {
    var arrays = new ArrayList<float[]>();
    for (int i = 0; i < parameters.specs().size(); i++) {
      arrays.add(parameters.get(i));
    }
    return arrays;
  }
}
