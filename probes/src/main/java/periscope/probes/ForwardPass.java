package periscope.probes;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import periscope.models.kernel.OutputLoss;
import periscope.models.net.ForwardModel;
import periscope.models.net.Hooks;
import periscope.models.net.Loss;
import periscope.models.net.Tensor;
import periscope.models.task.Task;

/**
 * One run of a snapshot's model over all inputs: what came out, and of ordered pairs the sums of
 * the neurons on the way. The neurons themselves are megabytes that would be written and read again
 * for the sums.
 */
final class ForwardPass {
  private final Outcomes outcomes;
  private final Tensor logits; // [inputs][classes]
  private final Optional<PairSums> sums;

  private ForwardPass(Outcomes outcomes, Tensor logits, Optional<PairSums> sums) {
    this.outcomes = outcomes;
    this.logits = logits;
    this.sums = sums;
  }

  static ForwardPass of(SnapshotAnalysis snapshot) {
    RunContext run = snapshot.run();
    Inputs inputs = run.inputs();
    var score = new Score(run.loss(), inputs, run.task().size());
    var logits = new Rows(inputs.size());
    Optional<PairSums.Collector> sums =
        run.residuesAbsence().isEmpty()
            ? run.neuronActivation()
                .map(name -> new PairSums.Collector(run.modulus(), run.neuronCount()))
            : Optional.empty();
    forEachBlock(
        snapshot,
        sums.map(collector -> neuronHook(run, block -> collector.add(block.values())))
            .orElse(Hooks.none()),
        (outputs, block) -> {
          score.add(outputs, block);
          logits.take(outputs);
        });
    return new ForwardPass(
        score.outcomes(), logits.all.orElseThrow(), sums.map(PairSums.Collector::sums));
  }

  /** The neurons of all inputs, in a pass of their own. */
  static Tensor neurons(SnapshotAnalysis snapshot) {
    var rows = new Rows(snapshot.run().inputs().size());
    observe(snapshot, neuronHook(snapshot.run(), rows::add));
    return rows.all.orElseThrow();
  }

  /** Loss and correctness with these hooks. */
  static Outcomes outcomes(SnapshotAnalysis snapshot, Hooks hooks) {
    RunContext run = snapshot.run();
    var score = new Score(run.loss(), run.inputs(), run.task().size());
    forEachBlock(snapshot, hooks, score::add);
    return score.outcomes();
  }

  /** Loss and correctness of these logits of all inputs. */
  static Outcomes outcomes(RunContext run, Tensor logits) {
    var score = new Score(run.loss(), run.inputs(), run.task().size());
    int width = logits.dim(1);
    int row = 0;
    for (Task block : run.inputs().blocks()) {
      int end = row + block.size();
      double[] part =
          row == 0 && end == logits.dim(0)
              ? logits.values()
              : Arrays.copyOfRange(logits.values(), row * width, end * width);
      score.add(new Tensor(List.of(block.size(), width), part), block);
      row = end;
    }
    return score.outcomes();
  }

  /** The mean of an activation over all inputs, {@code [1]} and its other dimensions. */
  static Tensor mean(
      SnapshotAnalysis snapshot, String activation, boolean onlyWhatReachesTheLogits) {
    var mean = new Mean();
    observe(snapshot, new ActivationHook(Set.of(activation), onlyWhatReachesTheLogits, mean::add));
    return mean.over(snapshot.run().inputs().size());
  }

  /** Shows the hooks all inputs. */
  static void observe(SnapshotAnalysis snapshot, Hooks hooks) {
    forEachBlock(snapshot, hooks, (outputs, block) -> {});
  }

  private static Hooks neuronHook(RunContext run, Consumer<Tensor> to) {
    String name =
        run.neuronActivation()
            .orElseThrow(() -> new IllegalStateException("the model has no neurons"));
    return new ActivationHook(Set.of(name), true, to);
  }

