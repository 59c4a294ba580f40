package periscope.probes.fourier;

import com.google.common.primitives.ImmutableIntArray;
import periscope.models.kernel.Gemm;
import periscope.models.net.Tensor;
import periscope.probes.Intermediate;
import periscope.probes.PairSums;
import periscope.probes.SnapshotAnalysis;
import periscope.probes.weights.LogitMatrix;

/**
 * What logits over all p² ordered pairs have in the {@linkplain SumDirections sum directions}.
 *
 * <p>A projection P_k L = c_k c_kᵀ L + s_k s_kᵀ L has the same value for all pairs of one answer s.
 * So it is a table {@code [p][p]} of s and class, and comes from the mean M of L over each answer's
 * pairs: with F the orthonormal basis over s, (P_k L)[s] is the sum over k's rows f of F[f][s] · (F
 * · M)[f]. Nothing of size p³ is made. NaN anywhere makes NaN of everything.
 */
public final class SumWaves {
  /** Of a snapshot's logits. */
  public static final Intermediate<SnapshotAnalysis, SumWaves> LOGITS =
      Intermediate.of(
          snapshot -> {
            Tensor logits = snapshot.logits();
            return of(
                snapshot, SumDirections.means(snapshot.run(), logits.values(), logits.dim(1)));
          });

  /**
   * Of the part of a snapshot's logits that comes from the last layer's neurons by {@link
   * LogitMatrix}, without what passes them by.
   */
  public static final Intermediate<SnapshotAnalysis, SumWaves> NEURONS =
      Intermediate.of(
          snapshot -> {
            Tensor matrix = snapshot.get(LogitMatrix.OF);
            PairSums sums = snapshot.pairSums();
            int p = snapshot.run().modulus();
            double[] means = new double[p * p];
            Gemm.of(p, p, matrix.dim(0))
                .multiply(SumDirections.means(snapshot.run(), sums), matrix.values(), means);
            return of(snapshot, means);
          });

  private final FourierBasis basis;
  private final double[] means; // [p answers][p classes]
  private final double[] coefficients; // [p rows][p classes]

  private SumWaves(FourierBasis basis, double[] means) {
    this.basis = basis;
    this.means = means;
    coefficients = basis.transform(means, basis.modulus());
  }

  private static SumWaves of(SnapshotAnalysis snapshot, double[] means) {
    return new SumWaves(snapshot.run().get(WeightSpectrum.BASIS), means);
  }

  /** The mean over each answer's pairs, {@code [p answers][p classes]}; not a copy. */
  public double[] means() {
    return means;
  }

  /** The mean over all pairs for every answer, {@code [p answers][p classes]}. */
  public double[] constant() {
    double[] table = new double[means.length];
    addRow(0, table);
    return table;
  }

  /**
   * Σ_k P_k L, {@code [p answers][p classes]}.
   *
   * @param frequencies different ones, from 1 to p/2
   */
  public double[] projection(ImmutableIntArray frequencies) {
    double[] table = new double[means.length];
    frequencies.forEach(
        k -> {
          int row = FourierBasis.cosineRow(k);
          addRow(row, table);
          if (basis.hasSine(k)) {
            addRow(row + 1, table);
          }
        });
    return table;
  }

  private void addRow(int row, double[] table) {
    int p = basis.modulus();
    for (int answer = 0; answer < p; answer++) {
      double weight = basis.at(row, answer);
      for (int c = 0; c < p; c++) {
        table[answer * p + c] += weight * coefficients[row * p + c];
      }
    }
  }
}
