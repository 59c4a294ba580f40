package periscope.probes;

import java.util.function.IntBinaryOperator;

/**
 * What logits are made of by the definitions, with loops over all pairs and classes and unit
 * vectors written out: the oracle of the measures in sum directions and of cosine cubes.
 */
final class SlowLogits {
  final int p;
  final double[][] values; // [p²][p]
  private final IntBinaryOperator answer;

  SlowLogits(int p, double[] logits, IntBinaryOperator answer) {
    this(rows(p, logits), answer);
  }

  private SlowLogits(double[][] values, IntBinaryOperator answer) {
    this.p = values[0].length;
    this.values = values;
    this.answer = answer;
  }

  private static double[][] rows(int p, double[] logits) {
    double[][] rows = new double[p * p][p];
    for (int pair = 0; pair < p * p; pair++) {
      for (int c = 0; c < p; c++) {
        rows[pair][c] = logits[pair * p + c];
      }
    }
    return rows;
  }

  int answer(int pair) {
    return Math.floorMod(answer.applyAsInt(pair / p, pair % p), p);
  }

  SlowLogits with(double[][] others) {
    return new SlowLogits(others, answer);
  }

  /** c_k c_kᵀ v + s_k s_kᵀ v of a column v of p² values. */
  double[] projected(double[] column, int k) {
    double[] result = new double[p * p];
    for (int part = 0; part < 2; part++) {
      double[] wave = new double[p * p];
      double squares = 0;
      for (int pair = 0; pair < p * p; pair++) {
        double angle = 2 * Math.PI * k * answer(pair) / p;
        wave[pair] = part == 0 ? Math.cos(angle) : Math.sin(angle);
        squares += wave[pair] * wave[pair];
      }
      if (squares < 1e-9) {
        continue; // sin(πs)
      }
      double product = 0;
      for (int pair = 0; pair < p * p; pair++) {
        product += wave[pair] * column[pair] / squares;
      }
      for (int pair = 0; pair < p * p; pair++) {
        result[pair] += product * wave[pair];
      }
    }
    return result;
  }

  /** Σ_k P_k L. */
  SlowLogits waves(int... keys) {
    double[][] result = new double[p * p][p];
    for (int k : keys) {
      for (int c = 0; c < p; c++) {
        double[] column = new double[p * p];
        for (int pair = 0; pair < p * p; pair++) {
          column[pair] = values[pair][c];
        }
        double[] projected = projected(column, k);
        for (int pair = 0; pair < p * p; pair++) {
          result[pair][c] += projected[pair];
        }
      }
    }
    return with(result);
  }

  private double cube(int k, int pair, int c) {
    return Math.cos(2 * Math.PI * k * (answer(pair) - c) / p);
  }

  private double cubeSquares(int k) {
    double squares = 0;
    for (int pair = 0; pair < p * p; pair++) {
      for (int c = 0; c < p; c++) {
        squares += cube(k, pair, c) * cube(k, pair, c);
      }
    }
    return squares;
  }

  /** ⟨L, C_k⟩. */
  double coefficient(int k) {
    double product = 0;
    for (int pair = 0; pair < p * p; pair++) {
      for (int c = 0; c < p; c++) {
        product += values[pair][c] * cube(k, pair, c);
      }
    }
    return product / Math.sqrt(cubeSquares(k));
  }

  /** Σ_k ⟨L, C_k⟩ C_k. */
  SlowLogits cubes(int... keys) {
    double[][] result = new double[p * p][p];
    for (int k : keys) {
      double scale = coefficient(k) / Math.sqrt(cubeSquares(k));
      for (int pair = 0; pair < p * p; pair++) {
        for (int c = 0; c < p; c++) {
          result[pair][c] += scale * cube(k, pair, c);
        }
      }
    }
    return with(result);
  }

  /** The mean over all pairs, at every pair. */
  SlowLogits constant() {
    double[][] result = new double[p * p][p];
    for (int c = 0; c < p; c++) {
      double mean = 0;
      for (double[] row : values) {
        mean += row[c] / (p * p);
      }
      for (double[] row : result) {
        row[c] = mean;
      }
    }
    return with(result);
  }

  SlowLogits plus(SlowLogits other, double factor) {
    double[][] result = new double[p * p][p];
    for (int pair = 0; pair < p * p; pair++) {
      for (int c = 0; c < p; c++) {
        result[pair][c] = values[pair][c] + factor * other.values[pair][c];
      }
    }
    return with(result);
  }

  double norm(boolean centred) {
    double squares = 0;
    for (double[] row : values) {
      double mean = 0;
      for (double value : row) {
        mean += centred ? value / p : 0;
      }
      for (double value : row) {
        squares += (value - mean) * (value - mean);
      }
    }
    return Math.sqrt(squares);
  }

  /** The mean of −log softmax of the right answer over these pairs. */
  double loss(int[] pairs) {
    double total = 0;
    for (int pair : pairs) {
      double own = values[pair][answer(pair)];
      double sum = 0;
      for (double value : values[pair]) {
        sum += Math.exp(value - own);
      }
      total += Math.log(sum);
    }
    return total / pairs.length;
  }

  /** The mean over these pairs and all classes of (logit − [class is the answer])². */
  double squaredError(int[] pairs) {
    double total = 0;
    for (int pair : pairs) {
      for (int c = 0; c < p; c++) {
        total += Math.pow(values[pair][c] - (c == answer(pair) ? 1 : 0), 2) / p;
      }
    }
    return total / pairs.length;
  }
}
