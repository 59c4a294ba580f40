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
import periscope.models.net.DenseMlpSpec;
import periscope.models.net.ForwardModel;
import periscope.models.net.Loss;
import periscope.models.net.Model;
import periscope.models.net.ModelSpec;
import periscope.models.net.PairMlpSpec;
import periscope.models.net.ParameterSpec;
import periscope.models.net.Parameters;
import periscope.models.net.TensorsSpec;
import periscope.models.net.TransformerSpec;
import periscope.models.spec.SpecMapper;
import periscope.models.task.DataMark;
import periscope.models.task.Images;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.Permutations;
import periscope.models.task.SparseParity;
import periscope.models.task.Split;
import periscope.models.task.Task;
import periscope.models.task.TaskSpec;
import periscope.models.task.UnknownTask;

/**
 * What is the same for all snapshots of a run: task, split, model, dense metrics, and the first and
 * last snapshot. Thread-safe. Closing it closes the run file.
 */
public final class RunContext implements AutoCloseable {
  /** In {@link #inputExamples()}: the input is none of the task's examples. */
  public static final int NO_EXAMPLE = -1;

  /** The measure that says where weights are not finite, of which a pass makes a note. */
  public static final String NOT_FINITE = "weights/not-finite";

  private static final String NO_FORWARD_PASS =
      "the architecture is not known: only tensors were imported";
  private static final String NO_OPERANDS =
      "the task's inputs are numbers, not residues of which there would be frequencies";

  private final RunReader reader;
  private final TaskSpec taskSpec;
  private final ModelSpec modelSpec;
  private final Loss loss;
  private final long plannedSteps; // 0 if nobody knows
  private final double lastLoss; // on training examples; 0 if none was logged
  private final Task task;
  private final Model model;
  private final Optional<Split> split;
  private final Inputs inputs;
  private final long[] steps;
  private final SnapshotAnalysis first;
  private final SnapshotAnalysis last;
  private final Memo<RunContext> memo = new Memo<>(this);

