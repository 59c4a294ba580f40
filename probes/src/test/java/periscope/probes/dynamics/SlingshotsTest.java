package periscope.probes.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import periscope.probes.MeasureValue;
import periscope.probes.ScalarSeries;

/** Losses and norms drawn by hand. */
final class SlingshotsTest {
  private static final String LOSS = "loss/train";

  private static long[] steps(int n) {
    return LongStream.range(0, n).map(i -> 10 * i).toArray();
  }

  private static Curves curves(double... loss) {
    long[] steps = steps(loss.length);
    return new Curves(steps, new ScalarSeries(steps, Map.of(LOSS, loss))::values);
  }

  @Test
  void spikesAreTenfoldAndNotTiny() {
    var curves =
        curves(
            5, 1, 1e-5, 1e-6, 0.5, 2, 1, 1e-4, 1e-7, 1e-5, 1e-7, // the second is tiny
            0.01, 0.02, 0.0009, 0.9); // the last one never ends
    assertThat(Slingshots.spikes(curves, LOSS))
        .containsExactly(
            new Slingshots.Spike(20, 50),
            new Slingshots.Spike(70, 120),
            new Slingshots.Spike(130, 140));
  }

  /**
   * Without a low loss, what counts is ten times the lowest, until it is below three times that.
   */
  @Test
  void spikesAboveAHighFloor() {
    assertThat(Slingshots.spikes(curves(5, 0.1, 0.9, 1, 0.5, 0.2, 4, 0.01), LOSS))
        .containsExactly(new Slingshots.Spike(Slingshots.NEVER, 30), new Slingshots.Spike(50, 60));
  }

  /** What comes after a spike does not change what is said of it. */
  @Test
  void aLowLossCountsForLaterSpikesOnly() {
    assertThat(Slingshots.spikes(curves(5, 0.1, 4, 0.1, 1e-6, 1, 1e-6), LOSS))
        .containsExactly(new Slingshots.Spike(Slingshots.NEVER, 20), new Slingshots.Spike(30, 50));
    double[] growing = {1, 2, 3, 3, 3, 3, 3};
    var spikes = Slingshots.spikes(curves(5, 0.1, 4, 0.1, 0.1, 0.1, 0.1), LOSS);
    assertThat(new Slingshots(steps(growing.length), growing).cycles(spikes)).isEmpty();
  }

  @Test
  void noSpike() {
    assertThat(Slingshots.spikes(curves(5, 1, 0.1, 0.5, 0.01), LOSS)).isEmpty();
    assertThat(Slingshots.spikes(curves(), LOSS)).isEmpty();
    assertThat(Slingshots.spikes(curves(Double.NaN, Double.NaN), LOSS)).isEmpty();
    assertThat(Slingshots.steps(List.of())).isEqualTo(MeasureValue.integers());
  }

  /** Growth, spike, rest; then a spike while the norm stands still; then one with no rest after. */
  @Test
  void aSlingshotNeedsGrowthAndRest() {
    double[] loss = {
      5, 1e-6, 1e-6, 1e-6, 1, 1e-6, 1e-6, 1e-6, 1, 1e-6, 1e-6, 1e-6, 1, 1e-6, 1e-6, 1e-6
    };
    double[] norm = {1, 1, 1.1, 1.2, 1.3, 1.3, 1.3, 1.31, 1.3, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9};
    double[] squares = new double[norm.length];
    for (int i = 0; i < norm.length; i++) {
      squares[i] = norm[i] * norm[i];
    }
    var spikes = Slingshots.spikes(curves(loss), LOSS);
    assertThat(Slingshots.steps(spikes)).isEqualTo(MeasureValue.integers(40, 80, 120));
    assertThat(Slingshots.steps(new Slingshots(steps(norm.length), squares).cycles(spikes)))
        .isEqualTo(MeasureValue.integers(40));
  }

  @Test
  void withoutCheckpointsAroundItASpikeIsNone() {
    var spikes = Slingshots.spikes(curves(5, 1e-6, 1, 1e-6), LOSS);
    assertThat(spikes).hasSize(1);
    assertThat(new Slingshots(new long[] {0, 30}, new double[] {1, 9}).cycles(spikes)).isEmpty();
    assertThat(new Slingshots(new long[] {15}, new double[] {1}).cycles(spikes)).isEmpty();
  }
}