  private static void forEachBlock(
      SnapshotAnalysis snapshot, Hooks hooks, BiConsumer<Tensor, Task> consumer) {
    RunContext run = snapshot.run();
    ForwardModel model =
        run.forwardModel()
            .orElseThrow(() -> new IllegalStateException("the model has no forward pass"));
    for (Task block : run.inputs().blocks()) {
      consumer.accept(model.forward(snapshot.weights(), block, hooks), block);
    }
  }

  Outcomes outcomes() {
    return outcomes;
  }

  Tensor logits() {
    return logits;
  }

  PairSums sums() {
    return sums.orElseThrow(() -> new IllegalStateException("there are no neurons of pairs"));
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
      OutputLoss judge = measure.of(outputs.dim(1));
      int[] twins = twins(outputs, block);
      int[] rows = IntStream.range(0, twins.length).filter(row -> twins[row] == row).toArray();
      double[] losses = new double[rows.length];
      judge.losses(outputs.values(), block.labels(), rows, losses);
      double[] all = new double[twins.length];
      for (int i = 0; i < rows.length; i++) {
        all[rows[i]] = losses[i];
      }
      for (int row = 0; row < twins.length; row++) {
        int example = examples[input++];
        if (example != RunContext.NO_EXAMPLE) {
          loss[example] = all[twins[row]];
          correct[example] = judge.right(outputs.values(), row, block.labels()[row]);
        }
      }
    }

    /**
     * For the pair (a, b) the row of (b, a), if that comes before and has the same label and the
     * same outputs, as in networks that treat both operands alike; otherwise its own.
     */
    private static int[] twins(Tensor outputs, Task block) {
      int[] twins = IntStream.range(0, block.size()).toArray();
      int p = (int) Math.round(Math.sqrt(twins.length));
      if (block.arity() != 2 || p * p != twins.length) {
        return twins;
      }
      int width = outputs.dim(1);
      double[] values = outputs.values();
      for (int row = 0; row < twins.length; row++) {
        int other = row % p * p + row / p;
        if (other < row
            && block.labels()[other] == block.labels()[row]
            && Arrays.equals(
                values,
                row * width,
                (row + 1) * width,
                values,
                other * width,
                (other + 1) * width)) {
          twins[row] = other;
        }
      }
      return twins;
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

    /** Takes a block as it is if it is all; its array is not to be used again. */
    void take(Tensor block) {
      if (block.dim(0) == count) {
        all = Optional.of(new Tensor(List.of(count, block.shape().getLast()), block.values()));
      } else {
        add(block);
      }
    }

    /** Copies {@code [n][width]}, or of a model with positions {@code [n][1][width]}. */
    void add(Tensor block) {
      int width = block.shape().getLast();
      if (all.isEmpty()) {
        all = Optional.of(Tensor.zeros(count, width));
      }
      System.arraycopy(block.values(), 0, all.get().values(), next * width, block.values().length);
      next += block.dim(0);
    }
  }

  /** Hands on an activation of every block as it is. */
  private record ActivationHook(
      Set<String> names, boolean onlyWhatReachesTheLogits, Consumer<Tensor> to) implements Hooks {
    @Override
    public Tensor apply(String activation, Tensor value) {
      to.accept(value);
      return value;
    }

    @Override
    public boolean inParts() {
      return true;
    }
  }

  /** The mean of tensors over their first dimension. */
  private static final class Mean {
    private Optional<Tensor> sum = Optional.empty();

    void add(Tensor value) {
      if (sum.isEmpty()) {
        int[] shape = value.shape().stream().mapToInt(Integer::intValue).toArray();
        shape[0] = 1;
        sum = Optional.of(Tensor.zeros(shape));
      }
      double[] total = sum.get().values();
      double[] values = value.values();
      for (int i = 0; i < values.length; i++) {
        total[i % total.length] += values[i];
      }
    }

    Tensor over(int count) {
      Tensor total = sum.orElseThrow(() -> new IllegalStateException("nothing was seen"));
      for (int i = 0; i < total.values().length; i++) {
        total.values()[i] /= count;
      }
      return total;
    }
  }
}
