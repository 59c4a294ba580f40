package periscope.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.checkpoints.RunHeader;
import periscope.checkpoints.RunReader;
import periscope.checkpoints.RunWriter;
import periscope.checkpoints.Snapshot;
import periscope.models.net.Evaluation;
import periscope.models.net.ForwardModel;
import periscope.models.net.Hooks;
import periscope.models.net.Loss;
import periscope.models.net.Parameters;
import periscope.models.task.Task;

/** Runs with {@code dtype: float64}: what is said of float32 runs elsewhere holds of them too. */
class Float64RunTest {
  private static final String TRANSFORMER =
      "model={type: transformer, layers: 2, heads: 2, dHead: 3, dModel: 6, dMlp: 9, activation: gelu, attention: causal, attentionCoefficient: 1, biases: {attention: false, mlp: true, unembed: false}, outputs: classes, normalization: pre, dropout: 0.1, initialisation: pytorch}";

  @TempDir private Path folder;

  private static Stream<Arguments> setUps() {
    return Stream.concat(SetUps.all(), Stream.of(SetUps.setUp(TRANSFORMER, "batchSize=10")));
  }

  @ParameterizedTest
  @MethodSource("setUps")
  void aRunStoppedAndResumedTwiceHasTheSameBits(String[] settings) throws IOException {
    Path straight = folder.resolve("straight.h5");
    Path broken = folder.resolve("broken.h5");
    RunSpec spec = spec(200, settings);
    train(spec, straight);
    Trainer.train(spec, broken, false, 1, Float64RunTest::quiet, after(47));
    Trainer.resume(broken, 2, Float64RunTest::quiet, after(91));
    assertThat(Trainer.resume(broken, 3, Float64RunTest::quiet, () -> false))
        .isEqualTo(new TrainingResult(200, true, 200));
    assertThat(bits(broken)).isEqualTo(bits(straight));
  }

  @Test
  void aRunMayStopAtAnyStep() throws IOException {
    Path straight = folder.resolve("straight.h5");
    RunSpec spec = spec(40, "checkpoints=every:7", "metricsEvery=1");
    train(spec, straight);
    String expected = bits(straight);
    for (int updates = 1; updates < 40; updates++) {
      Path broken = folder.resolve("broken" + updates + ".h5");
      Trainer.train(spec, broken, false, 1, Float64RunTest::quiet, after(updates));
      Trainer.resume(broken, 1, Float64RunTest::quiet, () -> false);
      assertThat(bits(broken)).as("stopped after %d updates", updates).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8})
  void theBitsDoNotDependOnTheThreads(int threads) throws IOException {
    Path one = folder.resolve("one.h5");
    Path many = folder.resolve("many.h5");
    RunSpec spec = spec(30, TRANSFORMER, "task.modulus=67", "checkpoints=every:10");
    train(spec, one);
    Trainer.train(spec, many, false, threads, Float64RunTest::quiet, () -> false);
    assertThat(bits(many)).isEqualTo(bits(one));
  }

  /** The float32 run of the same start: rounding of 6e-8, over twenty updates. */
  @ParameterizedTest
  @MethodSource("setUps")
  void itBeginsLikeTheFloat32Run(String[] settings) throws IOException {
    Path wide = folder.resolve("wide.h5");
    Path single = folder.resolve("single.h5");
    String[] dense =
        Stream.concat(Stream.of(settings), Stream.of("metricsEvery=1")).toArray(String[]::new);
    train(spec(30, dense), wide);
    String[] float32 =
        Stream.concat(Stream.of(dense), Stream.of("dtype=float32")).toArray(String[]::new);
    train(spec(30, float32), single);
    try (RunReader a = RunReader.open(wide);
        RunReader b = RunReader.open(single)) {
      assertThat(values(a.snapshot(0))).isEqualTo(values(b.snapshot(0)));
      for (int step = 0; step < 20; step++) {
        double expected = b.metric("loss/train")[step];
        assertThat(a.metric("loss/train")[step])
            .as("step %d", step)
            .isCloseTo(expected, within(1e-4 * expected));
      }
      assertThat(values(a.snapshot(1))).isNotEqualTo(values(b.snapshot(1)));
    }
  }

  /** Metrics are those of the weights that are stored, which are rounded ones. */
  @Test
  void metricsBelongToTheStoredWeights() throws IOException {
    Path file = folder.resolve("run.h5");
    RunSpec spec = spec(60);
    train(spec, file);
    Task task = spec.task().task();
    var model = (ForwardModel) spec.model().model(task);
    try (RunReader run = RunReader.open(file)) {
      for (int i = 0; i < run.steps().length; i++) {
        Parameters weights = Parameters.zeros(model.parameters());
        for (int p = 0; p < weights.specs().size(); p++) {
          float[] stored = run.snapshot(i).values().get(p);
          System.arraycopy(stored, 0, weights.get(p), 0, stored.length);
        }
        var logits = model.forward(weights, task, Hooks.none());
        assertThat(run.metricSteps()[3 * i]).isEqualTo(run.steps()[i]);
        assertThat(run.metric("loss/train")[3 * i])
            .isEqualTo(
                Evaluation.of(Loss.CROSS_ENTROPY, logits, task.labels(), run.train()).loss());
      }
    }
  }

