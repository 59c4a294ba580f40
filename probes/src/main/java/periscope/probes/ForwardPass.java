package periscope.probes;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import periscope.models.kernel.OutputLoss;
import periscope.models.net.ForwardModel;
import periscope.models.net.Hooks;
import periscope.models.net.Loss;
import periscope.models.net.Tensor;
import periscope.models.task.Task;

/** One run of a snapshot's model over all inputs: what came out, and the neurons on the way. */
final class ForwardPass {
  private final Outcomes outcomes;
  private final Optional<Tensor> neurons;

  private ForwardPass(Outcomes outcomes, Optional<Tensor> neurons) {
    this.outcomes = outcomes;
    this.neurons = neurons;
  }

  static ForwardPass of(SnapshotAnalysis snapshot) {
    RunContext run = snapshot.run();
    ForwardModel model =
        run.forwardModel()
            .orElseThrow(() -> new IllegalStateException("the model has no forward pass"));
    Inputs inputs = run.inputs();
    var score = new Score(run.loss(), inputs, run.task().size());
    var recorder = new Recorder(run.neuronActivation(), inputs.size());
    for (Task block : inputs.blocks()) {
      score.add(model.forward(snapshot.weights(), block, recorder), block);
    }
    return new ForwardPass(score.outcomes(), recorder.recorded);
  }

  Outcomes outcomes() {
    return outcomes;
  }

  Tensor neurons() {
    return neurons.orElseThrow(() -> new IllegalStateException("the model has no neurons"));
  }

  /** Loss and correctness of the examples among the inputs. */
  private static final class Score {
    private final Loss measure;
    private final int[] examples; // [inputs]
    private final double[] loss; // [examples]
    private final boolean[] correct; // [examples]
    private int input;

    Score(Loss measure, Inputs inputs, int count) {
      this.measure = measure;
      examples = inputs.examples();
      loss = new double[count];
      correct = new boolean[count];
    }

    void add(Tensor outputs, Task block) {
      int[] rows = IntStream.range(0, block.size()).toArray();
      double[] losses = new double[rows.length];
      OutputLoss judge = measure.of(outputs.dim(1));
      judge.losses(outputs.values(), block.labels(), rows, losses);
      for (int row : rows) {
        int example = examples[input++];
        if (example != Inputs.NO_EXAMPLE) {
          loss[example] = losses[row];
          correct[example] = judge.right(outputs.values(), row, block.labels()[row]);
        }
      }
    }

    Outcomes outcomes() {
      return new Outcomes(loss, correct);
    }
  }

  /** Keeps one activation of every block, at the position that the answer is read from. */
  private static final class Recorder implements Hooks {
    private final Optional<String> name;
    private final int rows;
    private Optional<Tensor> recorded = Optional.empty();
    private int next;

    Recorder(Optional<String> name, int rows) {
      this.name = name;
      this.rows = rows;
    }

    @Override
    public boolean sees(String activation) {
      return name.filter(activation::equals).isPresent();
    }

    @Override
    public Tensor apply(String activation, Tensor value) {
      record(value);
      return value;
    }

    @Override
    public boolean onlyWhatReachesTheLogits() {
      return true;
    }

    /** {@code [n][width]}, or of a model with positions {@code [n][1][width]}. */
    private void record(Tensor block) {
      int width = block.shape().getLast();
      if (block.dim(0) == rows) {
        recorded = Optional.of(new Tensor(List.of(rows, width), block.values()));
        return;
      }
      if (recorded.isEmpty()) {
        recorded =
            Optional.of(
                new Tensor(List.of(rows, width), new double[Math.multiplyExact(rows, width)]));
      }
      System.arraycopy(
          block.values(), 0, recorded.get().values(), next * width, block.values().length);
      next += block.dim(0);
    }
  }
}
