package periscope.probes.fourier;

import java.util.List;
import periscope.models.kernel.Sums;
import periscope.probes.Measure;
import periscope.probes.MeasureSpec;
import periscope.probes.Probe;
import periscope.probes.RunContext;
import periscope.probes.SnapshotAnalysis;

/**
 * The logits in two-dimensional Fourier space: which waves over the first operand meet which waves
 * over the second (Nanda et al. 2023). A network that adds by trigonometric identities has its
 * energy in the four products of cosine and sine of each key frequency.
 *
 * <p>With L[a, b, c] the logits and F the {@linkplain FourierBasis basis}, H[f, g, c] = Σ F[f, a]
 * F[g, b] L[a, b, c]; the measure is the norm of H[f, g, ·] less its mean over c. Centring and
 * transforming can be exchanged, and Parseval holds: the squares add up to the sum of squares of
 * the centred logits. NaN anywhere makes NaN of everything.
 */
public final class LogitPlaneProbe implements Probe {

  /** Found by the service loader. */
  public LogitPlaneProbe() {}

  @Override
  public String name() {
    return "logit-plane";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<Measure> measures(RunContext run) {
    int p = run.modulus();
    MeasureSpec spec =
        MeasureSpec.of(
                "logits/fourier-2d-norm",
                "norm over classes of the logits' 2D Fourier coefficients, rows over the first operand, columns over the second (Nanda et al. 2023)")
            .shape(p, p)
            .convention(
                FourierBasis.CONVENTION
                    + "; over all p^2 ordered pairs; logits centred over classes");
    return List.of(
        run.forwardAbsence()
            .or(run::residuesAbsence)
            .or(() -> SumDirections.outputsAbsence(run.modelSpec()))
            .map(why -> Measure.absent(spec, why))
            .orElseGet(() -> Measure.series(spec, LogitPlaneProbe::norms)));
  }

  private static double[] norms(SnapshotAnalysis snapshot) {
    return norms(
        snapshot.run().get(WeightSpectrum.BASIS),
        snapshot.get(CentredLogits.OF).values(),
        snapshot.logits().dim(1));
  }

  /**
   * Norms over classes.
   *
   * @param centred logits {@code [p][p][classes]}, unchanged
   * @return {@code [p][p]}
   */
  static double[] norms(FourierBasis basis, double[] centred, int classes) {
    int p = basis.modulus();
    double[] half = basis.transform(centred, p * classes); // [p rows over a][p b][classes]
    double[] norms = new double[p * p];
    double[] whole = new double[p * classes]; // [p rows over b][classes]
    double[] scratch = new double[p * classes];
    double[] row = new double[classes];
    for (int f = 0; f < p; f++) {
      basis.transform(half, f * p * classes, classes, whole, scratch);
      for (int g = 0; g < p; g++) {
        System.arraycopy(whole, g * classes, row, 0, classes);
        norms[f * p + g] = Math.sqrt(Sums.dot(row, row));
      }
    }
    return norms;
  }
}
