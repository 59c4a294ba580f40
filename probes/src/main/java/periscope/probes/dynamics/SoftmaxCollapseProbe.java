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
    return loss == Loss.CROSS_ENTROPY
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
      float sum = sumOfExponentials(row);
      if (Float.isNaN(sum)) {
        return Double.NaN;
      }
      collapsed += sum == 1 ? 1 : 0;
    }
    return (double) collapsed / inputs.length;
  }

  /**
   * Σ exp(z − max z) in float32; NaN if a logit is NaN, or if the largest is infinite.
   *
   * @param logits overwritten
   */
  static float sumOfExponentials(double[] logits) {
    float max = Float.NEGATIVE_INFINITY;
    for (double logit : logits) {
      max = Math.max(max, (float) logit);
    }
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) logits[i] - max;
    }
    Elementwise.expInPlace(logits, logits.length);
    float sum = 0;
    for (double exponential : logits) {
      sum += (float) exponential;
    }
    return sum;
  }
}
