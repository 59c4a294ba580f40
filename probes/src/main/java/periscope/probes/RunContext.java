package periscope.probes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import periscope.checkpoints.RunReader;
import periscope.checkpoints.Snapshot;
import periscope.models.net.Model;
import periscope.models.net.ModelSpec;
import periscope.models.net.PairMlpSpec;
import periscope.models.net.ParameterSpec;
import periscope.models.net.Parameters;
import periscope.models.net.TransformerSpec;
import periscope.models.spec.SpecMapper;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.Split;
import periscope.models.task.Task;
import periscope.models.task.TaskSpec;

/**
 * What is the same for all snapshots of a run: task, split, model, dense metrics, and the last
 * snapshot. Thread-safe. Closing it closes the run file.
 */
public final class RunContext implements AutoCloseable {
  private final RunReader reader;
  private final TaskSpec taskSpec;
  private final ModelSpec modelSpec;
  private final Task task;
  private final Model model;
  private final Optional<Split> split;
  private final Inputs inputs;
  private final long[] steps;
  private final SnapshotAnalysis last;
  private final Memo<RunContext> memo = new Memo<>(this);

  private RunContext(RunReader reader) throws IOException {
    String where = reader.file().toString();
    this.reader = reader;
    taskSpec = SpecMapper.json().read(reader.spec(), "task", TaskSpec.class, where);
    modelSpec = SpecMapper.json().read(reader.spec(), "model", ModelSpec.class, where);
    task = taskSpec.task();
    model = modelSpec.model(task);
    int[] train = reader.train();
    split = train.length == 0 ? Optional.empty() : Optional.of(Split.ofTrain(task.size(), train));
    inputs = Inputs.of(taskSpec, task, Math.max(task.classes(), neuronCount()));
    steps = reader.steps();
    last = analysis(steps.length - 1);
  }

  /**
   * Opens a run file.
   *
   * @throws IOException if it cannot be read, or is not a run with checkpoints
   * @throws IllegalArgumentException if its specification or its parameters are not what this
   *     version knows
   */
  public static RunContext open(Path run) throws IOException {
    var reader = RunReader.open(run);
    try {
      return new RunContext(reader);
    } catch (IOException | RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  /** The run file. */
  public Path file() {
    return reader.file();
  }

  /** The run's specification, JSON. */
  public String spec() {
    return reader.spec();
  }

  /** What is learnt, as data. */
  public TaskSpec taskSpec() {
    return taskSpec;
  }

  /** The architecture, as data. */
  public ModelSpec modelSpec() {
    return modelSpec;
  }

  /** The examples. */
  public Task task() {
    return task;
  }

  /** The architecture. */
  public Model model() {
    return model;
  }

  /** Which examples are train; empty if the run does not say. */
  public Optional<Split> split() {
    return split;
  }

  /** The modulus p of modular arithmetic. */
  public int modulus() {
    return switch (taskSpec) {
      case ModularArithmetic arithmetic -> arithmetic.modulus();
    };
  }

  /** The number of the last layer's neurons. */
  public int neuronCount() {
    return switch (modelSpec) {
      case PairMlpSpec mlp -> mlp.dMlp();
      case TransformerSpec transformer -> transformer.dMlp();
    };
  }

  /** The name of the activation that {@link SnapshotAnalysis#neurons()} keeps. */
  Optional<String> neuronActivation() {
    return model.activations().stream()
        .filter(name -> name.endsWith(".mlp.hook_post"))
        .reduce((first, second) -> second);
  }

  /** Steps of the snapshots, rising; those there were when the file was opened. Not a copy. */
  public long[] steps() {
    return steps;
  }

  /** The last snapshot. */
  public SnapshotAnalysis last() {
    return last;
  }

  /**
   * What to bear in mind when reading this run's measures, in whole sentences; empty for addition
   * modulo a prime.
   */
  public List<String> notes() {
    var notes = new ArrayList<String>();
    switch (taskSpec) {
      case ModularArithmetic arithmetic -> {
        if (!arithmetic.hasPrimeModulus()) {
          notes.add(
              String.format(
                  Locale.ROOT,
                  "The modulus %d is not prime: a frequency that shares a factor with it repeats within fewer residues, so frequencies are not interchangeable.",
                  arithmetic.modulus()));
        }
        if (arithmetic.operation() == ModularArithmetic.Operation.MULTIPLY) {
          notes.add(
              "The operation is multiplication, whose waves run over powers of a generator: frequencies over residues need not describe it.");
        }
      }
    }
    return notes;
  }

  /** Ids of the metrics that the run logged. */
  public List<String> metrics() {
    return reader.metrics();
  }

  /** Steps at which the run logged its metrics, rising. */
  public long[] metricSteps() {
    return reader.metricSteps();
  }

  /**
   * Values of a metric, one for each of {@link #metricSteps()}.
   *
   * @throws IllegalArgumentException if the run logged no such metric
   * @throws UncheckedIOException if the run file cannot be read
   */
  public double[] metric(String id) {
    try {
      return reader.metric(id);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An intermediate of the run, computed once. */
  public <T> T get(Intermediate<RunContext, T> what) {
    return memo.get(what);
  }

  Inputs inputs() {
    return inputs;
  }

  /** Reads a snapshot; {@code index} is its position in {@link #steps()}. */
  SnapshotAnalysis analysis(int index) throws IOException {
    Snapshot snapshot = reader.snapshot(index);
    var weights = Parameters.zeros(model.parameters());
    for (int i = 0; i < weights.specs().size(); i++) {
      ParameterSpec wanted = weights.specs().get(i);
      var found =
          snapshot.tensors().stream().filter(t -> t.name().equals(wanted.name())).findFirst();
      if (found.isEmpty() || !found.get().shape().equals(wanted.shape())) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s: its model needs a parameter %s of shape %s, found %s",
                reader.file(),
                wanted.name(),
                wanted.shape(),
                found.map(t -> "shape " + t.shape()).orElse("none")));
      }
      float[] values = snapshot.get(wanted.name());
      System.arraycopy(values, 0, weights.get(i), 0, values.length);
    }
    return new SnapshotAnalysis(this, snapshot.step(), weights);
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
