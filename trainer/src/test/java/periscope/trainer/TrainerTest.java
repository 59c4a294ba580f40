package periscope.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.checkpoints.RunHeader;
import periscope.checkpoints.RunReader;
import periscope.checkpoints.RunWriter;
import periscope.models.net.Evaluation;
import periscope.models.net.ForwardModel;
import periscope.models.net.Hooks;
import periscope.models.net.Loss;
import periscope.models.net.Parameters;
import periscope.models.task.Split;
import periscope.models.task.Task;

class TrainerTest {
  @TempDir private Path folder;

  @Test
  void aRunFileHasTheCheckpointsAndTheMetricsOfTheSchedule() throws IOException {
    Path file = folder.resolve("run.h5");
    TrainingResult result =
        Trainer.train(small(95), file, false, 1, TrainerTest::quiet, TrainerTest::never);
    assertThat(result).isEqualTo(new TrainingResult(95, true, 95));
    try (RunReader run = RunReader.open(file)) {
      assertThat(run.steps()).containsExactly(0, 30, 60, 90, 95);
      assertThat(run.metricSteps()).containsExactly(0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95);
      assertThat(run.metrics())
          .containsExactlyInAnyOrder("loss/train", "loss/test", "accuracy/train", "accuracy/test");
      assertThat(run.provenance()).containsKeys("created", "software", "jdk", "blas", "seed");
      assertThat(run.train()).isSorted().hasSize((int) (0.4 * 66));
    }
  }

  /** Metrics are measured at exactly the weights stored beside them, by the same float64 code. */
  @Test
  void metricsBelongToTheWeightsOfTheirStep() throws IOException {
    Path file = folder.resolve("run.h5");
    RunSpec spec = small(60);
    Trainer.train(spec, file, false, 1, TrainerTest::quiet, TrainerTest::never);
    Task task = spec.task().task();
    var model = (ForwardModel) spec.model().model(task);
    try (RunReader run = RunReader.open(file)) {
      Split split = Split.ofTrain(task.size(), run.train());
      for (int i = 0; i < run.steps().length; i++) {
        var snapshot = run.snapshot(i);
        Parameters weights = Parameters.zeros(model.parameters());
        for (var parameter : model.parameters()) {
          float[] values = snapshot.get(parameter.name());
          System.arraycopy(values, 0, weights.get(parameter.name()), 0, values.length);
        }
        var logits = model.forward(weights, task, Hooks.none());
        int row = 3 * i;
        assertThat(run.metricSteps()[row]).isEqualTo(run.steps()[i]);
        assertThat(run.metric("loss/train")[row])
            .isEqualTo(
                Evaluation.of(Loss.CROSS_ENTROPY, logits, task.labels(), split.train()).loss());
        assertThat(run.metric("loss/test")[row])
            .isEqualTo(
                Evaluation.of(Loss.CROSS_ENTROPY, logits, task.labels(), split.test()).loss());
      }
    }
  }

