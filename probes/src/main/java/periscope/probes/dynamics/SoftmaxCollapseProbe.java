package periscope.probes.dynamics;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import periscope.models.kernel.Elementwise;
import periscope.models.net.Loss;
import periscope.models.net.Tensor;
import periscope.probes.ExampleSet;
import periscope.probes.Measure;
import periscope.probes.MeasureSpec;
import periscope.probes.Probe;
import periscope.probes.RunContext;
import periscope.probes.SnapshotAnalysis;

/** How many examples float32 softmax has no gradient for any more (Prieto et al. 2025). */
public final class SoftmaxCollapseProbe implements Probe {
  private static final double NEAR = 16.6; // log(2^24) is 16.64
  private static final double LOST = 0x1p-25;

  /** Found by the service loader. */
  public SoftmaxCollapseProbe() {}

  @Override
  public String name() {
    return "softmax-collapse";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<Measure> measures(RunContext run) {
    var spec =
        MeasureSpec.of(
                "softmax-collapse",
                "share of train examples whose sum of exp(z - max z) over the classes is exactly 1 in float32 (Prieto et al. 2025)")
            .convention(
                "logits z computed in float64 and rounded to float32; exponentials rounded, and added in the order of the classes, in float32");
    Optional<String> absence =
        run.forwardAbsence()
            .or(() -> run.get(ExampleSet.TRAIN).absence())
            .or(() -> withoutSoftmax(run.loss()));
    return List.of(
        absence.isPresent()
            ? Measure.absent(spec, absence.get())
            : Measure.scalar(spec, SoftmaxCollapseProbe::share));
  }

  private static Optional<String> withoutSoftmax(Loss loss) {
    return loss.isOfSoftmax()
        ? Optional.empty()
        : Optional.of(
            String.format(Locale.ROOT, "the run trained on %s, which has no softmax", loss.text()));
  }

  private static double share(SnapshotAnalysis snapshot) {
    int[] inputs = snapshot.run().get(ExampleSet.TRAIN).inputs();
    Tensor logits = snapshot.logits();
    double[] row = new double[logits.dim(1)];
    int collapsed = 0;
    for (int input : inputs) {
      System.arraycopy(logits.values(), input * row.length, row, 0, row.length);
      float largest = round(row);
      if (!Float.isFinite(largest)) {
        return Double.NaN;
      }
      collapsed += isCollapsed(row, largest) ? 1 : 0;
    }
    return (double) collapsed / inputs.length;
  }

  /** Rounds a row to float32 and returns the largest of it; NaN if one is NaN. */
  private static float round(double[] row) {
    float largest = Float.NEGATIVE_INFINITY;
    for (int c = 0; c < row.length; c++) {
      float rounded = (float) row[c];
      row[c] = rounded;
      largest = Math.max(largest, rounded);
    }
    return largest;
  }

  /**
   * Whether Σ exp(z − max z) is 1 in float32.
   *
   * @param row finite or −∞, overwritten
   */
  static boolean isCollapsed(double[] row, float largest) {
    double second = Double.NEGATIVE_INFINITY;
    int times = 0;
    for (double logit : row) {
      times += logit == largest ? 1 : 0;
      second = Math.max(second, logit == largest ? Double.NEGATIVE_INFINITY : logit);
    }
    double margin = times > 1 ? 0 : largest - second;
    if (margin < NEAR) {
      return false; // one exponential is above 2^-24, which no order of adding loses
    }
    if (row.length * Math.exp(-margin) < LOST) {
      return true; // all of them together are lost beside 1
    }
    for (int c = 0; c < row.length; c++) {
      row[c] = (float) (row[c] - largest);
    }
    Elementwise.expInPlace(row, row.length);
    float sum = 0;
    for (double exponential : row) {
      sum += (float) exponential;
    }
    return sum == 1;
  }
}
