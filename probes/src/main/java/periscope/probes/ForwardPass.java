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
  private final Tensor logits; // [inputs][classes]
  private final Optional<Tensor> neurons;

  private ForwardPass(Outcomes outcomes, Tensor logits, Optional<Tensor> neurons) {
    this.outcomes = outcomes;
    this.logits = logits;
    this.neurons = neurons;
  }

  static ForwardPass of(SnapshotAnalysis snapshot) {
    RunContext run = snapshot.run();
    ForwardModel model =
        run.forwardModel()
            .orElseThrow(() -> new IllegalStateException("the model has no forward pass"));
    Inputs inputs = run.inputs();
    var score = new Score(run.loss(), inputs, run.task().size());
    var neurons = new Recorder(run.neuronActivation(), inputs.size());
    var logits = new Rows(inputs.size());
    for (Task block : inputs.blocks()) {
      Tensor outputs = model.forward(snapshot.weights(), block, neurons);
      score.add(outputs, block);
      logits.add(outputs);
    }
    return new ForwardPass(score.outcomes(), logits.all.orElseThrow(), neurons.recorded.all);
  }

  Outcomes outcomes() {
    return outcomes;
  }

  Tensor logits() {
    return logits;
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
        if (example != RunContext.NO_EXAMPLE) {
          loss[example] = losses[row];
          correct[example] = judge.right(outputs.values(), row, block.labels()[row]);
        }
      }
    }

    Outcomes outcomes() {
      return new Outcomes(loss, correct);
    }
  }

  /** The rows of all blocks, one after the other. */
  private static final class Rows {
    private final int count;
    private Optional<Tensor> all = Optional.empty();
    private int next;

    Rows(int count) {
      this.count = count;
    }

    /** {@code [n][width]}, or of a model with positions {@code [n][1][width]}. */
    void add(Tensor block) {
      int width = block.shape().getLast();
      if (block.dim(0) == count) {
        all = Optional.of(new Tensor(List.of(count, width), block.values()));
        return;
      }
      if (all.isEmpty()) {
        all = Optional.of(Tensor.zeros(count, width));
      }
      System.arraycopy(block.values(), 0, all.get().values(), next * width, block.values().length);
      next += block.dim(0);
    }
  }

  /** Keeps one activation of every block, at the position that the answer is read from. */
  private static final class Recorder implements Hooks {
    private final Optional<String> name;
    private final Rows recorded;

    Recorder(Optional<String> name, int rows) {
      this.name = name;
      recorded = new Rows(rows);
    }

    @Override
    public boolean sees(String activation) {
      return name.filter(activation::equals).isPresent();
    }

    @Override
    public Tensor apply(String activation, Tensor value) {
      recorded.add(value);
      return value;
    }

    @Override
    public boolean onlyWhatReachesTheLogits() {
      return true;
    }
  }
}