  @Test
  void trainingLowersTheTrainingLoss() throws IOException {
    Path file = folder.resolve("run.h5");
    Trainer.train(small(600), file, false, 1, TrainerTest::quiet, TrainerTest::never);
    try (RunReader run = RunReader.open(file)) {
      double[] loss = run.metric("loss/train");
      assertThat(loss[0]).isCloseTo(Math.log(11), within(1.0));
      assertThat(loss[loss.length - 1]).isLessThan(0.1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8})
  void theBitsDoNotDependOnTheThreads(int threads) throws IOException {
    Path one = folder.resolve("one.h5");
    Path many = folder.resolve("many.h5");
    Trainer.train(small(60), one, false, 1, TrainerTest::quiet, TrainerTest::never);
    Trainer.train(small(60), many, false, threads, TrainerTest::quiet, TrainerTest::never);
    assertThat(bits(many)).isEqualTo(bits(one));
  }

  @Test
  void aRunWithoutTestExamplesHasNoTestMetrics() throws IOException {
    Path file = folder.resolve("run.h5");
    RunSpec all = SpecLoader.load("pair-mod67", settings(20, "split={type: all-train}"));
    Trainer.train(all, file, false, 1, TrainerTest::quiet, TrainerTest::never);
    try (RunReader run = RunReader.open(file)) {
      assertThat(run.metrics()).containsExactlyInAnyOrder("loss/train", "accuracy/train");
      assertThat(run.metric("loss/train")).hasSize(3).doesNotContain(Double.NaN);
      assertThat(run.train()).hasSize(66);
    }
  }

  @Test
  void biasesAreTrained() throws IOException {
    Path file = folder.resolve("run.h5");
    RunSpec spec = SpecLoader.load("pair-mod67", settings(30, "model.biases=true"));
    Trainer.train(spec, file, false, 1, TrainerTest::quiet, TrainerTest::never);
    try (RunReader run = RunReader.open(file)) {
      for (String bias : List.of("blocks.0.mlp.b_in", "blocks.0.mlp.b_out")) {
        assertThat(run.snapshot(0).get(bias)).containsOnly(0);
        assertThat(run.snapshot(1).get(bias)).doesNotContain(0);
      }
    }
  }

  @Test
  void anArchitectureThatIsOnlyMeasuredIsRefused() throws IOException {
    RunSpec spec =
        SpecLoader.load(
            "pair-mod67",
            List.of(
                "model={type: tensors, tensors: [{name: W, shape: [67, 5]}], embedding: W, transposed: false}"));
    Path file = folder.resolve("run.h5");
    assertThatThrownBy(
            () -> Trainer.train(spec, file, false, 1, TrainerTest::quiet, TrainerTest::never))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "model.type tensors cannot be trained, only imported and probed: expected an architecture");
    assertThat(file).doesNotExist();
  }

  @Test
  void theSeedChangesTheBits() throws IOException {
    Path one = folder.resolve("one.h5");
    Path other = folder.resolve("other.h5");
    Trainer.train(small(10), one, false, 1, TrainerTest::quiet, TrainerTest::never);
    Trainer.train(
        SpecLoader.load("pair-mod67", settings(10, "seed=2")),
        other,
        false,
        1,
        TrainerTest::quiet,
        TrainerTest::never);
    assertThat(bits(other)).isNotEqualTo(bits(one));
  }

  @ParameterizedTest
  @MethodSource("periscope.trainer.SetUps#all")
  void aRunStoppedAndResumedTwiceHasTheSameBits(String[] settings) throws IOException {
    Path straight = folder.resolve("straight.h5");
    Path broken = folder.resolve("broken.h5");
    RunSpec spec = SpecLoader.load("pair-mod67", settings(200, settings));
    Trainer.train(spec, straight, false, 1, TrainerTest::quiet, TrainerTest::never);

    TrainingResult first = Trainer.train(spec, broken, false, 1, TrainerTest::quiet, after(47));
    assertThat(first.complete()).isFalse();
    assertThat(first.lastCheckpoint()).isEqualTo(30);
    TrainingResult second = Trainer.resume(broken, 2, TrainerTest::quiet, after(91));
    assertThat(second.lastCheckpoint()).isEqualTo(120);
    TrainingResult third = Trainer.resume(broken, 1, TrainerTest::quiet, TrainerTest::never);

    assertThat(third).isEqualTo(new TrainingResult(200, true, 200));
    assertThat(bits(broken)).isEqualTo(bits(straight));
  }

  @Test
  void constantNormKeepsTheScaledNormOfTheStart() throws IOException {
    Path file = folder.resolve("run.h5");
    RunSpec spec =
        SpecLoader.load(
            "pair-mod67",
            settings(90, "initialScale=0.5", "batchSize=9", "regularizer={type: constant-norm}"));
    Trainer.train(spec, file, false, 1, TrainerTest::quiet, TrainerTest::never);
    Path plain = folder.resolve("plain.h5");
    Trainer.train(small(30), plain, false, 1, TrainerTest::quiet, TrainerTest::never);
    double start = norm(plain, 0);
    for (int i = 0; i < 4; i++) {
      assertThat(norm(file, i)).isCloseTo(0.5 * start, within(1e-5 * start)); // float32 rounding
    }
  }

