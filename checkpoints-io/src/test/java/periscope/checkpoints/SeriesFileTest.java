package periscope.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Series files: what is written is what is read, and nothing is visible before it is complete. */
class SeriesFileTest {
  private static final String FORMAT = "periscope-measures";
  private static final int STEPS = 40;

  private static final List<SeriesSpec> SERIES =
      List.of(
          new SeriesSpec("loss/train", List.of(), Map.of("unit", "nat", "definition", "mean of …")),
          new SeriesSpec("ipr/in", List.of(), Map.of()),
          new SeriesSpec("ipr/in/neurons", List.of(24), Map.of()),
          new SeriesSpec("W_input", List.of(67, 24), Map.of("unit", "1")));

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void chooseFile() {
    file = folder.resolve("run.probes.h5");
  }

  private SeriesWriter create(List<SeriesSpec> series) throws IOException {
    return SeriesWriter.create(file, FORMAT, Map.of("run", "run.h5", "keys", "3 5"), series);
  }

  private static List<double[]> rows(long step) {
    SplittableRandom random = new SplittableRandom(step);
    return SERIES.stream()
        .map(s -> random.longs(s.rowSize()).mapToDouble(Double::longBitsToDouble).toArray())
        .toList();
  }

  private static long[] bits(double[] values) {
    long[] bits = new long[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Double.doubleToRawLongBits(values[i]);
    }
    return bits;
  }

  private void write(int steps) throws IOException {
    try (SeriesWriter writer = create(SERIES)) {
      for (int i = 0; i < steps; i++) {
        writer.append(100L * i, rows(i));
      }
      writer.commit();
    }
  }

  @Test
  void givesBackAllBitsOfAllSeries() throws IOException {
    write(STEPS);
    try (SeriesReader reader = SeriesReader.open(file, FORMAT)) {
      assertThat(reader.file()).isEqualTo(file);
      assertThat(reader.attributes()).isEqualTo(Map.of("run", "run.h5", "keys", "3 5"));
      assertThat(reader.steps()).isEqualTo(LongStream.range(0, STEPS).map(i -> 100 * i).toArray());
      assertThat(reader.ids()).isEqualTo(SERIES.stream().map(SeriesSpec::id).toList());
      for (int s = 0; s < SERIES.size(); s++) {
        SeriesSpec spec = SERIES.get(s);
        assertThat(reader.has(spec.id())).isTrue();
        assertThat(reader.shape(spec.id())).isEqualTo(spec.rowShape());
        assertThat(reader.attributes(spec.id())).isEqualTo(spec.attributes());
        long[] all = bits(reader.all(spec.id()));
        assertThat(all).hasSize(STEPS * spec.rowSize());
        for (int i = 0; i < STEPS; i++) {
          long[] expected = bits(rows(i).get(s));
          assertThat(bits(reader.row(spec.id(), i))).isEqualTo(expected);
          assertThat(all).as("%s at %d", spec.id(), i).containsSubsequence(expected);
        }
      }
    }
  }

