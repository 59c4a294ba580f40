package periscope.probes.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import periscope.models.net.Activation;
import periscope.models.net.PairMlpSpec;
import periscope.models.net.Parameters;
import periscope.probes.MeasureFile;
import periscope.probes.MeasureValue;
import periscope.probes.RunFixture;

final class EventProbeTest {
  private static final long[] STEPS = {0, 10, 25, 40};

  @TempDir Path folder;

  @Test
  void theFirstStepAtOrAboveTheThresholdCounts() {
    assertThat(reaching(0.99, 0.1, 0.99, 0.5, 1)).isEqualTo(new MeasureValue.Step(10));
    assertThat(reaching(0.99, 1, 0, 0, 0)).isEqualTo(new MeasureValue.Step(0));
    assertThat(reaching(0.5, 0.1, 0.499999, Double.NaN, 0.5)).isEqualTo(new MeasureValue.Step(40));
  }

  @Test
  void whatDoesNotHappenHasAReason() {
    assertThat(reaching(0.99, 0.1, 0.7, 0.98, 0.6))
        .isEqualTo(
            new MeasureValue.None(
                "test accuracy stays below 0.99: its highest is 0.9800, at step 25"));
    assertThat(reaching(0.99, Double.NaN, Double.NaN, Double.NaN, Double.NaN))
        .isEqualTo(new MeasureValue.None("there is no test accuracy"));
    assertThat(EventProbe.firstReaching(new long[0], new double[0], "test", 0.99))
        .isEqualTo(new MeasureValue.None("there is no test accuracy"));
  }

  @Test
  void denseMetricsAreUsedWhereThereAreAny() throws IOException {
    var fixture = RunFixture.addition(5, 3, 2).trainEvery(2);
    for (int i = 0; i < 4; i++) {
      fixture.snapshot(fixture.gaussian(i));
    }
    fixture.metrics(
        List.of("accuracy/test", "accuracy/train"),
        List.of(
            new double[] {0, 0.5},
            new double[] {0.5, 0.99},
            new double[] {0.9, 1},
            new double[] {0.95, 1}));
    try (MeasureFile file = fixture.probe(folder)) {
      assertThat(file.step("events/memorised")).hasValue(10);
      assertThat(file.step("events/half")).hasValue(10);
      assertThat(file.step("events/generalised")).isEmpty();
      assertThat(file.absentReason("events/generalised"))
          .contains("test accuracy stays below 0.99: its highest is 0.9500, at step 30");
      assertThat(file.spec("events/half").convention()).isEqualTo("on the metrics the run logged");
    }
  }

  @Test
  void checkpointsAreUsedOtherwise() throws IOException {
    int p = 11;
    int h = 5;
    var fixture =
        RunFixture.collapsed(p, h, Activation.SQUARE, PairMlpSpec.Hidden.TIED).trainEvery(2);
    Parameters solved = fixture.zeros();
    for (int i = 0; i < h; i++) {
      for (int t = 0; t < p; t++) {
        double angle = 2 * Math.PI * t / p;
        solved.get("W_input")[t * h + i] = (float) Math.cos(angle - 2 * Math.PI * i / h);
        solved.get("W_output")[i * p + t] = (float) Math.cos(angle - 4 * Math.PI * i / h);
      }
    }
    fixture.snapshot(fixture.zeros()).snapshot(fixture.gaussian(1)).snapshot(solved);
    try (MeasureFile file = fixture.probe(folder)) {
      assertThat(file.step("events/memorised")).hasValue(20);
      assertThat(file.step("events/half")).hasValue(20);
      assertThat(file.step("events/generalised")).hasValue(20);
      assertThat(file.spec("events/half").convention())
          .isEqualTo("on the checkpoints: the run logged no accuracy/test");
    }
  }

  private static MeasureValue reaching(double threshold, double... accuracy) {
    return EventProbe.firstReaching(STEPS, accuracy, "test", threshold);
  }
}
