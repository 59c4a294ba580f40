package periscope.models.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import periscope.models.kernel.Elementwise;

/** The effective matrices of a {@link PairMlp} during training. */
final class PairMatrices {
  private final TrainedMatrix inputA;
  private final TrainedMatrix inputB; // the same as inputA for a shared input
  private final TrainedMatrix output;
  private final float[] outputTransposed; // [classes][width]
  private final Optional<TrainedMatrix> biasIn;
  private final Optional<TrainedMatrix> biasOut;
  private final List<TrainedMatrix> all; // that differ

  PairMatrices(PairFactors factors) {
    inputA = new TrainedMatrix(factors.inputA());
    inputB = factors.sharedInput() ? inputA : new TrainedMatrix(factors.inputB());
    output = new TrainedMatrix(factors.output());
    outputTransposed = new float[output.size()];
    biasIn = factors.biasIn().map(TrainedMatrix::new);
    biasOut = factors.biasOut().map(TrainedMatrix::new);
    all =
        Stream.of(Stream.of(inputA, inputB, output).distinct(), biasIn.stream(), biasOut.stream())
            .flatMap(Function.identity())
            .toList();
  }

  /** From operand a to neurons. */
  TrainedMatrix inputA() {
    return inputA;
  }

  /** From operand b to neurons: that of a for a shared input. */
  TrainedMatrix inputB() {
    return inputB;
  }

  /** From neurons to logits. */
  TrainedMatrix output() {
    return output;
  }

  /** From logits back to neurons: a product with it is quicker than with the output transposed. */
  float[] outputTransposed() {
    return outputTransposed;
  }

  /** The round that makes it. */
  GradientPart transposition() {
    return (weights, gradient) ->
        Elementwise.transpose(
            output.value(weights), 0, output.rows(), output.columns(), outputTransposed);
  }

  /** b_in. */
  Optional<TrainedMatrix> biasIn() {
    return biasIn;
  }

  /** What b_out adds to the logits. */
  Optional<TrainedMatrix> biasOut() {
    return biasOut;
  }

  /** The round that makes them from their factors. */
  List<GradientPart> valueParts() {
    return all.stream().flatMap(matrix -> matrix.valueParts().stream()).toList();
  }

  /** The round that takes their gradients to their factors. */
  List<GradientPart> factorParts(List<ParameterSpec> specs) {
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
    return all.stream().flatMap(matrix -> matrix.termsOf(parameter, rows).stream()).toList();
  }

  /** Length of all the sums that make one value of this factor's gradient. */
  private int inner(int parameter) {
    return all.stream().mapToInt(matrix -> matrix.termLength(parameter)).sum();
  }
}