  @Test
  void givesBackConstantsAndReasons() throws IOException {
    try (SeriesWriter writer = create(List.of())) {
      writer.constant("keys", List.of(3), new int[] {3, 5, 9}, Map.of("rule", "share > 0.85"));
      writer.constant("keys/neurons-per-key", List.of(0), new int[0], Map.of());
      writer.constant(
          "pca/final-axes", List.of(2, 2), new double[] {1, 2, 3, Double.NaN}, Map.of());
      writer.constant("events/half", 12_300L, Map.of());
      writer.absent("events/generalised", "test accuracy stays below 0.99");
      writer.commit();
    }
    try (SeriesReader reader = SeriesReader.open(file, FORMAT)) {
      assertThat(reader.ids()).isEmpty();
      assertThat(reader.steps()).isEmpty();
      assertThat(reader.constants())
          .containsExactly("keys", "keys/neurons-per-key", "pca/final-axes", "events/half");
      assertThat(reader.all("keys")).containsExactly(3, 5, 9);
      assertThat(reader.shape("keys")).containsExactly(3);
      assertThat(reader.attributes("keys")).isEqualTo(Map.of("rule", "share > 0.85"));
      assertThat(reader.all("keys/neurons-per-key")).isEmpty();
      assertThat(reader.shape("pca/final-axes")).containsExactly(2, 2);
      assertThat(reader.all("pca/final-axes")).containsExactly(1, 2, 3, Double.NaN);
      assertThat(reader.shape("events/half")).isEmpty();
      assertThat(reader.all("events/half")).containsExactly(12_300);
      assertThat(reader.absent()).containsExactly("events/generalised");
      assertThat(reader.absentReason("events/generalised"))
          .contains("test accuracy stays below 0.99");
      assertThat(reader.absentReason("keys")).isEmpty();
      assertThat(reader.has("events/generalised")).isFalse();
      assertThat(reader.has("rqi")).isFalse();
      assertThatThrownBy(() -> reader.all("events/generalised"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageEndingWith("no values of events/generalised: test accuracy stays below 0.99");
      assertThatThrownBy(() -> reader.all("rqi"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no rqi among [keys, ");
      assertThatThrownBy(() -> reader.row("keys", 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageEndingWith("keys is not over steps but for the whole run");
    }
  }

  @Test
  void whatIsSaidAtTheEndIsThereToo() throws IOException {
    Path part = folder.resolve("run.probes.h5.part");
    try (SeriesWriter writer = create(SERIES)) {
      writer.append(0, rows(0));
      writer.attribute("notes", "late");
      assertThatThrownBy(() -> writer.attribute("keys", "7"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("%s: the attribute keys is there already", file);
      writer.commitAs(part);
    }
    assertThat(file).doesNotExist();
    try (SeriesReader reader = SeriesReader.open(part, FORMAT)) {
      assertThat(reader.attributes())
          .isEqualTo(Map.of("run", "run.h5", "keys", "3 5", "notes", "late"));
    }
  }

  @Test
  void movesASeriesWhoseIdAConstantContinues() throws IOException {
    try (SeriesWriter writer = create(SERIES)) {
      writer.append(0, rows(0));
      writer.constant("W_input/frequencies", List.of(1), new int[] {4}, Map.of());
      writer.absent("loss", "not measured");
      writer.commit();
    }
    try (SeriesReader reader = SeriesReader.open(file, FORMAT)) {
      assertThat(bits(reader.row("W_input", 0))).isEqualTo(bits(rows(0).get(3)));
      assertThat(reader.all("W_input/frequencies")).containsExactly(4);
      assertThat(reader.absent()).containsExactly("loss");
      assertThat(bits(reader.row("loss/train", 0))).isEqualTo(bits(rows(0).get(0)));
    }
  }

  @Test
  void refusesIntegersThatNoDoubleIs() throws IOException {
    try (SeriesWriter writer = create(List.of())) {
      writer.constant("large", (1L << 53) + 1, Map.of());
      writer.commit();
    }
    try (SeriesReader reader = SeriesReader.open(file, FORMAT)) {
      assertThatThrownBy(() -> reader.all("large"))
          .isInstanceOf(IOException.class)
          .hasMessageEndingWith("/large: 9007199254740993 is too large to be a double");
    }
  }

  @Test
  void leavesTheOldFileUntilCommitted() throws IOException {
    write(2);
    byte[] before = Files.readAllBytes(file);
    try (SeriesWriter writer = create(SERIES)) {
      writer.append(0, rows(0));
      assertThat(file).hasBinaryContent(before);
    }
    assertThat(file).hasBinaryContent(before);
    try (SeriesWriter writer = create(SERIES);
        SeriesReader old = SeriesReader.open(file, FORMAT)) {
      writer.append(7, rows(7));
      writer.commit();
      assertThat(bits(old.row("W_input", 1))).isEqualTo(bits(rows(1).get(3)));
    }
    try (SeriesReader reader = SeriesReader.open(file, FORMAT);
        var files = Files.list(folder)) {
      assertThat(reader.steps()).containsExactly(7);
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void leavesNothingWhenAnExceptionEndsIt() throws IOException {
    assertThatThrownBy(
            () -> {
              try (SeriesWriter writer = create(SERIES)) {
                writer.append(0, rows(0));
                throw new ArithmeticException("probe failed");
              }
            })
        .hasMessage("probe failed");
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void clearsAwayTheDraftOfADeadProcess() throws IOException {
    Files.writeString(folder.resolve("run.probes.h5.new"), "half a file");
    Files.writeString(folder.resolve("run.probes.h5.lock"), "1\n");
    write(1);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void wantsAscendingStepsAndTheRightSizes() throws IOException {
    try (SeriesWriter writer = create(SERIES)) {
      writer.append(5, rows(0));
      assertThatThrownBy(() -> writer.append(5, rows(0)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("step 5 after step 5");
      assertThatThrownBy(() -> writer.append(6, rows(0).subList(0, 2)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected 4 series, found 2");
      assertThatThrownBy(() -> writer.append(6, rows(0).reversed()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a row of series loss/train has 1 values, found 1608");
      assertThatThrownBy(() -> writer.constant("c", List.of(2), new int[3], Map.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("c: shape [2] has 2 values, found 3");
      assertThatThrownBy(() -> writer.absent("loss/train", "twice"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("series loss/train stands twice");
      writer.commit();
      assertThatThrownBy(() -> writer.append(7, rows(0))).isInstanceOf(IllegalStateException.class);
    }
    try (SeriesReader reader = SeriesReader.open(file, FORMAT)) {
      assertThat(reader.steps()).containsExactly(5);
    }
  }

  @Test
  void refusesFilesOfAnotherKindAndFilesCutShort() throws IOException {
    assertThatThrownBy(() -> SeriesReader.open(file, FORMAT))
        .isInstanceOf(NoSuchFileException.class);
    TestRuns.write(file, 1);
    assertThatThrownBy(() -> SeriesReader.open(file, FORMAT))
        .isInstanceOf(NotARunException.class)
        .hasMessageEndingWith("is a periscope-run file, not a periscope-measures file");
    write(3);
    byte[] whole = Files.readAllBytes(file);
    for (int length = 1; length < whole.length; length += 1 + length / 4) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> SeriesReader.open(file, FORMAT)).isInstanceOf(IOException.class);
    }
  }
}
