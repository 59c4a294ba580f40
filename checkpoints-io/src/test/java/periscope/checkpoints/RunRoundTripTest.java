package periscope.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.checkpoints.internal.ElementType;
import periscope.checkpoints.internal.H5Dataset;
import periscope.checkpoints.internal.H5File;
import periscope.checkpoints.internal.Hdf5;

/** What is written is what is read, to the bit. */
class RunRoundTripTest {
  private static final int CHECKPOINTS = 21; // more than two chunks of 8, and not a multiple

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void chooseFile() {
    file = folder.resolve("run.h5");
  }

  @Test
  void givesBackAllBits() throws IOException {
    TestRuns.write(file, CHECKPOINTS);
    try (RunReader reader = RunReader.open(file)) {
      assertThat(reader.steps()).hasSize(CHECKPOINTS);
      TestRuns.verify(reader, 0);
      TestRuns.verifyOptimizer(reader);
    }
  }

  @Test
  void givesBackTheHeader() throws IOException {
    TestRuns.write(file, 1);
    try (RunReader reader = RunReader.open(file)) {
      assertThat(reader.file()).isEqualTo(file);
      assertThat(reader.spec()).isEqualTo(TestRuns.HEADER.spec());
      assertThat(reader.provenance()).isEqualTo(TestRuns.HEADER.provenance());
      assertThat(reader.parameters()).isEqualTo(TestRuns.HEADER.parameters());
      assertThat(reader.optimizer()).isEqualTo(TestRuns.HEADER.optimizer());
      assertThat(reader.metrics()).isEqualTo(TestRuns.HEADER.metrics());
      assertThat(reader.train()).isEqualTo(TestRuns.TRAIN);
      assertThat(reader.live()).isFalse();
    }
  }

  @Test
  void theDigestIsThatOfTheContent() throws IOException {
    TestRuns.write(file, 4);
    Path other = file.resolveSibling("longer.h5");
    TestRuns.write(other, 6);
    try (RunReader reader = RunReader.open(file);
        RunReader longer = RunReader.open(other)) {
      for (int n = 0; n <= 4; n++) {
        assertThat(reader.digest(n)).hasSize(64).isEqualTo(longer.digest(n));
      }
      assertThat(reader.digest(3)).isNotEqualTo(reader.digest(4));
      assertThatThrownBy(() -> reader.digest(5))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("%s: there are 4 checkpoints, not 5", file);
    }
  }

  @Test
  void withoutChecksumsTheDigestIsThatOfTheValues() throws IOException {
    TestRuns.write(file, 4);
    Path longer = file.resolveSibling("longer.h5");
    TestRuns.write(longer, 6);
    removeChecksums(file);
    removeChecksums(longer);
    Path changed = file.resolveSibling("changed.h5");
    Files.copy(file, changed);
    Hdf5.run(
        () -> {
          try (H5File stored = H5File.openForAppending(changed)) {
            H5Dataset first =
                stored.dataset(RunLayout.PARAMETERS + "/embed.W_E", ElementType.FLOAT32);
            float[] values = first.readFloats(first.all());
            values[values.length - 1] =
                values[values.length - 1] == 7 ? 8 : 7; // the last checkpoint
            first.writeFloats(first.all(), values);
          }
        });
    try (RunReader reader = RunReader.open(file);
        RunReader grown = RunReader.open(longer);
        RunReader other = RunReader.open(changed)) {
      for (int n : new int[] {2, 4, 0, 1, 3}) {
        assertThat(reader.digest(n)).hasSize(64).isEqualTo(grown.digest(n));
      }
      assertThat(reader.digest(3)).isEqualTo(other.digest(3)).isNotEqualTo(reader.digest(4));
      assertThat(reader.digest(4)).isNotEqualTo(other.digest(4));
    }
  }

