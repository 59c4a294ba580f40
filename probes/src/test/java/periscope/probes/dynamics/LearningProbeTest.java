package periscope.probes.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import periscope.probes.MeasureFile;
import periscope.probes.MeasureValue;
import periscope.probes.RunFixture;
import periscope.probes.ScalarSeries;

/** Curves drawn by hand, one or more for each rule. */
final class LearningProbeTest {
  private static final String TRAIN = "train";
  private static final String TEST = "test";
  private static final int MANY = 100; // classes

  @TempDir Path folder;

  /** Steps 0, 100, 200, …. */
  private static Curves curves(double[] train, double[] test) {
    long[] steps = LongStream.range(0, test.length).map(i -> 100 * i).toArray();
    return new Curves(steps, new ScalarSeries(steps, Map.of(TRAIN, train, TEST, test))::values);
  }

  private static double[] curve(double... values) {
    return values;
  }

  private static MeasureValue none(String reason) {
    return new MeasureValue.None(reason);
  }

  @Test
  void gap() {
    double[] early = curve(0, 0.99, 1, 1, 1);
    double[] late = curve(0, 0, 0.5, 0.98, 0.99);
    assertThat(Forgetting.gap(curves(early, late), TRAIN, TEST))
        .isEqualTo(MeasureValue.integers(300));
    assertThat(Forgetting.gap(curves(late, early), TRAIN, TEST))
        .isEqualTo(MeasureValue.integers(-300));
    assertThat(Forgetting.gap(curves(early, curve(0, 0, 0, 0, 0.9)), TRAIN, TEST))
        .isEqualTo(none("test accuracy stays below 0.99"));
    assertThat(Forgetting.gap(curves(curve(0, 0.5), curve(1, 1)), TRAIN, TEST))
        .isEqualTo(none("train accuracy stays below 0.99"));
  }

  /** From generalising to memorising and back; a dip of one or two steps is not counted. */
  @Test
  void generalisingMemorisingGeneralising() {
    double[] test = curve(0, 0.6, 0.5, 0.8, 0.7, 0.7, 0.8, 0.77, 0.77, 0.769, 0.6, 0.79, 0.8, 1);
    var curves = curves(test, test);
    assertThat(Forgetting.ungeneralised(curves, TEST, MANY)).isEqualTo(new MeasureValue.Step(700));
    assertThat(Forgetting.regeneralised(curves, TEST, MANY)).isEqualTo(new MeasureValue.Step(1200));
  }

  @Test
  void whatWasNeverLearntOrNeverLost() {
    var low = curves(curve(), curve(0, 0.4, 0.1, 0.1, 0.1));
    assertThat(Forgetting.ungeneralised(low, TEST, MANY))
        .isEqualTo(none("test accuracy stays below 0.505, halfway from chance to 1"));
    assertThat(Forgetting.regeneralised(low, TEST, MANY))
        .isEqualTo(none("test accuracy stays below 0.505, halfway from chance to 1"));
    var kept = curves(curve(), curve(0, 0.9, 0.8, 0.8, 0.9, Double.NaN, Double.NaN));
    assertThat(Forgetting.ungeneralised(kept, TEST, MANY))
        .isEqualTo(none("test accuracy does not fall by 0.03 for a hundredth of the run"));
    assertThat(Forgetting.regeneralised(kept, TEST, MANY))
        .isEqualTo(none("test accuracy does not fall by 0.03 for a hundredth of the run"));
    var lost = curves(curve(), curve(0, 0.9, 0.8, 0.8, 0.8, 0.85));
    assertThat(Forgetting.ungeneralised(lost, TEST, MANY)).isEqualTo(new MeasureValue.Step(200));
    assertThat(Forgetting.regeneralised(lost, TEST, MANY))
        .isEqualTo(none("test accuracy was 0.9000 before step 200 and does not reach that again"));
  }

  /** 1001 steps, so a hundredth of the run are ten. */
  @Test
  void howLongItIsForgotten() {
    double[] test = new double[1001];
    for (int i = 0; i < test.length; i++) {
      test[i] = i < 100 ? 0 : (i >= 200 && i < 210) || i >= 500 ? 0.9 : 1;
    }
    assertThat(Forgetting.ungeneralised(curves(curve(), test), TEST, MANY))
        .isEqualTo(new MeasureValue.Step(50_000));
  }

  /** Of two classes half are right by chance, which comes and goes. */
  @Test
  void chanceIsNotLearning() {
    double[] test = curve(0.53, 0.49, 0.48, 0.49, 0.5, 0.52, 0.9, 1);
    assertThat(Forgetting.ungeneralised(curves(curve(), test), TEST, 2))
        .isEqualTo(none("test accuracy does not fall by 0.03 for a hundredth of the run"));
    assertThat(Forgetting.ungeneralised(curves(curve(), curve(0.7, 0.5, 0.5, 0.5)), TEST, 2))
        .isEqualTo(none("test accuracy stays below 0.750, halfway from chance to 1"));
  }

