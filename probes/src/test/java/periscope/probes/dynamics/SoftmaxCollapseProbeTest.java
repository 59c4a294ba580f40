package periscope.probes.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.models.net.Activation;
import periscope.models.net.Hooks;
import periscope.models.net.Loss;
import periscope.models.net.PairMlpSpec;
import periscope.models.net.Parameters;
import periscope.probes.MeasureFile;
import periscope.probes.RunFixture;

final class SoftmaxCollapseProbeTest {
  private static final int P = 7;

  @TempDir Path folder;

  /** Margins around 2^-24, half the distance from 1 to the next float, and far from it. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 5, 14.9, 15.1, 16, 16.5, 16.7, 17, 18, 20, 21, 22, 25, 100, 1e30})
  void isTheSumInFloat(double margin) {
    var random = new Random(Double.hashCode(margin));
    int both = 0;
    for (int trial = 0; trial < 200; trial++) {
      int classes = 2 + random.nextInt(120);
      double[] row = new double[classes];
      for (int c = 0; c < classes; c++) {
        row[c] = (float) (-margin - random.nextInt(5) * random.nextDouble());
      }
      row[random.nextInt(classes)] = 0;
      float largest = (float) (40 * random.nextGaussian());
      for (int c = 0; c < classes; c++) {
        row[c] = (float) (row[c] + largest);
      }
      float sum = 0;
      for (double logit : row) {
        sum += (float) Math.exp((float) logit - largest);
      }
      assertThat(SoftmaxCollapseProbe.isCollapsed(row, largest)).isEqualTo(sum == 1);
      both += sum == 1 ? 1 : 0;
    }
    assertThat(both == 0).as("none is collapsed").isEqualTo(margin < 10);
  }

  @Test
  void severalLargestAreNotCollapsed() {
    assertThat(SoftmaxCollapseProbe.isCollapsed(new double[] {3, -100, 3}, 3)).isFalse();
    double infinite = Double.NEGATIVE_INFINITY;
    assertThat(SoftmaxCollapseProbe.isCollapsed(new double[] {3, infinite}, 3)).isTrue();
  }

  /** The same network with ever larger logits. */
  @ParameterizedTest
  @CsvSource({"1", "10", "100"})
  void isTheShareOfTrainExamples(float scale) throws IOException {
    var fixture = fixture();
    Parameters weights = fixture.gaussian(3);
    float[] output = weights.get("W_output");
    for (int i = 0; i < output.length; i++) {
      output[i] *= scale;
    }
    double[] logits =
        fixture.model().forward(weights, fixture.task().task(), Hooks.none()).values();
    double collapsed = 0;
    for (int example : fixture.train()) {
      float[] row = new float[P];
      float largest = Float.NEGATIVE_INFINITY;
      for (int c = 0; c < P; c++) {
        row[c] = (float) logits[example * P + c];
        largest = Math.max(largest, row[c]);
      }
      float sum = 0;
      for (float logit : row) {
        sum += (float) Math.exp(logit - largest);
      }
      collapsed += sum == 1 ? 1 : 0;
    }
    double expected = collapsed / fixture.train().length;
    assertThat(expected == 0).isEqualTo(scale == 1);
    try (MeasureFile file = fixture.snapshot(weights).probe(folder)) {
      assertThat(file.row("softmax-collapse", 0)).containsExactly(expected);
    }
  }

  private static RunFixture fixture() {
    return RunFixture.collapsed(P, 6, Activation.RELU, PairMlpSpec.Hidden.TIED).trainEvery(2);
  }

  @Test
  void infiniteLogitsHaveNoShare() throws IOException {
    var fixture = fixture();
    Parameters weights = fixture.gaussian(3);
    Arrays.fill(weights.get("W_output"), Float.POSITIVE_INFINITY);
    try (MeasureFile file = fixture.snapshot(weights).probe(folder)) {
      assertThat(file.row("softmax-collapse", 0)).containsExactly(Double.NaN);
    }
  }

  @Test
  void otherLossesHaveNoSoftmax() throws IOException {
    var fixture = fixture().loss(Loss.SQUARED_ERROR);
    try (MeasureFile file = fixture.snapshot(fixture.gaussian(1)).probe(folder)) {
      assertThat(file.absentReason("softmax-collapse"))
          .contains("the run trained on squared error, which has no softmax");
    }
  }
}