  private static double norm(Path file, int index) throws IOException {
    try (RunReader run = RunReader.open(file)) {
      double sum = 0;
      var snapshot = run.snapshot(index);
      for (var tensor : snapshot.tensors()) {
        for (float value : snapshot.get(tensor.name())) {
          sum += (double) value * value;
        }
      }
      return Math.sqrt(sum);
    }
  }

  @Test
  void aRunGoesOnPastItsEndWithTheBitsOfALongerOne() throws IOException {
    Path straight = folder.resolve("straight.h5");
    Path extended = folder.resolve("extended.h5");
    Trainer.train(small(150), straight, false, 1, TrainerTest::quiet, TrainerTest::never);
    Trainer.train(small(60), extended, false, 1, TrainerTest::quiet, TrainerTest::never);

    OptionalLong end = OptionalLong.of(150);
    TrainingResult stopped = Trainer.resume(extended, end, 1, TrainerTest::quiet, after(20));
    assertThat(stopped.complete()).isFalse();
    // Without the step, a run past its end is complete where it is.
    assertThat(Trainer.resume(extended, 1, TrainerTest::quiet, TrainerTest::never))
        .isEqualTo(new TrainingResult(stopped.lastCheckpoint(), true, stopped.lastCheckpoint()));
    assertThat(Trainer.resume(extended, end, 1, TrainerTest::quiet, TrainerTest::never))
        .isEqualTo(new TrainingResult(150, true, 150));
    assertThat(bits(extended)).isEqualTo(bits(straight));
    assertThatThrownBy(
            () ->
                Trainer.resume(
                    extended, OptionalLong.of(90), 1, TrainerTest::quiet, TrainerTest::never))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(extended + " is at step 150 already: --steps expects that or more, found 90");
  }

  @Test
  void aCompleteRunResumesToNothingMore() throws IOException {
    Path file = folder.resolve("run.h5");
    Trainer.train(small(30), file, false, 1, TrainerTest::quiet, TrainerTest::never);
    String before = bits(file);
    assertThat(Trainer.resume(file, 1, TrainerTest::quiet, TrainerTest::never))
        .isEqualTo(new TrainingResult(30, true, 30));
    assertThat(bits(file)).isEqualTo(before);
  }

