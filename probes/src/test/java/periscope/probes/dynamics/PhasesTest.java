package periscope.probes.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import periscope.probes.Measure;
import periscope.probes.MeasureFile;
import periscope.probes.MeasureValue;
import periscope.probes.ProbePass;
import periscope.probes.RunFixture;
import periscope.probes.ScalarSeries;

/** Curves as in Nanda et al. 2023, drawn by hand: steps 0, 100, …, 3000. */
final class PhasesTest {
  private static final int N = 31;

  @TempDir Path folder;

  private static double[] curve(double... turns) {
    double[] curve = new double[N];
    for (int i = 0; i < N; i++) {
      int turn = Math.min((int) (turns.length * (long) i / N), turns.length - 1);
      curve[i] = turns[turn];
    }
    return curve;
  }

  /** A loss that falls tenfold from one index to another, or rises so, and is flat elsewhere. */
  private static double[] slope(int from, int to, double before, double after) {
    return IntStream.range(0, N)
        .mapToDouble(
            i -> {
              double share = Math.clamp((double) (i - from) / (to - from), 0, 1);
              return before * Math.pow(after / before, share);
            })
        .toArray();
  }

  private static ScalarSeries nanda() {
    var series = new HashMap<String, double[]>();
    series.put("accuracy/train", slope(0, 3, 0.01, 1));
    series.put("loss/train", slope(0, 4, 4, 1e-6));
    series.put("excluded/all-keys/train", slope(4, 12, 1e-3, 10));
    series.put("restricted/all", slope(6, 16, 5, 1e-6));
    series.put("loss/test", slope(13, 17, 20, 1e-6));
    series.put("accuracy/test", slope(13, 15, 0.1, 1));
    series.put("weights/sum-of-squares", slope(13, 17, 3000, 1000));
    return series(series);
  }

  private static ScalarSeries series(Map<String, double[]> values) {
    return new ScalarSeries(LongStream.range(0, N).map(i -> 100 * i).toArray(), values);
  }

  private static ScalarSeries with(String id, double[] values) {
    var changed = new HashMap<String, double[]>();
    for (String other :
        List.of(
            "accuracy/train",
            "loss/train",
            "excluded/all-keys/train",
            "restricted/all",
            "loss/test",
            "accuracy/test",
            "weights/sum-of-squares")) {
      changed.put(other, nanda().values(other));
    }
    changed.put(id, values);
    return series(changed);
  }

  @Test
  void threePhases() {
    assertThat(Phases.memorisationEnd(nanda())).isEqualTo(new MeasureValue.Step(400));
    assertThat(Phases.circuitFormationEnd(nanda())).isEqualTo(new MeasureValue.Step(1200));
    assertThat(Phases.cleanUpStart(nanda())).isEqualTo(new MeasureValue.Step(1300));
    assertThat(Phases.cleanUpEnd(nanda())).isEqualTo(new MeasureValue.Step(1700));
  }

  @Test
  void trainLossThatIsNeverLowOrNeverSettles() {
    assertThat(Phases.memorisationEnd(with("accuracy/train", curve(0.1, 0.9))))
        .isEqualTo(new MeasureValue.None("train accuracy stays below 0.99"));
    assertThat(Phases.memorisationEnd(with("loss/train", slope(0, 30, 4, 1e-12))))
        .isEqualTo(
            new MeasureValue.None(
                "train loss has not settled when the run ends, or too late to tell"));
  }

  @Test
  void excludedLossThatDoesNotRiseOrRisesAlone() {
    assertThat(Phases.circuitFormationEnd(with("excluded/all-keys/train", slope(4, 9, 2, 1))))
        .isEqualTo(
            new MeasureValue.None(
                "excluded loss does not rise twofold: its lowest is 1.000 at step 900, then at most 1.000"));
    assertThat(Phases.circuitFormationEnd(with("restricted/all", slope(20, 25, 5, 1e-6))))
        .isEqualTo(
            new MeasureValue.None(
                "excluded loss rises until step 1200, but restricted loss does not fall to half meanwhile: from 5.000 to 5.000"));
    assertThat(Phases.circuitFormationEnd(with("excluded/all-keys/train", curve(Double.NaN))))
        .isEqualTo(new MeasureValue.None("there are no excluded losses"));
  }

  @Test
  void withoutADropThereIsNoCleanUp() {
    var flat = with("loss/test", curve(20, 15, 10, 5));
    assertThat(Phases.cleanUpStart(flat))
        .isEqualTo(
            new MeasureValue.None(
                "test loss does not fall to a tenth of its highest after train accuracy has reached 0.99"));
    assertThat(Phases.cleanUpEnd(flat)).isEqualTo(Phases.cleanUpStart(flat));
    // What falls while the run still memorises is no clean-up.
    assertThat(Phases.cleanUpStart(with("loss/test", slope(0, 3, 20, 1e-6))))
        .isEqualTo(Phases.cleanUpStart(flat));
    assertThat(Phases.cleanUpEnd(with("accuracy/test", curve(0.1, 0.98))))
        .isEqualTo(new MeasureValue.None("test accuracy stays below 0.99 after test loss drops"));
    assertThat(Phases.cleanUpEnd(with("weights/sum-of-squares", slope(0, 30, 1000, 3000))))
        .isEqualTo(
            new MeasureValue.None(
                "test loss settles at step 1700 without a clean-up: the sum of squared weights has not fallen, from 1610 to 1864"));
    assertThat(Phases.cleanUpEnd(with("loss/test", slope(20, 30, 20, 1e-9))))
        .isEqualTo(
            new MeasureValue.None(
                "test loss has not settled when the run ends, or too late to tell"));
  }

  /** A run may have no restricted loss; this probe has its measures all the same. */
  @Test
  void whatIsMadeOfSeriesThatAreNotThere() throws IOException {
    var fixture = RunFixture.addition(5, 3, 2).trainEvery(2);
    Path run = fixture.snapshot(fixture.gaussian(1)).write(folder.resolve("run.h5"));
    Path measures = MeasureFile.pathFor(run);
    ProbePass.of(List.of(new PhaseProbe())).run(run, measures);
    try (MeasureFile file = MeasureFile.open(measures)) {
      assertThat(file.absentReason("phases/circuit-formation-end"))
          .contains("there is no series excluded/all-keys/train");
      assertThat(file.absentReason("phases/memorisation-end"))
          .contains("there is no series accuracy/train");
    }
    List<Measure> all = ProbePass.of(List.of(new PhaseProbe())).measures(run);
    assertThat(all).hasSize(4).allMatch(measure -> measure instanceof Measure.Derived);
  }

  /**
   * The same curves, of which the first checkpoint is of step 1,000: twice that is looked ahead.
   */
  @Test
  void memorisationBeginsAtStepZeroWhereverCheckpointsBegin() {
    long[] late = LongStream.range(0, N).map(i -> 1000 + 10 * i).toArray();
    var falling = new HashMap<String, double[]>();
    falling.put("accuracy/train", slope(0, 1, 1, 1));
    falling.put("loss/train", slope(0, 30, 1, 0.6));
    assertThat(Phases.memorisationEnd(new ScalarSeries(late, falling)))
        .isInstanceOf(MeasureValue.None.class);
  }
}