  private RunContext(RunReader reader) throws IOException {
    String where = reader.file().toString();
    this.reader = reader;
    taskSpec = SpecMapper.json().read(reader.spec(), "task", TaskSpec.class, where);
    modelSpec = SpecMapper.json().read(reader.spec(), "model", ModelSpec.class, where);
    loss =
        SpecMapper.json()
            .readIfThere(reader.spec(), "loss", Loss.class, where)
            .orElse(Loss.CROSS_ENTROPY);
    plannedSteps =
        SpecMapper.json().readIfThere(reader.spec(), "steps", Long.class, where).orElse(0L);
    lastLoss = lastLoss(reader);
    task = taskSpec.task();
    DataMark.require(taskSpec, task, reader.provenance(), where);
    model = modelSpec.model(task);
    if (model instanceof ForwardModel && task.size() == 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: its task has no examples to run a model of type %s on; expected a known task",
              where,
              modelSpec.type()));
    }
    int[] train = reader.train();
    split = train.length == 0 ? Optional.empty() : Optional.of(Split.ofTrain(task.size(), train));
    inputs = Inputs.of(taskSpec, task, Math.max(task.classes(), neuronCount()));
    steps = reader.steps();
    last = analysis(steps.length - 1);
    first = steps.length == 1 ? last : analysis(0);
  }

  private static double lastLoss(RunReader reader) throws IOException {
    if (!reader.metrics().contains("loss/train")) {
      return 0;
    }
    double[] losses = reader.metric("loss/train");
    return losses.length == 0 ? 0 : losses[losses.length - 1];
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

  /** What training made small: cross-entropy if the run does not say. */
  public Loss loss() {
    return loss;
  }

  /** The examples. */
  public Task task() {
    return task;
  }

  /** The parameters, and what more is known of the architecture. */
  public Model model() {
    return model;
  }

  /** The architecture that can be run; empty if {@link #forwardAbsence} says why there is none. */
  public Optional<ForwardModel> forwardModel() {
    return model instanceof ForwardModel forward ? Optional.of(forward) : Optional.empty();
  }

  /** Why nothing can be measured that needs a forward pass; empty if it can. */
  public Optional<String> forwardAbsence() {
    return forwardModel().isPresent() ? Optional.empty() : Optional.of(NO_FORWARD_PASS);
  }

  /** Which examples are train; empty if the run does not say. */
  public Optional<Split> split() {
    return split;
  }

  /**
   * How many elements an operand can be, which are the first tokens: the modulus p of modular
   * arithmetic, the number of permutations; of an unknown task the number of tokens, 0 if not even
   * they are known; 0 if a task has no operands.
   */
  public int modulus() {
    return switch (taskSpec) {
      case ModularArithmetic arithmetic -> arithmetic.modulus();
      case Permutations permutations -> permutations.order();
      case SparseParity parity -> 0;
      case Images images -> 0;
      case UnknownTask unknown -> unknown.tokens();
    };
  }

  /**
   * Why there is nothing to measure over residues, such as frequencies; empty if operands are
   * residues, or if nobody knows what they are.
   */
  public Optional<String> residuesAbsence() {
    return switch (taskSpec) {
      case ModularArithmetic arithmetic -> Optional.empty();
      case Permutations permutations ->
          Optional.of("the operands are permutations: frequencies are those of residues");
      case SparseParity parity -> Optional.of(NO_OPERANDS);
      case Images images -> Optional.of(NO_OPERANDS);
      case UnknownTask unknown -> Optional.empty();
    };
  }

  /** The number of the last layer's neurons; 0 if the architecture is not known. */
  public int neuronCount() {
    return switch (modelSpec) {
      case PairMlpSpec mlp -> mlp.dMlp();
      case DenseMlpSpec mlp -> mlp.lastHidden();
      case TransformerSpec transformer -> transformer.dMlp();
      case TensorsSpec tensors -> 0;
    };
  }

  /** The name of the activation that {@link SnapshotAnalysis#neurons()} keeps. */
  public Optional<String> neuronActivation() {
    return forwardModel().stream()
        .flatMap(forward -> forward.activations().stream())
        .filter(name -> name.endsWith(".mlp.hook_post"))
        .reduce((first, second) -> second);
  }

  /** Steps of the snapshots, rising; those there were when the file was opened. Not a copy. */
  public long[] steps() {
    return steps;
  }

  /** The first snapshot, which is the last one too if there is but one. */
  public SnapshotAnalysis first() {
    return first;
  }

  /** The last snapshot. */
  public SnapshotAnalysis last() {
    return last;
  }

  /** Of a run whose checkpoints are not all that it was made for. */
  private List<String> notesOfSteps() {
    var notes = new ArrayList<String>();
    if (steps[0] > 0 && steps.length > 1) {
      notes.add(
          String.format(
              Locale.ROOT,
              "The first checkpoint is of step %,d: what came before is not seen, so that what is first seen then may have happened earlier.",
              steps[0]));
    }
    long end = steps[steps.length - 1];
    if (plannedSteps > 0 && !(lastLoss <= Float.MAX_VALUE)) {
      notes.add(
          String.format(
              Locale.ROOT,
              "The last training loss that was logged is %.3g, no number of float32: training has diverged. A smaller learning rate may help.",
              lastLoss));
    } else if (plannedSteps > end) {
      notes.add(
          String.format(
              Locale.ROOT,
              "The run was made for %,d steps, and its last checkpoint is of step %,d: what has not happened may still happen.",
              plannedSteps,
              end));
    }
    return notes;
  }

  /**
   * What to bear in mind when reading this run's measures, in whole sentences; empty for addition
   * modulo a prime, seen from step 0 to the end.
   */
  public List<String> notes() {
    var notes = new ArrayList<>(notesOfSteps());
    switch (taskSpec) {
      case ModularArithmetic arithmetic -> {
        if (!arithmetic.hasPrimeModulus()) {
          notes.add(
              String.format(
                  Locale.ROOT,
                  "The modulus %d is not prime: a frequency that shares a factor with it repeats within fewer residues, so frequencies are not interchangeable.",
                  arithmetic.modulus()));
        }
        switch (arithmetic.operation()) {
          case ADD, SUBTRACT -> {}
          case MULTIPLY ->
              notes.add(
                  "The operation is multiplication, whose waves run over powers of a generator: frequencies over residues need not describe it.");
          case DIVIDE ->
              notes.add(
                  "The operation is division, whose waves run over powers of a generator: frequencies over residues need not describe it.");
          case DIVIDE_OR_SUBTRACT,
              SQUARES,
              SQUARES_AND_PRODUCT,
              SQUARES_PRODUCT_AND_FIRST,
              CUBE_AND_PRODUCT,
              CUBE_PRODUCT_AND_SECOND ->
              notes.add(
                  String.format(
                      Locale.ROOT,
                      "The operation is %s, which is not that of a group: frequencies over residues need not describe it.",
                      arithmetic.operation().formula()));
        }
      }
      case Permutations permutations -> {}
      case SparseParity parity -> {}
      case Images images -> {}
      case UnknownTask unknown -> {
        if (unknown.tokens() > 0) {
          notes.add(
              String.format(
                  Locale.ROOT,
                  "The task is not known: the %d tokens of the embedding are taken for residues in their order.",
                  unknown.tokens()));
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

  /** See {@link RunReader#digest}. */
  String digest(int checkpoints) throws IOException {
    return reader.digest(checkpoints);
  }

  /** An intermediate of the run, computed once. */
  public <T> T get(Intermediate<RunContext, T> what) {
    return memo.get(what);
  }

  /**
   * Which of the task's examples each input is that {@link SnapshotAnalysis#neurons()} and {@link
   * SnapshotAnalysis#logits()} have a row for; {@link #NO_EXAMPLE} for an ordered pair that the
   * task does not have. Not a copy.
   */
  public int[] inputExamples() {
    return inputs.examples();
  }

  Inputs inputs() {
    return inputs;
  }

  /**
   * Reads a snapshot.
   *
   * @param index its position in {@link #steps()}
   */
  public SnapshotAnalysis analysis(int index) throws IOException {
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