  /** What is left of a run that is killed before its first checkpoint. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aRunWithoutCheckpointsBeginsAtStepZero(int keepStates) throws IOException {
    Path whole = folder.resolve("whole.h5");
    Path begun = folder.resolve("begun.h5");
    RunSpec spec = SpecLoader.load("pair-mod67", settings(60, "keepStates=" + keepStates));
    Trainer.train(spec, whole, false, 1, TrainerTest::quiet, TrainerTest::never);
    try (RunReader run = RunReader.open(whole)) {
      RunWriter.create(begun, RunHeader.of(whole), run.train(), false).close();
    }
    assertThat(Trainer.specOf(begun)).isEqualTo(spec);
    assertThat(Trainer.resume(begun, 1, TrainerTest::quiet, TrainerTest::never))
        .isEqualTo(new TrainingResult(60, true, 60));
    assertThat(bits(begun)).isEqualTo(bits(whole));
    assertThat(Files.exists(KeptStates.pathFor(begun))).isEqualTo(keepStates > 0);
  }

  @Test
  void aDivergingRunStopsWithStepAndLearningRateAndKeepsItsCheckpoints() throws IOException {
    Path file = folder.resolve("run.h5");
    RunSpec spec =
        SpecLoader.load(
            "pair-mod67", settings(2000, "model.activation=square", "optimizer.learningRate=1e15"));
    assertThatThrownBy(
            () -> Trainer.train(spec, file, false, 1, TrainerTest::quiet, TrainerTest::never))
        .isInstanceOf(DivergedException.class)
        .hasMessageMatching(
            ".*the training loss became .* at step \\d+ with learning rate 1.0E15.*");
    try (RunReader run = RunReader.open(file)) {
      double[] losses = run.metric("loss/train");
      assertThat(losses[0]).isFinite();
      assertThat(losses[losses.length - 1]).isGreaterThan(Float.MAX_VALUE);
      assertThat(run.steps()[run.steps().length - 1])
          .as("the step at which it broke off is stored, too")
          .isEqualTo(run.metricSteps()[losses.length - 1]);
    }
  }

  @Test
  void l1IsTheGradientOfTheAbsoluteSum() throws IOException {
    Path plain = folder.resolve("plain.h5");
    Path sparse = folder.resolve("sparse.h5");
    Trainer.train(
        SpecLoader.load("pair-mod67", settings(300, "optimizer.weightDecay=0")),
        plain,
        false,
        1,
        TrainerTest::quiet,
        TrainerTest::never);
    Trainer.train(
        SpecLoader.load(
            "pair-mod67",
            settings(300, "optimizer.weightDecay=0", "regularizer={type: l1, strength: 0.01}")),
        sparse,
        false,
        1,
        TrainerTest::quiet,
        TrainerTest::never);
    assertThat(absoluteSum(sparse)).isLessThan(0.8 * absoluteSum(plain));
  }

  @Test
  void anExistingFileIsKeptUnlessForced() throws IOException {
    Path file = folder.resolve("run.h5");
    Files.writeString(file, "precious");
    assertThatThrownBy(
            () -> Trainer.train(small(10), file, false, 1, TrainerTest::quiet, TrainerTest::never))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("run.h5");
    assertThat(file).hasContent("precious");
    Trainer.train(small(10), file, true, 1, TrainerTest::quiet, TrainerTest::never);
    try (RunReader run = RunReader.open(file)) {
      assertThat(run.steps()).containsExactly(0, 10);
    }
  }

  private static RunSpec small(long steps) throws IOException {
    return SpecLoader.load("pair-mod67", settings(steps));
  }

  /** pair-mod67 made small: p = 11, 66 pairs. */
  private static List<String> settings(long steps, String... more) {
    var settings =
        new ArrayList<>(
            List.of(
                "seed=1",
                "task.modulus=11",
                "model.dModel=16",
                "steps=" + steps,
                "checkpoints=every:30",
                "metricsEvery=10",
                "optimizer.learningRate=0.01"));
    settings.addAll(List.of(more));
    return settings;
  }

  private static BooleanSupplier after(long updates) {
    var left = new AtomicLong(updates);
    return () -> left.getAndDecrement() <= 0;
  }

  /** Every number in the file, as text. */
  private static String bits(Path file) throws IOException {
    var text = new StringBuilder();
    try (RunReader run = RunReader.open(file)) {
      for (long step : run.metricSteps()) {
        text.append(step).append(' ');
      }
      for (String metric : run.metrics()) {
        text.append('\n').append(metric);
        for (double value : run.metric(metric)) {
          text.append(' ').append(Double.doubleToRawLongBits(value));
        }
      }
      for (int i = 0; i < run.steps().length; i++) {
        var snapshot = run.snapshot(i);
        text.append('\n').append(snapshot.step());
        for (var tensor : snapshot.tensors()) {
          for (float value : snapshot.get(tensor.name())) {
            text.append(' ').append(Float.floatToRawIntBits(value));
          }
        }
      }
    }
    return text.toString();
  }

  private static double absoluteSum(Path file) throws IOException {
    try (RunReader run = RunReader.open(file)) {
      var last = run.snapshot(run.steps().length - 1);
      double sum = 0;
      for (var tensor : last.tensors()) {
        for (float value : last.get(tensor.name())) {
          sum += Math.abs(value);
        }
      }
      return sum;
    }
  }

  private static void quiet(long step, Metrics metrics) {
    assertThat(metrics.train().loss()).as("step %d", step).isFinite();
  }

  private static boolean never() {
    return false;
  }
}
