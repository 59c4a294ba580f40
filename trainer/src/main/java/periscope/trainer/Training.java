package periscope.trainer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import periscope.checkpoints.RunHeader;
import periscope.checkpoints.Snapshot;
import periscope.checkpoints.TensorSpec;
import periscope.models.kernel.Elementwise;
import periscope.models.kernel.Shards;
import periscope.models.net.Evaluation;
import periscope.models.net.Hooks;
import periscope.models.net.LossGradient;
import periscope.models.net.ParameterSpec;
import periscope.models.net.Parameters;
import periscope.models.net.TrainableModel;
import periscope.models.spec.SeedStreams;
import periscope.models.spec.SpecMapper;
import periscope.models.task.DataMark;
import periscope.models.task.Split;
import periscope.models.task.Task;
import periscope.trainer.optimizer.Optimizer;
import periscope.trainer.regularizer.Regularizer;

/** A network between two updates, and all that the next one needs. Knows no files. */
final class Training {
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

  private Training(RunSpec spec, Task task, Split split, Shards shards) {
    this.spec = spec;
    this.task = task;
    this.split = split;
    model = trainable(spec, task);
    var streams = new SeedStreams(spec.seed());
    weights = model.initialise(streams.stream("init"));
    scale(weights, spec.initialScale());
    gradient = Parameters.zeros(model.parameters());
    batches = new Batches(split.train().length, spec.batchSize(), streams);
    lossGradient =
        model.gradient(task.select(split.train()), spec.loss(), batches.capacity(), shards);
    regularizer = Regularizer.of(spec.regularizer(), weights, streams);
    optimizer = Optimizer.of(spec.optimizer(), weights, shards);
  }

  /** At step 0, with the split that the specification names. */
  static Training begin(RunSpec spec, Shards shards) {
    Task task = spec.task().task();
    Split split = spec.split().split(task.size(), new SeedStreams(spec.seed()).stream("split"));
    return new Training(spec, task, split, shards);
  }

  /** At step 0, with a run's split. */
  static Training begin(RunSpec spec, int[] train, Shards shards) {
    Task task = spec.task().task();
    return new Training(spec, task, Split.ofTrain(task.size(), train), shards);
  }

  private static TrainableModel trainable(RunSpec spec, Task task) {
    if (spec.model().model(task) instanceof TrainableModel model) {
      return model;
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "model.type %s cannot be trained, only imported and probed: expected an architecture",
            spec.model().type()));
  }

  private static void scale(Parameters weights, double factor) {
    for (int i = 0; factor != 1 && i < weights.specs().size(); i++) {
      if (weights.specs().get(i).trained()) {
        Elementwise.scale(weights.get(i), (float) factor, 0, weights.get(i).length);
      }
    }
  }

  /** What a run file of it is made with. */
  RunHeader header() {
    var state = new ArrayList<TensorSpec>();
    optimizer.state().forEach((kind, arrays) -> state.addAll(tensors(kind + ".", arrays.specs())));
    return new RunHeader(
        SpecMapper.json().write(spec),
        provenance(),
        tensors("", model.parameters()),
        state,
        Metrics.ids(split));
  }

  private Map<String, String> provenance() {
    Map<String, String> provenance = Provenance.collect(spec.seed());
    DataMark.of(spec.task(), task).ifPresent(mark -> provenance.put(DataMark.NAME, mark));
    return provenance;
  }

  /**
   * Checks that a run was trained on the same examples.
   *
   * @throws IllegalArgumentException if they are others
   */
  void requireSameExamples(Map<String, String> attributes, Path run) {
    DataMark.require(spec.task(), task, attributes, run.toString());
  }

  private static List<TensorSpec> tensors(String prefix, List<ParameterSpec> parameters) {
    return parameters.stream().map(p -> new TensorSpec(prefix + p.name(), p.shape())).toList();
  }

  /** Which examples are train. */
  Split split() {
    return split;
  }

  /** The weights, in the order of the header; not copies. */
  List<float[]> weights() {
    return arrays(weights);
  }

  /** The optimizer's state, in the order of the header; not copies. */
  List<float[]> optimizer() {
    return optimizer.state().values().stream().flatMap(kind -> arrays(kind).stream()).toList();
  }

  private static List<float[]> arrays(Parameters parameters) {
    var arrays = new ArrayList<float[]>();
    for (int i = 0; i < parameters.specs().size(); i++) {
      arrays.add(parameters.get(i));
    }
    return arrays;
  }

  /** Takes over weights and state that a run has stored; what it has not stays as it is. */
  void restore(Optional<Snapshot> storedWeights, Optional<Snapshot> storedOptimizer) {
    storedWeights.ifPresent(stored -> copy(stored.values(), weights()));
    storedOptimizer.ifPresent(stored -> copy(stored.values(), optimizer()));
  }

  static void copy(List<float[]> from, List<float[]> to) {
    for (int i = 0; i < to.size(); i++) {
      System.arraycopy(from.get(i), 0, to.get(i), 0, to.get(i).length);
    }
  }

  /** Makes the update that leads from {@code step} to {@code step + 1}. */
  void update(long step) {
    batches.select(lossGradient, step);
    lossGradient.draw(spec.seed(), step);
    requireFinite(step, lossGradient.compute(regularizer.at(weights, step), gradient));
    regularizer.onGradient(weights, gradient, step);
    optimizer.update(weights, gradient, step);
    regularizer.afterUpdate(weights, spec.optimizer().learningRate(step), step);
  }

  /** Losses and accuracies at the weights as they are. */
  Metrics measure(long step) {
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
}
