package periscope.probes.geometry;

import periscope.models.kernel.Blas;
import periscope.models.kernel.Gemm;
import periscope.probes.Intermediate;
import periscope.probes.RunContext;
import smile.math.matrix.Matrix;

/**
 * The logits that two published algorithms for a + b would give, for every frequency k (Zhong et
 * al. 2023, arXiv:2306.17844), with w = 2πk/p:
 *
 * <pre>{@code
 * clock  cos(w(a + b − c))
 * pizza  |cos(w(a − b)/2)| · (|cos(w(a + b − c)/2)| − |sin(w(a + b − c)/2)|)
 * }</pre>
 *
 * <p>Both are a function g(a − b) times an even function f(a + b − c), so p³ logits are summed once
 * over pairs of one difference, and templates are compared with those p² sums.
 */
final class LogitTemplates {
  /** Of the modulus of a run. */
  static final Intermediate<RunContext, LogitTemplates> CLOCK =
      Intermediate.of(run -> clock(run.modulus()));

  /** Of the modulus of a run. */
  static final Intermediate<RunContext, LogitTemplates> PIZZA =
      Intermediate.of(run -> pizza(run.modulus()));

  /** Directions with less than this share of the largest are those that templates share. */
  private static final double DEPENDENT = 1e-10;

  static {
    Blas.requireOneThread(); // in Smile, too
  }

  private final int p;
  private final int count;
  private final double[] byDifference; // g, [count][p]
  private final double[] bySum; // f, [count][p], centred over the answers
  private final Matrix.SVD products; // of the p³ values of templates with each other

  private LogitTemplates(int p, double[] byDifference, double[] bySum) {
    this.p = p;
    count = byDifference.length / p;
    this.byDifference = byDifference;
    this.bySum = bySum;
    var gram = new Matrix(count, count);
    for (int k = 0; k < count; k++) {
      for (int l = 0; l < count; l++) {
        gram.set(k, l, p * dot(byDifference, k, byDifference, l) * dot(bySum, k, bySum, l));
      }
    }
    products = gram.svd(true, true);
  }

  /** The clock's templates of the frequencies 1 … ⌊p/2⌋. */
  static LogitTemplates clock(int p) {
    double[] one = new double[p / 2 * p];
    double[] wave = new double[one.length];
    for (int i = 0; i < one.length; i++) {
      one[i] = 1;
      wave[i] = Math.cos(2 * angle(i, p));
    }
    return new LogitTemplates(p, one, wave);
  }

  /** The pizza's templates of the frequencies 1 … ⌊p/2⌋. */
  static LogitTemplates pizza(int p) {
    double[] slices = new double[p / 2 * p];
    double[] wave = new double[slices.length];
    for (int i = 0; i < slices.length; i++) {
      double half = angle(i, p);
      slices[i] = Math.abs(Math.cos(half));
      wave[i] = slices[i] - Math.abs(Math.sin(half));
    }
    for (int from = 0; from < wave.length; from += p) {
      double mean = 0;
      for (int i = from; i < from + p; i++) {
        mean += wave[i] / p;
      }
      for (int i = from; i < from + p; i++) {
        wave[i] -= mean;
      }
    }
    return new LogitTemplates(p, slices, wave);
  }

  /** w·t/2 of place {@code i} of {@code [frequency][t]}. */
  private static double angle(int i, int p) {
    long k = i / p + 1L;
    return Math.PI * (k * (i % p) % (2L * p)) / p;
  }

  /** Share of the logits' variance that each template explains alone, {@code [⌊p/2⌋]}. */
  double[] alone(LogitSums logits) {
    double[] shares = projections(logits);
    for (int k = 0; k < count; k++) {
      double square = p * dot(byDifference, k, byDifference, k) * dot(bySum, k, bySum, k);
      shares[k] *= shares[k] / square / logits.total();
    }
    return shares;
  }

  /** Share of the logits' variance that all templates explain together, by least squares. */
  double together(LogitSums logits) {
    double[] projections = projections(logits);
    double explained = 0;
    for (int i = 0; i < count; i++) {
      double along = 0;
      for (int k = 0; k < count; k++) {
        along += products.U.get(k, i) * projections[k];
      }
      explained += products.s[i] > DEPENDENT * products.s[0] ? along * along / products.s[i] : 0;
    }
    return explained / logits.total();
  }

  private double[] projections(LogitSums logits) {
    double[] waves = new double[p * count]; // [a − b][frequency]
    Gemm.of(p, count, p).transposedB().multiply(logits.values(), bySum, waves);
    double[] projections = new double[count];
    for (int d = 0; d < p; d++) {
      for (int k = 0; k < count; k++) {
        projections[k] += byDifference[k * p + d] * waves[d * count + k];
      }
    }
    return projections;
  }

  private double dot(double[] x, int xRow, double[] y, int yRow) {
    double sum = 0;
    for (int i = 0; i < p; i++) {
      sum += x[xRow * p + i] * y[yRow * p + i];
    }
    return sum;
  }
}
