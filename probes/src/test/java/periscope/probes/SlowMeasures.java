package periscope.probes;

import periscope.models.net.Parameters;

/**
 * The measures of an MLP over two operands by their definitions, with loops: the oracle of the
 * probes. ReLU, addition, both operands alike.
 */
public final class SlowMeasures {
  final int p;
  final int h;
  final double[][] input; // [p][h]
  final double[][] output; // [h][p]

  SlowMeasures(double[][] input, double[][] output) {
    this.p = input.length;
    this.h = output.length;
    this.input = input;
    this.output = output;
  }

  /** Of weights with one embedding, of width d, which is the unembedding too. */
  static SlowMeasures ofTied(Parameters weights, int p, int d, int h) {
    double[][] input = new double[p][h];
    double[][] output = new double[h][p];
    for (int t = 0; t < p; t++) {
      for (int i = 0; i < h; i++) {
        for (int j = 0; j < d; j++) {
          double embedding = weights.get("embed.W_E")[t * d + j];
          input[t][i] += embedding * weights.get("blocks.0.mlp.W_in")[j * h + i];
          output[i][t] += weights.get("blocks.0.mlp.W_out")[i * d + j] * embedding;
        }
      }
    }
    return new SlowMeasures(input, output);
  }

  double neuron(int a, int b, int i) {
    return Math.max(0, input[a][i] + input[b][i]);
  }

  double logit(int a, int b, int c) {
    double sum = 0;
    for (int i = 0; i < h; i++) {
      sum += neuron(a, b, i) * output[i][c];
    }
    return sum;
  }

  /** −log softmax of the right answer. */
  double loss(int a, int b) {
    double sum = 0;
    for (int c = 0; c < p; c++) {
      sum += Math.exp(logit(a, b, c) - logit(a, b, (a + b) % p));
    }
    return Math.log(sum);
  }

  /** Whether the right answer has the largest logit, and is the first to have it. */
  boolean correct(int a, int b) {
    int largest = 0;
    for (int c = 1; c < p; c++) {
      largest = logit(a, b, c) > logit(a, b, largest) ? c : largest;
    }
    return largest == (a + b) % p;
  }

  /** F[row][t] of measures.md. */
  public static double basis(int row, int t, int p) {
    int k = (row + 1) / 2;
    double angle = 2 * Math.PI * k * t / p;
    if (row == 0) {
      return 1 / Math.sqrt(p);
    }
    if (2 * k == p) {
      return Math.cos(angle) / Math.sqrt(p);
    }
    return Math.sqrt(2.0 / p) * (row % 2 == 1 ? Math.cos(angle) : Math.sin(angle));
  }

  /** Σ_t F[row][t] · column[t]. */
  static double coefficient(int row, double[] column) {
    double sum = 0;
    for (int t = 0; t < column.length; t++) {
      sum += basis(row, t, column.length) * column[t];
    }
    return sum;
  }

  double[] inputColumn(int neuron) {
    double[] column = new double[p];
    for (int t = 0; t < p; t++) {
      column[t] = input[t][neuron];
    }
    return column;
  }

  /** √(cos² + sin²) for k = 0 to p/2. */
  static double[] amplitudes(double[] column) {
    int p = column.length;
    double[] amplitudes = new double[p / 2 + 1];
    for (int k = 0; k < amplitudes.length; k++) {
      double squares = 0;
      for (int row = 0; row < p; row++) {
        if ((row + 1) / 2 == k) {
          squares += Math.pow(coefficient(row, column), 2);
        }
      }
      amplitudes[k] = Math.sqrt(squares);
    }
    return amplitudes;
  }

  static int largestFrequency(double[] column) {
    double[] amplitudes = amplitudes(column);
    int best = 1;
    for (int k = 2; k < amplitudes.length; k++) {
      best = amplitudes[k] > amplitudes[best] ? k : best;
    }
    return best;
  }

  /** |Σ_t column[t] exp(−2πikt/p)|. */
  static double unnormalised(int k, double[] column) {
    double re = 0;
    double im = 0;
    for (int t = 0; t < column.length; t++) {
      re += column[t] * Math.cos(2 * Math.PI * k * t / column.length);
      im -= column[t] * Math.sin(2 * Math.PI * k * t / column.length);
    }
    return Math.hypot(re, im);
  }

  /** Share of a neuron's variance over all ordered pairs, for k = 0 to p/2; 0 at k = 0. */
  double[] explainedShares(int neuron) {
    double[][] values = new double[p][p];
    for (int a = 0; a < p; a++) {
      for (int b = 0; b < p; b++) {
        values[a][b] = neuron(a, b, neuron);
      }
    }
    return explainedShares(values);
  }

  /** The same of a neuron's values for every (a, b). */
  static double[] explainedShares(double[][] neuron) {
    int p = neuron.length;
    double mean = 0;
    for (double[] row : neuron) {
      for (double value : row) {
        mean += value / (p * p);
      }
    }
    double[] shares = new double[p / 2 + 1];
    double total = 0;
    for (int f = 0; f < p; f++) {
      for (int g = 0; g < p; g++) {
        double sum = 0;
        for (int a = 0; a < p; a++) {
          for (int b = 0; b < p; b++) {
            sum += basis(f, a, p) * basis(g, b, p) * (neuron[a][b] - mean);
          }
        }
        total += sum * sum;
        for (int k = 1; k < shares.length; k++) {
          boolean inF = f == 0 || (f + 1) / 2 == k;
          boolean inG = g == 0 || (g + 1) / 2 == k;
          shares[k] += inF && inG ? sum * sum : 0;
        }
      }
    }
    for (int k = 0; k < shares.length; k++) {
      shares[k] /= total;
    }
    return shares;
  }

  static double gini(double[] values) {
    double differences = 0;
    double sum = 0;
    for (double x : values) {
      sum += x;
      for (double y : values) {
        differences += Math.abs(x - y);
      }
    }
    return differences / (2 * values.length * sum);
  }

  static double ipr(double[] values) {
    double squares = 0;
    double fourths = 0;
    for (double x : values) {
      squares += x * x;
      fourths += x * x * x * x;
    }
    return fourths / (squares * squares);
  }
}