  private static void removeChecksums(Path run) throws IOException {
    Hdf5.run(
        () -> {
          try (H5File stored = H5File.openForAppending(run)) {
            stored.move(RunLayout.CHECKSUMS, "elsewhere");
          }
        });
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void keepsAnyShapesInTheirOrder(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    List<TensorSpec> tensors = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(12); i++) {
      List<Integer> shape =
          IntStream.range(0, random.nextInt(5)).mapToObj(axis -> 1 + random.nextInt(9)).toList();
      tensors.add(new TensorSpec(String.format(Locale.ROOT, "%c.tensor %d é", 'z' - i, i), shape));
    }
    RunHeader header = new RunHeader("{}", Map.of(), tensors, List.of(), List.of());
    int checkpoints = 1 + random.nextInt(20);
    try (RunWriter writer = RunWriter.create(file, header, new int[0], false)) {
      for (int i = 0; i < checkpoints; i++) {
        writer.checkpoint(i * 3L, TestRuns.parameters(header, i * 3L), List.of());
      }
    }
    try (RunReader reader = RunReader.open(file)) {
      assertThat(reader.parameters()).isEqualTo(tensors);
      assertThat(reader.train()).isEmpty();
      assertThat(reader.metricSteps()).isEmpty();
      assertThat(reader.optimizerState()).isEmpty();
      for (int i = 0; i < checkpoints; i++) {
        TestRuns.assertSameBits(reader.snapshot(i).values(), TestRuns.parameters(header, i * 3L));
      }
    }
  }

  @Test
  void readsOneParameterAndOneWeightOverAllSteps() throws IOException {
    TestRuns.write(file, CHECKPOINTS);
    try (RunReader reader = RunReader.open(file)) {
      for (int tensor = 0; tensor < reader.parameters().size(); tensor++) {
        TensorSpec spec = reader.parameters().get(tensor);
        int place = tensor;
        List<Long> steps = new ArrayList<>();
        List<float[]> rows = new ArrayList<>();
        reader.forEachSnapshotOf(
            spec.name(),
            (step, values) -> {
              steps.add(step);
              rows.add(values);
            });
        assertThat(steps).hasSize(CHECKPOINTS).isSorted();
        TestRuns.assertSameBits(
            rows,
            steps.stream().map(s -> TestRuns.parameters(TestRuns.HEADER, s).get(place)).toList());
        for (int weight : new int[] {0, spec.size() / 3, spec.size() - 1}) {
          float[] series = new float[CHECKPOINTS];
          for (int i = 0; i < series.length; i++) {
            series[i] = rows.get(i)[weight];
          }
          assertThat(TestRuns.bits(reader.weightOverSteps(spec.name(), weight)))
              .isEqualTo(TestRuns.bits(series));
        }
      }
    }
  }

  @Test
  void refusesWhatIsNotThere() throws IOException {
    TestRuns.write(file, 2);
    try (RunReader reader = RunReader.open(file)) {
      assertThatThrownBy(() -> reader.metric("loss"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no metric loss among [loss/train, loss/test, accuracy]");
      assertThatThrownBy(() -> reader.weightOverSteps("W", 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no parameter W among [embed.W_E");
      assertThatThrownBy(() -> reader.weightOverSteps("bias", 1))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> reader.snapshot(2)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> reader.snapshot(0).get("W"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no tensor W among [embed.W_E");
    }
  }

  @Test
  void keepsTextsOfAnyLength() throws IOException {
    String spec = "ő\n".repeat(300_000);
    RunHeader header =
        new RunHeader(
            spec,
            Map.of("empty", "", "seed", "1"),
            List.of(new TensorSpec("w", List.of(2))),
            List.of(),
            List.of());
    try (RunWriter writer = RunWriter.create(file, header, new int[0], false)) {
      writer.checkpoint(0, List.of(new float[2]), List.of());
    }
    try (RunReader reader = RunReader.open(file)) {
      assertThat(reader.spec()).isEqualTo(spec);
      assertThat(reader.provenance()).isEqualTo(header.provenance());
    }
  }

  @Test
  void storesMetricsWhoseIdsContinueEachOther() throws IOException {
    RunHeader header =
        new RunHeader(
            "{}",
            Map.of(),
            List.of(new TensorSpec("w", List.of(1))),
            List.of(),
            List.of("loss", "loss/train", "loss/train/late"));
    try (RunWriter writer = RunWriter.create(file, header, new int[0], false)) {
      writer.metrics(0, new double[] {1, 2, 3});
      writer.checkpoint(0, List.of(new float[1]), List.of());
    }
    try (RunReader reader = RunReader.open(file)) {
      assertThat(reader.metrics()).isEqualTo(header.metrics());
      assertThat(reader.metric("loss")).containsExactly(1);
      assertThat(reader.metric("loss/train")).containsExactly(2);
      assertThat(reader.metric("loss/train/late")).containsExactly(3);
    }
  }

  @Test
  void leavesNothingBesideTheFile() throws IOException {
    TestRuns.write(file, 1);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }
}
