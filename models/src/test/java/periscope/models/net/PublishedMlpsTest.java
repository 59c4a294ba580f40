package periscope.models.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import periscope.models.net.PairMlpSpec.Embedding;
import periscope.models.net.PairMlpSpec.Hidden;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.ModularArithmetic.Operation;
import periscope.models.task.ModularArithmetic.Pairs;
import periscope.models.task.Task;

/** MLPs of two papers, written out as their authors do, are {@link PairMlp}s of other names. */
class PublishedMlpsTest {
  private static final int P = 7;
  private static final int D = 5;
  private static final int H = 4;
  private static final Task TASK = new ModularArithmetic(P, Operation.ADD, Pairs.ORDERED).task();
  private static final double TOLERANCE = 1e-13; // float64, a few dozen terms of size 1

  private final UniformRandomProvider random = PairMlpCases.random(1);

  /** Chughtai et al. 2023: relu([W_x[a], W_y[b]] · W) · W_U. */
  @Test
  void theConcatenationOfTwoEmbeddingsIsASumOfTwoProjections() {
    float[][] wx = matrix(P, D);
    float[][] wy = matrix(P, D);
    float[][] w = matrix(2 * D, H);
    float[][] wu = matrix(H, P);
    PairMlp model =
        new PairMlpSpec(D, H, Activation.RELU, Embedding.UNTIED, Hidden.UNTIED, false, true)
            .model(TASK);
    Parameters weights = Parameters.zeros(model.parameters());
    copy(wx, weights.get("embed_a.W_E"));
    copy(wy, weights.get("embed_b.W_E"));
    copy(List.of(w).subList(0, D).toArray(float[][]::new), weights.get("blocks.0.mlp.W_in_a"));
    copy(List.of(w).subList(D, 2 * D).toArray(float[][]::new), weights.get("blocks.0.mlp.W_in_b"));
    copy(wu, weights.get("W_output"));
    double[] expected = new double[P * P * P];
    for (int a = 0; a < P; a++) {
      for (int b = 0; b < P; b++) {
        for (int i = 0; i < H; i++) {
          double hidden = 0;
          for (int j = 0; j < 2 * D; j++) {
            hidden += (j < D ? wx[a][j] : wy[b][j - D]) * (double) w[j][i];
          }
          for (int q = 0; q < P; q++) {
            expected[(a * P + b) * P + q] += Math.max(hidden, 0) * wu[i][q];
          }
        }
      }
    }
    assertThat(model.forward(weights, TASK, Hooks.none()).values())
        .containsExactly(expected, within(TOLERANCE));
  }

  /** Zhong et al. 2023, linear model B: l2(relu(l1(E[a] + E[b]))) · Uᵀ, with torch's Linear. */
  @Test
  void theLinearModelOfThePizzaPaperHasBiases() {
    float[][] e = matrix(P, D);
    float[][] u = matrix(P, D);
    float[][] l1 = matrix(H, D); // weight of torch.nn.Linear: [out][in]
    float[][] l1Bias = matrix(1, H);
    float[][] l2 = matrix(D, H);
    float[][] l2Bias = matrix(1, D);
    PairMlp model =
        new PairMlpSpec(
                D, H, Activation.RELU, Embedding.INPUT_TIED, Hidden.TIED, false, false, true)
            .model(TASK);
    Parameters weights = Parameters.zeros(model.parameters());
    copy(e, weights.get("embed.W_E"));
    copy(transposed(l1), weights.get("blocks.0.mlp.W_in"));
    copy(l1Bias, weights.get("blocks.0.mlp.b_in"));
    copy(transposed(l2), weights.get("blocks.0.mlp.W_out"));
    copy(l2Bias, weights.get("blocks.0.mlp.b_out"));
    copy(transposed(u), weights.get("unembed.W_U"));
    double[] expected = new double[P * P * P];
    for (int a = 0; a < P; a++) {
      for (int b = 0; b < P; b++) {
        double[] out = new double[D];
        for (int i = 0; i < H; i++) {
          double hidden = l1Bias[0][i];
          for (int j = 0; j < D; j++) {
            hidden += l1[i][j] * ((double) e[a][j] + e[b][j]);
          }
          for (int j = 0; j < D; j++) {
            out[j] += l2[j][i] * Math.max(hidden, 0);
          }
        }
        for (int q = 0; q < P; q++) {
          for (int j = 0; j < D; j++) {
            expected[(a * P + b) * P + q] += (out[j] + l2Bias[0][j]) * u[q][j];
          }
        }
      }
    }
    assertThat(model.forward(weights, TASK, Hooks.none()).values())
        .containsExactly(expected, within(TOLERANCE));
  }

  private float[][] matrix(int rows, int columns) {
    float[][] matrix = new float[rows][columns];
    for (float[] row : matrix) {
      for (int i = 0; i < columns; i++) {
        row[i] = random.nextFloat() - 0.5f;
      }
    }
    return matrix;
  }

  private static float[][] transposed(float[][] matrix) {
    float[][] result = new float[matrix[0].length][matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < matrix[i].length; j++) {
        result[j][i] = matrix[i][j];
      }
    }
    return result;
  }

  private static void copy(float[][] matrix, float[] values) {
    assertThat(values).hasSize(matrix.length * matrix[0].length);
    for (int i = 0; i < matrix.length; i++) {
      System.arraycopy(matrix[i], 0, values, i * matrix[i].length, matrix[i].length);
    }
  }
}