  /** The state has what the checkpoint has not: the weights' other digits. */
  @Test
  void checkpointsAreTheStatesWeightsRounded() throws IOException {
    Path file = folder.resolve("run.h5");
    train(spec(60), file);
    try (RunReader run = RunReader.open(file)) {
      Snapshot last = run.snapshot(run.steps().length - 1);
      Snapshot state = run.optimizerState().orElseThrow();
      assertThat(state.tensors().stream().map(t -> t.name()))
          .contains("weights.high.embed.W_E", "adam.m.middle.embed.W_E", "adam.v.low.embed.W_E");
      float[] weights = last.get("embed.W_E");
      double[] wide = new double[weights.length];
      DoublePart.read(
          state.get("weights.high.embed.W_E"),
          state.get("weights.middle.embed.W_E"),
          state.get("weights.low.embed.W_E"),
          wide);
      int rounded = 0;
      for (int i = 0; i < wide.length; i++) {
        assertThat(weights[i]).isEqualTo((float) wide[i]);
        rounded += weights[i] != wide[i] ? 1 : 0;
      }
      assertThat(rounded).isGreaterThan(wide.length / 2);
    }
  }

  @ParameterizedTest
  @CsvSource({"70, 130, 5, 60, 3", "0, 200, 50, 0, 8", "200, 200, 1, 200, 1"})
  void aReplayHasTheBitsOfADenserRun(long from, long to, long every, long start, int shared)
      throws IOException {
    Path run = folder.resolve("run.h5");
    Path dense = folder.resolve("dense.h5");
    Path whole = folder.resolve("whole.h5");
    train(spec(200, "keepStates=2", "batchSize=9"), run);
    Replay.Result result =
        new Replay(run, new CheckpointSchedule.Window(from, to, every), false)
            .write(dense, false, 2, Float64RunTest::quiet, () -> false);
    assertThat(result.start()).isEqualTo(start);
    assertThat(result.shared()).isEqualTo(shared);
    assertThat(result.different()).isZero();
    train(spec(200, "checkpoints=every:1", "batchSize=9"), whole);
    try (RunReader part = RunReader.open(dense);
        RunReader all = RunReader.open(whole)) {
      for (int i = 0; i < part.steps().length; i++) {
        assertThat(values(part.snapshot(i))).isEqualTo(values(all.snapshot((int) part.steps()[i])));
      }
      assertThat(
              to < 200
                  || values(part.optimizerState().orElseThrow())
                      .equals(values(all.optimizerState().orElseThrow())))
          .isTrue();
    }
  }

  @Test
  void whatHasNoFloat64StateIsNotGoneOnWith() throws IOException {
    Path run = folder.resolve("run.h5");
    Path copy = folder.resolve("copy.h5");
    train(spec(30, "optimizer={type: sgd, learningRate: 0.1, momentum: 0, weightDecay: 0}"), run);
    try (RunReader from = RunReader.open(run)) {
      var header =
          new RunHeader(from.spec(), from.provenance(), from.parameters(), List.of(), List.of());
      try (RunWriter to = RunWriter.create(copy, header, from.train(), false)) {
        to.checkpoint(0, from.snapshot(0).values(), List.of());
      }
    }
    assertThatThrownBy(() -> Trainer.resume(copy, 1, Float64RunTest::quiet, () -> false))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            copy + " has the optimizer state [], expected [weights.high.embed.W_E, ")
        .hasMessageEndingWith("]: it can be probed, but not trained on from step 0");
  }

  @Test
  void anotherPrecisionIsRefused() {
    assertThatThrownBy(() -> spec(30, "dtype=float16"))
        .hasMessage("pair-mod67: dtype is float16; did you mean float32 or float64?");
    assertThatThrownBy(() -> spec(30, "dtype=64")).hasMessageStartingWith("pair-mod67: dtype is ");
  }

  @Test
  void aSpecificationWithoutItIsFloat32() throws IOException {
    assertThat(Preset.spec("slingshot").dtype()).isEqualTo(Dtype.FLOAT32);
    Path file = folder.resolve("mine.yaml");
    Files.writeString(file, Preset.text("slingshot") + "dtype: float64\n");
    assertThat(SpecLoader.load(file.toString(), List.of()).dtype()).isEqualTo(Dtype.FLOAT64);
  }

  private static void train(RunSpec spec, Path file) throws IOException {
    Trainer.train(spec, file, false, 1, Float64RunTest::quiet, () -> false);
  }

  /** pair-mod67 made small: p = 11, 66 pairs; or what the settings make of it. */
  private static RunSpec spec(long steps, String... more) throws IOException {
    var settings =
        new ArrayList<>(
            List.of(
                "seed=1",
                "dtype=float64",
                "task.modulus=11",
                "model.dModel=16",
                "steps=" + steps,
                "checkpoints=every:30",
                "metricsEvery=10",
                "optimizer.learningRate=0.01"));
    settings.addAll(List.of(more));
    return SpecLoader.load("pair-mod67", settings);
  }

  private static BooleanSupplier after(long updates) {
    var left = new AtomicLong(updates);
    return () -> left.getAndDecrement() <= 0;
  }

  private static List<Integer> values(Snapshot snapshot) {
    var bits = new ArrayList<Integer>();
    for (float[] values : snapshot.values()) {
      for (float value : values) {
        bits.add(Float.floatToRawIntBits(value));
      }
    }
    return bits;
  }

  /** Every number in the file, the state's too. */
  private static String bits(Path file) throws IOException {
    var text = new StringBuilder();
    try (RunReader run = RunReader.open(file)) {
      for (String metric : run.metrics()) {
        for (double value : run.metric(metric)) {
          text.append(Double.doubleToRawLongBits(value)).append(' ');
        }
      }
      for (int i = 0; i < run.steps().length; i++) {
        text.append('\n').append(run.steps()[i]).append(values(run.snapshot(i)));
      }
      text.append('\n').append(values(run.optimizerState().orElseThrow()));
    }
    return text.toString();
  }

  private static void quiet(long step, Metrics metrics) {
    assertThat(metrics.train().loss()).as("step %d", step).isFinite();
  }
}
