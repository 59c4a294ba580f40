package periscope.models.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * W_Q, W_K and W_V of all heads of a layer as one matrix {@code [dModel][3][heads][dHead]}, and
 * their biases as one row, so that one product makes all of them. Copied once a step, and the
 * gradients copied back.
 */
final class SideBySide {
  private static final List<String> KINDS = List.of("Q", "K", "V");

  private final int heads;
  private final int dHead;
  private final int dModel;
  private final int columns; // 3 · heads · dHead
  private final List<Function<Parameters, float[]>> matrices = new ArrayList<>();
  private final List<Optional<Function<Parameters, float[]>>> biases = new ArrayList<>();
  private final float[] weights; // [dModel][columns]
  private final float[] bias; // [columns], zeros where there is none
  private final float[] weightSlope; // [dModel][columns]
  private final float[] biasSlope; // [columns]

  SideBySide(TransformerSpec spec, ParameterIndex index, int layer) {
    heads = spec.heads();
    dHead = spec.dHead();
    dModel = spec.dModel();
    columns = 3 * heads * dHead;
    for (String kind : KINDS) {
      matrices.add(index.find(TransformerLayout.attention(layer, "W_" + kind)));
      biases.add(index.findOptional(TransformerLayout.attention(layer, "b_" + kind)));
    }
    weights = new float[Math.multiplyExact(dModel, columns)];
    bias = new float[columns];
    weightSlope = new float[weights.length];
    biasSlope = new float[columns];
  }

  /** Columns of the matrix. */
  int columns() {
    return columns;
  }

  float[] weights() {
    return weights;
  }

  float[] bias() {
    return bias;
  }

  /** Where the total gradient goes. */
  float[] weightSlope() {
    return weightSlope;
  }

  /** Where the total gradient goes. */
  float[] biasSlope() {
    return biasSlope;
  }

  /** Whether any of the three has a bias. */
  boolean biased() {
    return biases.stream().anyMatch(Optional::isPresent);
  }

  /** What copies the parameters here. */
  GradientPart gather() {
    return (parameters, gradient) -> {
      for (int kind = 0; kind < KINDS.size(); kind++) {
        float[] matrix = matrices.get(kind).apply(parameters);
        for (int row = 0; row < heads * dModel; row++) {
          System.arraycopy(matrix, row * dHead, weights, column(kind, row), dHead);
        }
        if (biases.get(kind).isPresent()) {
          float[] values = biases.get(kind).get().apply(parameters);
          System.arraycopy(values, 0, bias, kind * heads * dHead, heads * dHead);
        }
      }
    };
  }

  /** What copies the gradients to those of the parameters. */
  GradientPart scatter() {
    return (parameters, gradient) -> {
      for (int kind = 0; kind < KINDS.size(); kind++) {
        float[] matrix = matrices.get(kind).apply(gradient);
        for (int row = 0; row < heads * dModel; row++) {
          System.arraycopy(weightSlope, column(kind, row), matrix, row * dHead, dHead);
        }
        if (biases.get(kind).isPresent()) {
          float[] values = biases.get(kind).get().apply(gradient);
          System.arraycopy(biasSlope, kind * heads * dHead, values, 0, heads * dHead);
        }
      }
    };
  }

  /** Where a row of {@code [heads][dModel][dHead]} is here. */
  private int column(int kind, int row) {
    return row % dModel * columns + (kind * heads + row / dModel) * dHead;
  }
}
