package periscope.models.net;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/** Fresh weights of a {@link Transformer}, drawn in the order in which they are stored. */
final class TransformerStart {
  private static final double TRANSFORMER_LENS = 0.8; // its default, over √dModel
  private static final double LONGEST_WAVE = 10_000; // of sinusoidal positions, over 2π

  private final TransformerSpec spec;
  private final UniformRandomProvider random;
  private final ContinuousSampler normal;

  TransformerStart(TransformerSpec spec, UniformRandomProvider random) {
    this.spec = spec;
    this.random = random;
    normal = ZigguratSampler.NormalizedGaussian.of(random);
  }

  Parameters draw(List<ParameterSpec> parameters) {
    Parameters weights = Parameters.zeros(parameters);
    for (int i = 0; i < parameters.size(); i++) {
      ParameterSpec parameter = parameters.get(i);
      String kind = parameter.name().substring(parameter.name().lastIndexOf('.') + 1);
      if (!parameter.trained()) {
        waves(weights.get(i), spec.dModel());
      } else {
        fill(kind, parameter.columns(), weights.get(i));
      }
    }
    return weights;
  }

  private void fill(String kind, int columns, float[] values) {
    switch (kind) {
      case "w" -> Arrays.fill(values, 1); // of a norm
      case "b" -> {}
      case "W_E", "W_pos" -> embedding(values);
      default -> {
        if (spec.initialisation() == TransformerSpec.Start.PYTORCH) {
          uniform(values, 1 / Math.sqrt(summed(kind)));
        } else if (kind.startsWith("W_")) {
          normal(values, deviation(kind, columns));
        }
      }
    }
  }

  private void embedding(float[] values) {
    normal(
        values, spec.initialisation() == TransformerSpec.Start.PYTORCH ? 1 : deviation("W_E", 0));
  }

  private double deviation(String kind, int columns) {
    double usual = 1 / Math.sqrt(spec.dModel());
    return switch (spec.initialisation()) {
      case TRANSFORMER_LENS -> TRANSFORMER_LENS * usual;
      case PIZZA ->
          switch (kind) {
            case "W_in" -> 1 / Math.sqrt(spec.dMlp());
            case "W_U" -> 1 / Math.sqrt(columns);
            default -> usual;
          };
      case NANDA, PYTORCH -> kind.equals("W_U") ? 1 / Math.sqrt(columns) : usual;
    };
  }

  /** How many values the sums of a map are over. */
  private int summed(String kind) {
    return switch (kind) {
      case "W_O", "b_O" -> spec.heads() * spec.dHead();
      case "W_out", "b_out" -> spec.dMlp();
      default -> spec.dModel();
    };
  }

  private void normal(float[] values, double deviation) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * normal.sample());
    }
  }

  private void uniform(float[] values, double bound) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (bound * (2 * random.nextDouble() - 1));
    }
  }

  /**
   * sin(t / 10000^(2i/d)) in column 2i and the cosine in the next.
   *
   * @param values {@code [positions][width]}
   */
  private static void waves(float[] values, int width) {
    for (int i = 0; i < values.length; i++) {
      int column = i % width;
      int position = i / width;
      double angle = position / Math.pow(LONGEST_WAVE, (double) (column - column % 2) / width);
      values[i] = (float) (column % 2 == 0 ? Math.sin(angle) : Math.cos(angle));
    }
  }
}
