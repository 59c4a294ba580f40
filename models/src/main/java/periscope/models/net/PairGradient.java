package periscope.models.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import periscope.models.kernel.Elementwise;
import periscope.models.kernel.Shards;

/**
 * The gradient of a {@link PairMlp} in four rounds of tasks that depend on shapes only, never on
 * threads: multiply the factors to effective matrices; run the lanes, each a fixed part of the
 * batch; add up the lanes' gradients in order; multiply them back to the factors.
 */
final class PairGradient implements LossGradient {
  private static final int REDUCED_TOGETHER = 1 << 14;

  private final List<ParameterSpec> specs;
  private final Batch batch;
  private final Shards shards;
  private final TrainedMatrix inputA;
  private final TrainedMatrix inputB; // the same as inputA for a shared input
  private final TrainedMatrix output;
  private final Optional<TrainedMatrix> biasIn;
  private final Optional<TrainedMatrix> biasOut;
  private final List<TrainedMatrix> matrices; // all that differ
  private final PairLane[] lanes;
  private final Round[] rounds;

  private Parameters weights;
  private Parameters gradient;

  PairGradient(Activation activation, PairFactors factors, Batch batch, Loss loss, Shards shards) {
    this.specs = factors.parameters();
    this.batch = batch;
    this.shards = shards;
    inputA = new TrainedMatrix(factors.inputA());
    inputB = factors.sharedInput() ? inputA : new TrainedMatrix(factors.inputB());
    output = new TrainedMatrix(factors.output());
    biasIn = factors.biasIn().map(TrainedMatrix::new);
    biasOut = factors.biasOut().map(TrainedMatrix::new);
    matrices =
        Stream.of(Stream.of(inputA, inputB, output).distinct(), biasIn.stream(), biasOut.stream())
            .flatMap(Function.identity())
            .toList();
    lanes = lanes(activation, factors, batch, loss);
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

  private static PairLane[] lanes(
      Activation activation, PairFactors factors, Batch batch, Loss loss) {
    PairLane[] lanes = new PairLane[batch.lanes()];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = new PairLane(activation, factors, batch, loss, i);
    }
    return lanes;
  }

  private List<GradientPart> valueParts() {
    return matrices.stream().flatMap(matrix -> matrix.valueParts().stream()).toList();
  }

  private List<GradientPart> laneParts() {
    List<GradientPart> parts = new ArrayList<>();
    for (PairLane lane : lanes) {
      parts.add(
          (weights, gradient) ->
              lane.run(
                  inputA.value(weights),
                  inputB.value(weights),
                  output.value(weights),
                  value(biasIn, weights),
                  value(biasOut, weights)));
    }
    return parts;
  }

  private static float[] value(Optional<TrainedMatrix> bias, Parameters weights) {
    return bias.isPresent() ? bias.get().value(weights) : PairLane.NO_BIAS;
  }

  private List<GradientPart> reduceParts() {
    List<GradientPart> parts = new ArrayList<>();
    addReduction(parts, inputA, lane -> lane.inputSlope(0));
    if (inputA != inputB) {
      addReduction(parts, inputB, lane -> lane.inputSlope(1));
    }
    addReduction(parts, output.size(), (g, from, to) -> reduceOutput(output.slope(g), from, to));
    biasIn.ifPresent(bias -> addReduction(parts, bias, PairLane::biasInSlope));
    biasOut.ifPresent(bias -> addReduction(parts, bias, PairLane::biasOutSlope));
    return parts;
  }

  private void addReduction(
      List<GradientPart> parts, TrainedMatrix matrix, Function<PairLane, double[]> slope) {
    addReduction(parts, matrix.size(), (g, from, to) -> reduce(slope, matrix.slope(g), from, to));
  }

  private static void addReduction(List<GradientPart> parts, int size, Reduction reduction) {
    for (int from = 0; from < size; from += REDUCED_TOGETHER) {
      int start = from;
      int end = Math.min(size, from + REDUCED_TOGETHER);
      parts.add((weights, gradient) -> reduction.run(gradient, start, end));
    }
  }

  private void reduce(Function<PairLane, double[]> slope, float[] target, int from, int to) {
    double[] sum = slope.apply(lanes[0]);
    for (int i = 1; i < lanes.length; i++) {
      Elementwise.addInPlace(sum, slope.apply(lanes[i]), from, to);
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
      int columns = spec.columns();
      long flopsPerRow = 2L * columns * inner(parameter);
      for (RowRange rows : RowRange.split(spec.rows(), flopsPerRow)) {
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
    return matrices.stream().flatMap(matrix -> matrix.termsOf(parameter, rows).stream()).toList();
  }

  /** Length of all the sums that make one value of this factor's gradient. */
  private int inner(int parameter) {
    return matrices.stream().mapToInt(matrix -> matrix.termLength(parameter)).sum();
  }

  @Override
  public void select(int[] rows, int from, int count) {
    batch.select(rows, from, count);
    for (PairLane lane : lanes) {
      lane.gather();
    }
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
      loss += lane.sumOfLosses();
    }
    return loss / batch.count();
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
