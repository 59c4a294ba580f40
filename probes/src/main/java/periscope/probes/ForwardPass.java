package periscope.probes;

import java.util.List;
import java.util.Optional;
import periscope.models.net.Hooks;
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
    Inputs inputs = run.inputs();
    var score = new Score(inputs.size());
    var recorder = new Recorder(run.neuronActivation(), inputs.size());
    for (Task block : inputs.blocks()) {
      score.add(run.model().forward(snapshot.weights(), block, recorder), block);
    }
    return new ForwardPass(score.outcomes(inputs.rows()), recorder.recorded);
  }

  Outcomes outcomes() {
    return outcomes;
  }

  Tensor neurons() {
    return neurons.orElseThrow(() -> new IllegalStateException("the model has no neurons"));
  }

  /** Cross-entropy and correctness of one input after another. */
  private static final class Score {
    private final double[] loss;
    private final boolean[] correct;
    private int next;

    Score(int inputs) {
      loss = new double[inputs];
      correct = new boolean[inputs];
    }

    void add(Tensor logits, Task block) {
      int classes = block.classes();
      for (int i = 0; i < block.size(); i++) {
        double[] values = logits.values();
        int from = i * classes;
        int largest = from;
        for (int c = from + 1; c < from + classes; c++) {
          if (values[c] > values[largest]) {
            largest = c;
          }
        }
        double sum = 0;
        for (int c = from; c < from + classes; c++) {
          sum += Math.exp(values[c] - values[largest]);
        }
        int label = from + block.labels()[i];
        loss[next] = Math.log(sum) + (values[largest] - values[label]);
        correct[next] = largest == label;
        next++;
      }
    }

    Outcomes outcomes(int[] examples) {
      double[] exampleLoss = new double[examples.length];
      boolean[] exampleCorrect = new boolean[examples.length];
      for (int i = 0; i < examples.length; i++) {
        exampleLoss[i] = loss[examples[i]];
        exampleCorrect[i] = correct[examples[i]];
      }
      return new Outcomes(exampleLoss, exampleCorrect);
    }
  }

  /** Keeps one activation of every block. */
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
    public Tensor apply(String activation, Tensor value) {
      if (name.filter(activation::equals).isPresent()) {
        record(value);
      }
      return value;
    }

    private void record(Tensor block) {
      if (block.dim(0) == rows) {
        recorded = Optional.of(block);
        return;
      }
      int width = block.dim(1);
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
