package periscope.trainer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import periscope.checkpoints.RunHeader;
import periscope.checkpoints.Snapshot;
import periscope.checkpoints.TensorSpec;
import periscope.models.kernel.Elementwise;
import periscope.models.kernel.Shards;
import periscope.models.net.Parameters;
import periscope.models.net.TrainableModel;
import periscope.models.net.WideParameters;
import periscope.models.spec.SeedStreams;
import periscope.models.spec.SpecMapper;
import periscope.models.task.DataMark;
import periscope.models.task.Split;
import periscope.models.task.Task;

/** A network between two updates, and all that the next one needs. Knows no files. */
final class Training {
  private final RunSpec spec;
  private final Task task;
  private final Split split;
  private final TrainableModel model;
  private final Batches batches;
  private final Updates<?> updates;
  private final Storage storage;
  private final SplitEvaluation evaluation;

  private Training(RunSpec spec, Task task, Split split, Shards shards) {
    this.spec = spec;
    this.task = task;
    this.split = split;
    model = trainable(spec, task);
    var streams = new SeedStreams(spec.seed());
    Parameters start = model.initialise(streams.stream("init"));
    scale(start, spec.initialScale());
    batches = new Batches(split.train().length, spec.batchSize(), streams);
    Task train = task.select(split.train());
    Trained trained =
        switch (spec.dtype()) {
          case FLOAT32 -> {
            var gradient = model.gradient(train, spec.loss(), batches.capacity(), shards);
            var single = new Updates<>(spec, start, gradient, streams, shards);
            yield new Trained(single, new SingleStorage(single.weights(), single.state()));
          }
          case FLOAT64 -> {
            var gradient = model.wideGradient(train, spec.loss(), batches.capacity(), shards);
            var wide = new Updates<>(spec, WideParameters.of(start), gradient, streams, shards);
            yield new Trained(wide, new WideStorage(wide.weights(), wide.state()));
          }
        };
    updates = trained.updates;
    storage = trained.storage;
    evaluation = new SplitEvaluation(model, spec.loss(), task, split, shards);
  }

  /** Weights of either precision, and how they are stored. */
  private record Trained(Updates<?> updates, Storage storage) {}

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
    return new RunHeader(
        SpecMapper.json().write(spec),
        provenance(),
        Storage.tensors("", model.parameters()),
        storage.stateSpecs(),
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

  /** Which examples are train. */
  Split split() {
    return split;
  }

  /** The weights as a checkpoint has them now, in the order of the header; not copies. */
  List<float[]> weights() {
    return Storage.arrays(storage.weights());
  }

  /** What else a run needs to go on, as it is now, in the order of the header; not copies. */
  List<float[]> state() {
    return storage.state();
  }

  /**
   * Goes on from a checkpoint.
   *
   * @param file the run, for messages
   * @param weights of the checkpoint
   * @param state stored with it; empty if the run has none
   * @throws IOException if that is not the state of such a training
   */
  void restore(Path file, Snapshot weights, Optional<Snapshot> state) throws IOException {
    List<TensorSpec> found = state.map(Snapshot::tensors).orElse(List.of());
    if (!found.equals(storage.stateSpecs())) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s has the optimizer state %s, expected %s: it can be probed, but not trained on from step %d",
              file,
              names(found),
              names(storage.stateSpecs()),
              weights.step()));
    }
    storage.restore(weights.values(), state.map(Snapshot::values).orElse(List.of()));
  }

  private static List<String> names(List<TensorSpec> tensors) {
    return tensors.stream().map(TensorSpec::name).toList();
  }

  /** Makes the update that leads from {@code step} to {@code step + 1}. */
  void update(long step) {
    batches.select(updates.lossGradient(), step);
    requireFinite(step, updates.loss(step));
    updates.update(step);
  }

  /** Losses and accuracies at the weights as a checkpoint has them now, finite or not. */
  Metrics metrics() {
    return evaluation.of(storage.weights());
  }

  /** The same, of a training that can go on. */
  Metrics measure(long step) {
    Metrics metrics = metrics();
    requireFinite(step, metrics.train().loss());
    return metrics;
  }

  private void requireFinite(long step, double loss) {
    if (!Double.isFinite(loss)) {
      throw new DivergedException(step, loss, spec.optimizer().learningRate(step));
    }
  }
}