  @Test
  void doubleDescent() {
    var peak = curves(curve(), curve(4.2, 4, 8, 103, 50, 2, 0.1, 0.2));
    assertThat(DoubleDescent.step(peak, TEST)).isEqualTo(new MeasureValue.Step(300));
    assertThat(DoubleDescent.losses(peak, TEST)).isEqualTo(MeasureValue.reals(4, 103, 0.1));
  }

  @Test
  void oneDescentOrNone() {
    assertThat(DoubleDescent.step(curves(curve(), curve(4, 3, 2, 1)), TEST))
        .isEqualTo(
            none("test loss does not rise twofold: its highest is 3.000 at step 100, after 4.000"));
    var up = curves(curve(), curve(4, 3, 20, 18, 19));
    assertThat(DoubleDescent.losses(up, TEST))
        .isEqualTo(
            none(
                "test loss does not fall to half of its peak again: it is 20.00 at step 200, then at least 18.00"));
    assertThat(DoubleDescent.step(up, TEST)).isInstanceOf(MeasureValue.None.class);
    for (double[] brief : List.of(curve(), curve(1), curve(Double.NaN, Double.NaN))) {
      assertThat(DoubleDescent.step(curves(curve(), brief), TEST))
          .isEqualTo(none("there are not two test losses"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1e-4,1e-4, 2e-5,1, 0", // never learns the training examples
    "1e-5,1e-5, 1,2e-5, 1", // never the test examples
    "1e-5,1e-6, 0.1,1e-6, 2", // 10 000 times at most
    "1e-5,1e-6, 0.5,1e-6, 3", // 50 000 times
  })
  void classesOfPearce(double train, double trainEnd, double test, double testEnd, int expected) {
    var curves = curves(curve(1, train, trainEnd, Double.NaN), curve(1, test, testEnd, Double.NaN));
    assertThat(RunClasses.pearce(curves, TRAIN, TEST)).isEqualTo(MeasureValue.integers(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "0,900,0", // comprehension
    "0,1000,1", // grokking
    "100,100000,1",
    "100,100100,2", // memorisation: too late
    "100,-1,2",
    "-1,-1,3", // confusion
    "100100,100100,3",
  })
  void phasesOfLiu(long memorised, long generalised, int expected) {
    double[] train = new double[1100];
    double[] test = new double[1100];
    for (int i = 0; i < test.length; i++) {
      train[i] = memorised >= 0 && 100L * i >= memorised ? 0.91 : 0.9;
      test[i] = generalised >= 0 && 100L * i >= generalised ? 1 : 0.5;
    }
    assertThat(RunClasses.liu(curves(train, test), TRAIN, TEST))
        .isEqualTo(MeasureValue.integers(expected));
  }

  @Test
  void aRunThatLoggedItsMetrics() throws IOException {
    var fixture = RunFixture.addition(5, 3, 2).trainEvery(2);
    var rows = new ArrayList<double[]>();
    double[] test = {4, 9, 0.1, 1e-7};
    double[] accuracy = {0, 0.5, 0.9, 1};
    for (int i = 0; i < test.length; i++) {
      fixture.snapshot(fixture.gaussian(i));
      rows.add(new double[] {i == 0 ? 4 : 1e-6, test[i], i == 0 ? 0 : 1, accuracy[i]});
    }
    fixture.metrics(List.of("loss/train", "loss/test", "accuracy/train", "accuracy/test"), rows);
    try (MeasureFile file = fixture.probe(folder)) {
      assertThat(file.integers("grokking/gap")).containsExactly(20);
      assertThat(file.step("events/test-loss-peak")).hasValue(10);
      assertThat(file.all("double-descent/losses")).containsExactly(4, 9, 1e-7);
      assertThat(file.integers("grokking-class")).containsExactly(3);
      assertThat(file.integers("learning-phase")).containsExactly(0);
      assertThat(file.spec("learning-phase").convention())
          .endsWith("; on the metrics the run logged");
      assertThat(file.integers("slingshots/spikes")).isEmpty();
    }
  }

  @Test
  void aRunThatDidNot() throws IOException {
    var fixture = RunFixture.addition(5, 3, 2).trainEvery(2);
    for (int i = 0; i < 3; i++) {
      fixture.snapshot(fixture.gaussian(i));
    }
    try (MeasureFile file = fixture.probe(folder)) {
      assertThat(file.integers("grokking-class")).containsExactly(0);
      assertThat(file.spec("grokking-class").convention())
          .endsWith("; on the checkpoints: the run logged no loss/train");
    }
  }

  @Test
  void aRunWithoutTestExamples() throws IOException {
    var all = RunFixture.addition(5, 3, 2).trainEvery(1);
    try (MeasureFile file = all.snapshot(all.gaussian(1)).probe(folder)) {
      assertThat(file.absentReason("learning-phase"))
          .contains("every example is a training example");
      assertThat(file.absentReason("phases/clean-up-end"))
          .contains("every example is a training example");
    }
  }
}
