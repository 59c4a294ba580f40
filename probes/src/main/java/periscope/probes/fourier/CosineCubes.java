package periscope.probes.fourier;

import com.google.common.primitives.ImmutableIntArray;
import periscope.probes.Intermediate;
import periscope.probes.SnapshotAnalysis;

/**
 * Logits L over all p² ordered pairs as a sum of cosine cubes: for frequency k the cube C_k of unit
 * norm over pairs and classes c, C_k ∝ cos(2πk(s − c)/p), where s is the pair's answer.
 *
 * <p>⟨L, C_k⟩ needs the sums of L along the diagonals s − c = d only. Coefficients are those of L
 * and of L centred over c alike, since every C_k sums to 0 over c; the norms differ.
 *
 * <ul>
 *   <li>Logits of zeros have no cosine and explain nothing: NaN.
 *   <li>NaN among the logits makes NaN of everything.
 * </ul>
 *
 * <p>Nanda et al. 2023, arXiv:2301.05217; Chughtai et al. 2023, arXiv:2302.03025.
 */
public final class CosineCubes {
  /** Of a snapshot's logits. */
  public static final Intermediate<SnapshotAnalysis, CosineCubes> OF =
      Intermediate.of(CosineCubes::of);

  private final FourierBasis basis;
  private final double[] coefficients; // [p/2]: frequencies from 1
  private final double norm;
  private final double centredNorm;

  private CosineCubes(FourierBasis basis, double[] coefficients, double norm, double centredNorm) {
    this.basis = basis;
    this.coefficients = coefficients;
    this.norm = norm;
    this.centredNorm = centredNorm;
  }

  private static CosineCubes of(SnapshotAnalysis snapshot) {
    FourierBasis basis = snapshot.run().get(WeightSpectrum.BASIS);
    int p = basis.modulus();
    double[] means = snapshot.get(SumWaves.LOGITS).means();
    double[] diagonals = new double[p]; // Σ_s M[s][s + d]
    for (int answer = 0; answer < p; answer++) {
      for (int c = 0; c < p; c++) {
        diagonals[(c - answer + p) % p] += means[answer * p + c];
      }
    }
    // C_k[s][c] is F[cosine k][s − c]/p, and each answer has p pairs: both p cancel.
    double[] transformed = basis.transform(diagonals, 1);
    double[] coefficients = new double[basis.highestFrequency()];
    for (int k = 1; k <= coefficients.length; k++) {
      coefficients[k - 1] = transformed[FourierBasis.cosineRow(k)];
    }
    CentredLogits centred = snapshot.get(CentredLogits.OF);
    return new CosineCubes(
        basis, coefficients, Math.sqrt(centred.squaresBefore()), Math.sqrt(centred.squares()));
  }

  /** Whether there is neither NaN nor infinity among the logits. */
  boolean isFinite() {
    return Double.isFinite(norm);
  }

  /** ⟨L, C_k⟩ for k from 1, {@code [p/2]}; not a copy. */
  public double[] coefficients() {
    return coefficients;
  }

  /**
   * The cosine of the angle between L and each C_k, for k from 1, {@code [p/2]}.
   *
   * @param centred whether L is centred over c first
   */
  public double[] cosines(boolean centred) {
    double[] cosines = new double[coefficients.length];
    for (int i = 0; i < cosines.length; i++) {
      cosines[i] = coefficients[i] / (centred ? centredNorm : norm);
    }
    return cosines;
  }

  /**
   * Share of ‖L‖² that the cubes of some frequencies explain: the sum of their squared cosines.
   *
   * @param frequencies different ones, from 1 to p/2
   * @param centred whether L is centred over c first
   */
  public double explained(ImmutableIntArray frequencies, boolean centred) {
    double[] cosines = cosines(centred);
    double sum = 0;
    for (int i = 0; i < frequencies.length(); i++) {
      double cosine = cosines[frequencies.get(i) - 1];
      sum += cosine * cosine;
    }
    return sum;
  }

  /** The same for the cubes of all frequencies. */
  public double explained(boolean centred) {
    double sum = 0;
    for (double cosine : cosines(centred)) {
      sum += cosine * cosine;
    }
    return sum;
  }

  /**
   * Σ_k ⟨L, C_k⟩ C_k, {@code [p answers][p classes]}.
   *
   * @param frequencies different ones, from 1 to p/2
   */
  public double[] part(ImmutableIntArray frequencies) {
    int p = basis.modulus();
    double[] wave = new double[p]; // of s − c
    frequencies.forEach(
        k -> {
          for (int d = 0; d < p; d++) {
            wave[d] += coefficients[k - 1] * basis.at(FourierBasis.cosineRow(k), d) / p;
          }
        });
    double[] table = new double[p * p];
    for (int answer = 0; answer < p; answer++) {
      for (int c = 0; c < p; c++) {
        table[answer * p + c] = wave[(answer - c + p) % p];
      }
    }
    return table;
  }
}
