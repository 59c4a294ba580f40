package periscope.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * Runs whose every bit follows from the step, so that any reader can check what it reads:
 * checkpoints at steps 0, 10, 20…, metrics at 0, 5, 10….
 */
final class TestRuns {
  static final int EVERY = 10;
  static final int METRICS_EVERY = 5;
  static final int[] TRAIN = {0, 3, 4, 8};

  static final RunHeader HEADER =
      new RunHeader(
          "{\"task\":\"modular-addition\",\"név\":\"ő\"}",
          Map.of("software", "periscope 0.1", "seed", "17"),
          List.of(
              new TensorSpec("embed.W_E", List.of(11, 6)),
              new TensorSpec("blocks.0.mlp.W_in", List.of(6, 40, 3)),
              new TensorSpec("bias", List.of())),
          List.of(
              new TensorSpec("m/embed.W_E", List.of(11, 6)),
              new TensorSpec("v/embed.W_E", List.of(11, 6)),
              new TensorSpec("m", List.of())),
          List.of("loss/train", "loss/test", "accuracy"));

  private TestRuns() {}

  static long step(int checkpoint) {
    return (long) checkpoint * EVERY;
  }

  /** Any bit pattern: NaNs with payloads, infinities, subnormal numbers and all. */
  static List<float[]> values(List<TensorSpec> tensors, long seed, long step) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + step);
    List<float[]> values = new ArrayList<>();
    for (TensorSpec tensor : tensors) {
      float[] array = new float[tensor.size()];
      for (int i = 0; i < array.length; i++) {
        array[i] = Float.intBitsToFloat(random.nextInt());
      }
      values.add(array);
    }
    return values;
  }

  static List<float[]> parameters(RunHeader header, long step) {
    return values(header.parameters(), 1, step);
  }

  static List<float[]> optimizer(RunHeader header, long step) {
    return values(header.optimizer(), 2, step);
  }

  static double[] metrics(RunHeader header, long step) {
    SplittableRandom random = new SplittableRandom(step + 7);
    return random
        .longs(header.metrics().size())
        .mapToDouble(Double::longBitsToDouble)
        .toArray(); // [metric]
  }

  /** Writes one checkpoint with the metrics that belong to it. */
  static void write(RunWriter writer, int checkpoint) throws IOException {
    RunHeader header = writer.header();
    long last = step(checkpoint);
    for (long step = Math.max(0, last - EVERY + METRICS_EVERY);
        step <= last;
        step += METRICS_EVERY) {
      writer.metrics(step, metrics(header, step));
    }
    writer.checkpoint(last, parameters(header, last), optimizer(header, last));
  }

  /** A finished run of this many checkpoints. */
  static void write(Path file, int checkpoints) throws IOException {
    try (RunWriter writer = RunWriter.create(file, HEADER, TRAIN, false)) {
      for (int i = 0; i < checkpoints; i++) {
        write(writer, i);
      }
    }
  }

  /** Checks every bit of everything that is committed, from some checkpoint on. */
  static void verify(RunReader reader, int from) throws IOException {
    long[] steps = reader.steps();
    RunHeader header = headerOf(reader);
    assertThat(steps).isEqualTo(LongStream.range(0, steps.length).map(i -> i * EVERY).toArray());
    for (int i = from; i < steps.length; i++) {
      Snapshot snapshot = reader.snapshot(i);
      assertThat(snapshot.step()).isEqualTo(steps[i]);
      assertSameBits(snapshot.values(), parameters(header, steps[i]));
    }
    verifyMetrics(reader);
  }

  private static void verifyMetrics(RunReader reader) throws IOException {
    long[] steps = reader.steps();
    RunHeader header = headerOf(reader);
    long[] metricSteps = reader.metricSteps();
    assertThat(metricSteps)
        .isEqualTo(
            LongStream.rangeClosed(0, steps[steps.length - 1] / METRICS_EVERY)
                .map(i -> i * METRICS_EVERY)
                .toArray());
    for (int metric = 0; metric < header.metrics().size(); metric++) {
      double[] values = reader.metric(header.metrics().get(metric));
      for (int i = 0; i < metricSteps.length; i++) {
        assertThat(Double.doubleToRawLongBits(values[i]))
            .isEqualTo(Double.doubleToRawLongBits(metrics(header, metricSteps[i])[metric]));
      }
    }
  }

  /** Checks that the optimiser's state is that of the last committed step. */
  static void verifyOptimizer(RunReader reader) throws IOException {
    Snapshot state = reader.optimizerState().orElseThrow();
    long[] steps = reader.steps();
    assertThat(state.step()).isEqualTo(steps[steps.length - 1]);
    assertSameBits(state.values(), optimizer(headerOf(reader), state.step()));
  }

  private static RunHeader headerOf(RunReader reader) {
    return new RunHeader(
        reader.spec(),
        reader.provenance(),
        reader.parameters(),
        reader.optimizer(),
        reader.metrics());
  }

  static void assertSameBits(List<float[]> found, List<float[]> expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.size(); i++) {
      assertThat(bits(found.get(i))).isEqualTo(bits(expected.get(i)));
    }
  }

  static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }
}
