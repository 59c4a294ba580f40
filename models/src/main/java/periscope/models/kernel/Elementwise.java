package periscope.models.kernel;

/**
 * Loops over arrays, written so that C2 vectorises them.
 *
 * <p>C2 cannot know that two arrays of one type do not overlap unless both are indexed alike. So a
 * loop here either uses the same index for every array of a type that it stores to, or reads float
 * and stores double.
 *
 * <p>Ranges are {@code from} inclusive to {@code to} exclusive.
 */
public final class Elementwise {
  private static final double GELU_SCALE = Math.sqrt(2 / Math.PI);
  private static final double GELU_CUBE = 0.044715;
  private static final double GELU_LIMIT = 300; // sigmoid is 0 or 1 in float64 long before

  private Elementwise() {}

  /** {@code y = max(x, 0)}; NaN stays NaN. */
  public static void relu(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.max(x[i], 0f);
    }
  }

  /** {@code d *= relu'(x)}: 1 where x > 0, else 0. */
  public static void reluBackward(float[] x, float[] d, int n) {
    for (int i = 0; i < n; i++) {
      d[i] *= Math.signum(Math.max(x[i], 0f)); // a sign, since C2 does not vectorise a choice
    }
  }

  /** {@code d *= |sign(x)|}: where x is 0, d becomes 0. */
  public static void maskBySign(float[] x, float[] d, int n) {
    for (int i = 0; i < n; i++) {
      d[i] *= Math.abs(Math.signum(x[i]));
    }
  }

  /** {@code x = sign(x)}: 1, 0 or −1; NaN stays NaN. */
  public static void sign(float[] x, int n) {
    for (int i = 0; i < n; i++) {
      x[i] = Math.signum(x[i]);
    }
  }

  /** {@code y = x²}. */
  public static void square(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = x[i] * x[i];
    }
  }

  /** {@code d *= 2x}. */
  public static void squareBackward(float[] x, float[] d, int n) {
    for (int i = 0; i < n; i++) {
      d[i] *= 2 * x[i];
    }
  }

  /** {@code y = |x|}. */
  public static void abs(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.abs(x[i]);
    }
  }

  /** {@code x = max(x, 0)}; NaN stays. */
  public static void reluInPlace(double[] x) {
    for (int i = 0; i < x.length; i++) {
      x[i] = Math.max(x[i], 0);
    }
  }

  /** {@code x = x²}. */
  public static void squareInPlace(double[] x) {
    for (int i = 0; i < x.length; i++) {
      x[i] *= x[i];
    }
  }

  /** {@code d *= sign(x)}, with sign(0) = 0. */
  public static void absBackward(float[] x, float[] d, int n) {
    for (int i = 0; i < n; i++) {
      d[i] *= Math.signum(x[i]);
    }
  }

  /**
   * GELU with its tanh approximation: {@code y = x · σ(2u)}, u = √(2/π)·(x + 0.044715·x³), which is
   * {@code x/2 · (1 + tanh u)}. In float64 inside.
   */
  public static void gelu(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = (float) (x[i] * geluGate(x[i]));
    }
  }

  /** {@code d *= gelu'(x)}. */
  public static void geluBackward(float[] x, float[] d, int n) {
    for (int i = 0; i < n; i++) {
      double v = x[i];
      double gate = geluGate(v);
      double slope = 2 * GELU_SCALE * (1 + 3 * GELU_CUBE * v * v);
      d[i] = (float) (d[i] * (gate + v * gate * (1 - gate) * slope));
    }
  }

  private static double geluGate(double x) {
    double u = 2 * GELU_SCALE * (x + GELU_CUBE * x * x * x);
    return 1 / (1 + Exp.exp(Math.min(Math.max(-u, -GELU_LIMIT), GELU_LIMIT)));
  }

  /**
   * {@code y = exp(x)} in float64, relative error below 1e-12 for |x| ≤ 128 and 1e-9 for |x| ≤ 345;
   * 1e-304 for all x below −700, infinite above about 710, NaN for NaN. From the first value on:
   * this loop, begun at an offset and inlined, C2 was seen not to vectorise, which takes four times
   * as long.
   */
  public static void exp(float[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Exp.exp(Math.max(x[i], Exp.LOWEST));
    }
  }

  /** {@code x = exp(x)}, with the accuracy and limits of {@link #exp}. */
  public static void expInPlace(double[] x, int n) {
    for (int i = 0; i < n; i++) {
      x[i] = Exp.exp(Math.max(x[i], Exp.LOWEST));
    }
  }

  /**
   * Sums two rows of tables for each example: {@code out[r] = tableA[token_0] + tableB[token_1]}.
   *
   * @param tableA {@code [vocabulary][width]}
   * @param tableB {@code [vocabulary][width]}, possibly the same array
   * @param tokens {@code [examples][2]}
   * @param first the first example
   * @param rows number of examples
   * @param out {@code [rows][width]}
   * @param scratch as {@code out}; overwritten
   */
  public static void gatherAdd(
      float[] tableA,
      float[] tableB,
      int[] tokens,
      int first,
      int rows,
      int width,
      float[] out,
      float[] scratch) {
    for (int r = 0; r < rows; r++) {
      int example = 2 * (first + r);
      System.arraycopy(tableA, tokens[example] * width, out, r * width, width);
      System.arraycopy(tableB, tokens[example + 1] * width, scratch, r * width, width);
    }
    addInPlace(out, scratch, 0, rows * width);
  }

  /**
   * Writes a matrix with rows and columns exchanged.
   *
   * @param x {@code [rows][columns]}, from this offset on
   * @param y {@code [columns][rows]}, from the same offset on
   */
  public static void transpose(float[] x, int from, int rows, int columns, float[] y) {
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        y[from + c * rows + r] = x[from + r * columns + c];
      }
    }
  }

  /** A matrix {@code [rows][columns]} with rows and columns exchanged. */
  public static double[] transposed(double[] x, int rows, int columns) {
    double[] y = new double[x.length];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        y[c * rows + r] = x[r * columns + c];
      }
    }
    return y;
  }

  /** {@code y += factor · x}. */
  public static void addScaled(float[] y, float[] x, float factor, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] += factor * x[i];
    }
  }

  /** {@code y += factor · x}. */
  public static void addScaled(double[] y, double[] x, double factor, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] += factor * x[i];
    }
  }

  /** {@code y *= factor}. */
  public static void scale(double[] y, double factor, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] *= factor;
    }
  }

  /** {@code y *= factor}. */
  public static void scale(float[] y, float factor, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] *= factor;
    }
  }

  /** {@code z = x · y}, value by value. */
  public static void multiply(float[] x, float[] y, float[] z, int n) {
    for (int i = 0; i < n; i++) {
      z[i] = x[i] * y[i];
    }
  }

  /** {@code y *= x}, value by value. */
  public static void multiplyInPlace(float[] y, float[] x, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] *= x[i];
    }
  }

  /** {@code z += x · y}, value by value. */
  public static void addProducts(float[] x, float[] y, float[] z, int n) {
    for (int i = 0; i < n; i++) {
      z[i] += x[i] * y[i];
    }
  }

  /** {@code y += x}. */
  public static void addInPlace(float[] y, float[] x, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] += x[i];
    }
  }

  /** {@code y += x}. */
  public static void addInPlace(double[] y, double[] x, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] += x[i];
    }
  }

  /** {@code y += x}. */
  public static void addInPlace(double[] y, double x, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] += x;
    }
  }

  /** {@code y = (float) x}. */
  public static void narrow(double[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = (float) x[i];
    }
  }

  /** {@code y = x}. */
  public static void widen(float[] x, double[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = x[i];
    }
  }

  /**
   * The gradient of {@link #gatherAdd} for one operand: {@code table[token] += d[r]} for each
   * example, in order.
   *
   * @param d {@code [rows][width]}
   * @param tokens {@code [examples][2]}
   * @param operand 0 or 1: which of an example's two tokens
   * @param table {@code [vocabulary][width]} in float64, so that the sum is exact enough in any
   *     order and the loop vectorises
   */
  public static void scatterAdd(
      float[] d, int[] tokens, int operand, int first, int rows, int width, double[] table) {
    for (int r = 0; r < rows; r++) {
      addRow(d, r * width, table, tokens[2 * (first + r) + operand] * width, width);
    }
  }

  /** {@code y[to + i] += x[from + i]} for {@code n} values. */
  public static void addRow(float[] x, int from, double[] y, int to, int n) {
    for (int i = 0; i < n; i++) {
      y[to + i] += x[from + i];
    }
  }

  /**
   * Writes a row over every row of a matrix.
   *
   * @param row {@code [width]}
   * @param out {@code [rows][width]}
   */
  public static void repeatRow(float[] row, int rows, int width, float[] out) {
    for (int r = 0; r < rows; r++) {
      System.arraycopy(row, 0, out, r * width, width);
    }
  }

  /** Adds a row to every row of a matrix whose rows are as long. */
  public static void addToRows(float[] rows, float[] row) {
    for (int first = 0; first < rows.length; first += row.length) {
      for (int i = 0; i < row.length; i++) {
        rows[first + i] += row[i];
      }
    }
  }

  /**
   * The product of a column and a row: {@code out[r][j] = column[r] · row[j]}.
   *
   * @param column {@code [rows]}
   * @param row {@code [width]}
   * @param out {@code [rows][width]}
   */
  public static void outer(float[] column, float[] row, int rows, int width, float[] out) {
    for (int r = 0; r < rows; r++) {
      System.arraycopy(row, 0, out, r * width, width);
      times(out, r * width, (r + 1) * width, column[r]);
    }
  }

  private static void times(float[] x, int from, int to, float factor) {
    for (int i = from; i < to; i++) {
      x[i] *= factor;
    }
  }

  /**
   * Adds every row of a matrix to one row: {@code sums += Σ_r x[r]}.
   *
   * @param x {@code [rows][width]}
   * @param sums {@code [width]} in float64, so that the loop vectorises
   */
  public static void addRows(float[] x, int rows, int width, double[] sums) {
    for (int r = 0; r < rows; r++) {
      addRow(x, r * width, sums, 0, width);
    }
  }

  /** {@code gradient += strength · sign(weights)}, the slope of an L1 penalty; sign(0) = 0. */
  public static void addSign(float[] gradient, float[] weights, float strength, int from, int to) {
    for (int i = from; i < to; i++) {
      gradient[i] += strength * Math.signum(weights[i]);
    }
  }

  /** {@code gradient += strength · sign(weights)}, the slope of an L1 penalty; sign(0) = 0. */
  public static void addSign(
      double[] gradient, double[] weights, double strength, int from, int to) {
    for (int i = from; i < to; i++) {
      gradient[i] += strength * Math.signum(weights[i]);
    }
  }

  /** Σx·y in float64; 0 for an empty range. */
  public static double dot(float[] x, float[] y, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += (double) x[i] * y[i];
    }
    return sum;
  }

  /** Σx² in float64; 0 for an empty range. */
  public static double sumOfSquares(float[] x, int from, int to) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = from;
    for (; i < to - 3; i += 4) {
      s0 += (double) x[i] * x[i];
      s1 += (double) x[i + 1] * x[i + 1];
      s2 += (double) x[i + 2] * x[i + 2];
      s3 += (double) x[i + 3] * x[i + 3];
    }
    for (; i < to; i++) {
      s0 += (double) x[i] * x[i];
    }
    return (s0 + s1) + (s2 + s3);
  }
}
