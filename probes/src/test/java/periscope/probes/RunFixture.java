package periscope.probes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import periscope.checkpoints.RunHeader;
import periscope.checkpoints.RunWriter;
import periscope.checkpoints.TensorSpec;
import periscope.models.net.Activation;
import periscope.models.net.ForwardModel;
import periscope.models.net.Loss;
import periscope.models.net.ModelSpec;
import periscope.models.net.PairMlpSpec;
import periscope.models.net.ParameterSpec;
import periscope.models.net.Parameters;
import periscope.models.spec.SpecMapper;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.TaskSpec;

/** A small run file, made without a trainer. */
public final class RunFixture {
  private final TaskSpec task;
  private final ModelSpec model;
  private int[] train = {};
  private List<String> metrics = List.of();
  private final List<double[]> metricRows = new ArrayList<>();
  private final List<Parameters> snapshots = new ArrayList<>();
  private long every = 10;
  private Loss loss = Loss.CROSS_ENTROPY;

  /** A run without snapshots so far. */
  public RunFixture(TaskSpec task, ModelSpec model) {
    this.task = task;
    this.model = model;
  }

  /** Addition of pairs a ≤ b by an MLP with nothing collapsed. */
  public static RunFixture addition(int p, int dModel, int dMlp) {
    return new RunFixture(
        new ModularArithmetic(
            p, ModularArithmetic.Operation.ADD, ModularArithmetic.Pairs.UNORDERED),
        new PairMlpSpec(
            dModel,
            dMlp,
            Activation.RELU,
            PairMlpSpec.Embedding.TIED,
            PairMlpSpec.Hidden.TIED,
            false,
            false));
  }

  /** Addition of all ordered pairs by an MLP that is only its effective matrices. */
  public static RunFixture collapsed(
      int p, int dMlp, Activation activation, PairMlpSpec.Hidden hidden) {
    return new RunFixture(
        new ModularArithmetic(p, ModularArithmetic.Operation.ADD, ModularArithmetic.Pairs.ORDERED),
        new PairMlpSpec(1, dMlp, activation, PairMlpSpec.Embedding.INPUT_TIED, hidden, true, true));
  }

  /** Every {@code n}-th example is train. */
  public RunFixture trainEvery(int n) {
    int size = task.task().size();
    train = new int[(size + n - 1) / n];
    for (int i = 0; i < train.length; i++) {
      train[i] = i * n;
    }
    return this;
  }

  /** Indices of the training examples. */
  public int[] train() {
    return train;
  }

  /** What training made small; cross-entropy if not said. */
  public RunFixture loss(Loss other) {
    loss = other;
    return this;
  }

  /** Steps between snapshots; 10 if not said. */
  public RunFixture every(long steps) {
    every = steps;
    return this;
  }

  /** Logs metrics at every snapshot, one row each. */
  public RunFixture metrics(List<String> ids, List<double[]> rows) {
    metrics = ids;
    metricRows.addAll(rows);
    return this;
  }

  /** Weights of zeros for this run's model. */
  public Parameters zeros() {
    return Parameters.zeros(model.model(task.task()).parameters());
  }

  /** Gaussian weights for this run's model. */
  public Parameters gaussian(long seed) {
    var random = new Random(seed);
    var weights = zeros();
    for (int i = 0; i < weights.specs().size(); i++) {
      float[] values = weights.get(i);
      for (int j = 0; j < values.length; j++) {
        values[j] = (float) random.nextGaussian();
      }
    }
    return weights;
  }

  /** Adds a snapshot. */
  public RunFixture snapshot(Parameters weights) {
    snapshots.add(weights.copy());
    return this;
  }

  /** The network, as data. */
  public ModelSpec modelSpec() {
    return model;
  }

  /** The network. */
  public ForwardModel model() {
    return (ForwardModel) model.model(task.task());
  }

  /** The task. */
  public TaskSpec task() {
    return task;
  }

  /** The run's specification as a trainer would write it. */
  public String spec() {
    var json = SpecMapper.json();
    return String.format(
        Locale.ROOT,
        "{\"name\": \"fixture\", \"task\": %s, \"model\": %s, \"loss\": %s, \"steps\": 0}",
        json.write(task),
        json.write(model),
        json.write(loss));
  }

  /** Writes the run file. */
  public Path write(Path file) throws IOException {
    List<ParameterSpec> parameters = model.model(task.task()).parameters();
    var header =
        new RunHeader(
            spec(),
            Map.of(),
            parameters.stream().map(p -> new TensorSpec(p.name(), p.shape())).toList(),
            List.of(),
            metrics);
    try (var writer = RunWriter.create(file, header, train, false)) {
      for (int i = 0; i < snapshots.size(); i++) {
        Parameters weights = snapshots.get(i);
        var values = new ArrayList<float[]>();
        for (int j = 0; j < parameters.size(); j++) {
          values.add(weights.get(j));
        }
        if (!metrics.isEmpty()) {
          writer.metrics(i * every, metricRows.get(i));
        }
        writer.checkpoint(i * every, values, List.of());
      }
    }
    return file;
  }

  /** Writes the run file, probes it with all probes, and opens the measures. */
  public MeasureFile probe(Path folder) throws IOException {
    Path run = write(folder.resolve("run.h5"));
    Path measures = MeasureFile.pathFor(run);
    var result = ProbePass.of(ProbePass.installed()).run(run, measures);
    if (!result.failures().isEmpty()) {
      throw new AssertionError(result.failures().toString());
    }
    return MeasureFile.open(measures);
  }
}
