package periscope.probes.fourier;

import periscope.models.kernel.Sums;
import periscope.models.net.Tensor;
import periscope.probes.Intermediate;
import periscope.probes.SnapshotAnalysis;

/** Logits of all inputs, less each input's mean over the classes, which changes no prediction. */
public final class CentredLogits {
  /** Of a snapshot's logits. */
  public static final Intermediate<SnapshotAnalysis, CentredLogits> OF =
      Intermediate.of(
          snapshot -> {
            Tensor logits = snapshot.logits();
            return new CentredLogits(logits.values(), logits.dim(1));
          });

  private final double[] values; // [inputs][classes]
  private double squares;
  private double squaresOfMeans;

  /**
   * Centres logits.
   *
   * @param logits {@code [inputs][classes]}, unchanged
   */
  public CentredLogits(double[] logits, int classes) {
    values = new double[logits.length];
    double[] row = new double[classes];
    for (int from = 0; from < logits.length; from += classes) {
      System.arraycopy(logits, from, row, 0, classes);
      double mean = Sums.centre(row);
      squares += Sums.dot(row, row);
      squaresOfMeans += mean * mean * classes;
      System.arraycopy(row, 0, values, from, classes);
    }
  }

  /** {@code [inputs][classes]}; not a copy. */
  public double[] values() {
    return values;
  }

  /** The sum of the squares of the centred logits. */
  public double squares() {
    return squares;
  }

  /** The sum of the squares of the logits as they were. */
  public double squaresBefore() {
    return squares + squaresOfMeans;
  }
}
