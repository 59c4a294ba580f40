package periscope.models.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;
import periscope.models.kernel.Elementwise;
import periscope.models.kernel.Shards;
import periscope.models.task.Task;

/**
 * The gradient of a {@link PairMlp} in four rounds of tasks that depend on shapes only, never on
 * threads: multiply the factors to effective matrices; run the lanes, each a fixed part of the
 * batch; add up the lanes' gradients in order; multiply them back to the factors.
 */
final class PairGradient implements LossGradient {
  private static final int LANE_ROWS = 256;
  private static final int MAX_LANES = 16; // bounds memory: each has gradients of its own
  private static final int REDUCED_TOGETHER = 1 << 14;

  private final List<ParameterSpec> specs;
  private final int examples;
  private final Shards shards;
  private final TrainedMatrix inputA;
  private final TrainedMatrix inputB; // the same as inputA for a shared input
  private final TrainedMatrix output;
  private final PairLane[] lanes;
  private final Round[] rounds;

  private Parameters weights;
  private Parameters gradient;

  PairGradient(Activation activation, PairFactors factors, Task examples, Shards shards) {
    this.specs = factors.parameters();
    this.examples = examples.size();
    this.shards = shards;
    inputA = new TrainedMatrix(factors.inputA());
    inputB = factors.sharedInput() ? inputA : new TrainedMatrix(factors.inputB());
    output = new TrainedMatrix(factors.output());
    lanes = lanes(activation, factors, examples);
    rounds =
        new Round[] {
          new Round(valueParts()),
          new Round(laneParts()),
          new Round(reduceParts()),
          new Round(factorParts())
        };
    weights = Parameters.zeros(List.of());
    gradient = weights;
  }

  private static PairLane[] lanes(Activation activation, PairFactors factors, Task examples) {
    int n = examples.size();
    PairLane[] lanes = new PairLane[Math.min(Math.ceilDiv(n, LANE_ROWS), MAX_LANES)];
    for (int i = 0; i < lanes.length; i++) {
      int from = (int) ((long) n * i / lanes.length);
      int to = (int) ((long) n * (i + 1) / lanes.length);
      lanes[i] = new PairLane(activation, factors, examples, from, to);
    }
    return lanes;
  }

  private List<TrainedMatrix> matrices() {
    return inputA == inputB ? List.of(inputA, output) : List.of(inputA, inputB, output);
  }

  private List<GradientPart> valueParts() {
    return matrices().stream().flatMap(matrix -> matrix.valueParts().stream()).toList();
  }

  private List<GradientPart> laneParts() {
    List<GradientPart> parts = new ArrayList<>();
    for (PairLane lane : lanes) {
      parts.add(
          (weights, gradient) ->
              lane.run(inputA.value(weights), inputB.value(weights), output.value(weights)));
    }
    return parts;
  }

  private List<GradientPart> reduceParts() {
    List<GradientPart> parts = new ArrayList<>();
    addReduction(parts, inputA.size(), (g, from, to) -> reduceInput(0, inputA.slope(g), from, to));
    if (inputA != inputB) {
      addReduction(
          parts, inputB.size(), (g, from, to) -> reduceInput(1, inputB.slope(g), from, to));
    }
    addReduction(parts, output.size(), (g, from, to) -> reduceOutput(output.slope(g), from, to));
    return parts;
  }

  private static void addReduction(List<GradientPart> parts, int size, Reduction reduction) {
    for (int from = 0; from < size; from += REDUCED_TOGETHER) {
      int start = from;
      int end = Math.min(size, from + REDUCED_TOGETHER);
      parts.add((weights, gradient) -> reduction.run(gradient, start, end));
    }
  }

  private void reduceInput(int operand, float[] target, int from, int to) {
    double[] sum = lanes[0].inputSlope(operand);
    for (int i = 1; i < lanes.length; i++) {
      Elementwise.addInPlace(sum, lanes[i].inputSlope(operand), from, to);
    }
    Elementwise.narrow(sum, target, from, to);
  }

  private void reduceOutput(float[] target, int from, int to) {
    System.arraycopy(lanes[0].outputSlope(), from, target, from, to - from);
    for (int i = 1; i < lanes.length; i++) {
      Elementwise.addInPlace(target, lanes[i].outputSlope(), from, to);
    }
  }

  private List<GradientPart> factorParts() {
    List<GradientPart> parts = new ArrayList<>();
    for (int p = 0; p < specs.size(); p++) {
      ParameterSpec spec = specs.get(p);
      int parameter = p;
      if (!spec.trained() || terms(parameter, new RowRange(0, 1)).isEmpty()) {
        continue;
      }
      int columns = spec.shape().get(1);
      long flopsPerRow = 2L * columns * inner(parameter);
      for (RowRange rows : RowRange.split(spec.shape().get(0), flopsPerRow)) {
        List<TrainedMatrix.FactorTerm> terms = terms(parameter, rows);
        TrainedMatrix.FactorTerm[] array = terms.toArray(TrainedMatrix.FactorTerm[]::new);
        parts.add(
            (weights, gradient) -> {
              float[] target = gradient.get(parameter);
              for (int i = 0; i < array.length; i++) {
                array[i].add(weights, gradient, i == 0 ? 0f : 1f, target, rows.from() * columns);
              }
            });
      }
    }
    return parts;
  }

  private List<TrainedMatrix.FactorTerm> terms(int parameter, RowRange rows) {
    return matrices().stream().flatMap(matrix -> matrix.termsOf(parameter, rows).stream()).toList();
  }

  /** Length of all the sums that make one value of this factor's gradient. */
  private int inner(int parameter) {
    return matrices().stream().mapToInt(matrix -> matrix.termLength(parameter)).sum();
  }

  @Override
  public double compute(Parameters weights, Parameters gradient) {
    requireMatching(weights);
    requireMatching(gradient);
    this.weights = weights;
    this.gradient = gradient;
    for (Round round : rounds) {
      shards.run(round.parts.length, round);
    }
    double loss = 0;
    for (PairLane lane : lanes) {
      loss += lane.loss();
    }
    return loss / examples;
  }

  private void requireMatching(Parameters arrays) {
    if (!arrays.specs().equals(specs)) { // one comparison of references if they are one list
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "found arrays for %s, expected %s", arrays.specs(), specs));
    }
  }

  /** Part of a sum over the lanes. */
  private interface Reduction {
    void run(Parameters gradient, int from, int to);
  }

  /** Tasks that may run at the same time. */
  private final class Round implements IntConsumer {
    private final GradientPart[] parts;

    Round(List<GradientPart> parts) {
      this.parts = parts.toArray(GradientPart[]::new);
    }

    @Override
    public void accept(int part) {
      parts[part].run(weights, gradient);
    }
  }
}
