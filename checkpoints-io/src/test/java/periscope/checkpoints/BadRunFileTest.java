package periscope.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import periscope.checkpoints.internal.DatasetPlan;
import periscope.checkpoints.internal.ElementType;
import periscope.checkpoints.internal.H5Dataset;
import periscope.checkpoints.internal.H5File;
import periscope.checkpoints.internal.H5Group;
import periscope.checkpoints.internal.Hdf5;

/** Files that are not runs, or not whole, are refused with a sentence that says what is wrong. */
class BadRunFileTest {
  private static final RunHeader SMALL =
      new RunHeader(
          "{}", Map.of(), List.of(new TensorSpec("w", List.of(3))), List.of(), List.of("loss"));

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void chooseFile() {
    file = folder.resolve("run.h5");
  }

  private void assertRefused(Class<? extends IOException> type, String message) {
    for (Engine engine : Engine.values()) {
      assertThatThrownBy(() -> Engines.open(engine, file))
          .as(engine.toString())
          .isInstanceOf(type)
          .hasMessage(message);
    }
  }

  @Test
  void missing() {
    assertRefused(NoSuchFileException.class, file + ": there is no such file");
  }

  @Test
  void folder() throws IOException {
    Files.createDirectory(file);
    assertRefused(
        NotARunException.class, file + " is not a regular file, so not a periscope-run file");
  }

  @Test
  void empty() throws IOException {
    Files.createFile(file);
    assertRefused(NotARunException.class, file + " is empty, so not a periscope-run file");
  }

  @Test
  void text() throws IOException {
    Files.writeString(file, "epoch,loss\n0,4.7\n");
    assertRefused(
        NotARunException.class, file + " is not an HDF5 file, so not a periscope-run file");
  }

  @Test
  void otherHdf5() throws IOException {
    Hdf5.run(() -> H5File.create(file).close());
    assertRefused(
        NotARunException.class,
        file + " is an HDF5 file but not a periscope-run file: it has no attribute \"format\"");
  }

  @Test
  void otherFormat() throws IOException {
    try (SeriesWriter writer =
        SeriesWriter.create(file, "periscope-measures", Map.of(), List.of())) {
      writer.commit();
    }
    assertRefused(
        NotARunException.class, file + " is a periscope-measures file, not a periscope-run file");
  }

  @Test
  void laterVersion() throws IOException {
    Hdf5.run(
        () -> {
          try (H5File created = H5File.create(file);
              H5Group root = H5Group.open(created, "/")) {
            root.writeText("format", "periscope-run");
            root.writeInt("version", 2);
          }
        });
    assertRefused(IOException.class, file + ": expected version 1 of periscope-run, found 2");
  }

  @Test
  void noCheckpoints() throws IOException {
    RunWriter.create(file, SMALL, new int[0], false).close();
    assertRefused(
        NotARunException.class,
        file + " is a run without any checkpoint so far: resume it, which begins it");
    assertThat(RunHeader.of(file)).isEqualTo(SMALL);
  }

  @Test
  void noParameters() throws IOException {
    Hdf5.run(
        () -> {
          try (H5File created = H5File.create(file)) {
            RunLayout.create(created, SMALL, new int[0]);
            created.move("/params", "/weights");
          }
        });
    String problem = file + ": a run has at least one parameter, found none";
    assertRefused(IOException.class, problem);
    assertThat(RunHealth.of(file).problems()).containsExactly(problem);
  }

  /** A run of one checkpoint, with one dataset in the place of another. */
  private void writeWith(String path, ElementType type, List<Integer> rowShape, long rows)
      throws IOException {
    Hdf5.run(
        () -> {
          try (H5File created = H5File.create(file)) {
            RunLayout.create(created, SMALL, new int[0]);
            try (H5Dataset steps = H5Dataset.open(created, "/step", ElementType.INT64)) {
              steps.resize(1);
              steps.writeLongs(steps.all(), new long[] {0});
            }
            created.move("/crc", "/unchecked");
            created.move(path, "/old");
            try (H5Dataset replaced = DatasetPlan.series(type, rowShape, 1).create(created, path)) {
              replaced.resize(rows);
            }
          }
        });
  }

  @Test
  void parametersOfAnotherType() throws IOException {
    writeWith("/params/w", ElementType.FLOAT64, List.of(3), 1);
    assertRefused(IOException.class, file + ": /params/w: expected float32 values, found float64");
  }

  @Test
  void stepsOfAnotherType() throws IOException {
    writeWith("/step", ElementType.INT32, List.of(), 1);
    assertRefused(IOException.class, file + ": /step: expected int64 values, found int32");
  }

  @Test
  void metricsOfAnotherType() throws IOException {
    writeWith("/metrics/loss", ElementType.FLOAT32, List.of(), 1);
    assertRefused(
        IOException.class, file + ": /metrics/loss: expected float64 values, found float32");
  }

  @Test
  void fewerParametersThanSteps() throws IOException {
    writeWith("/params/w", ElementType.FLOAT32, List.of(3), 0);
    assertRefused(
        IOException.class,
        file + ": /params/w: expected at least 1 rows, found 0; the file is damaged");
  }

  @Test
  void parametersThatWereNeverWritten() throws IOException {
    writeWith("/params/w", ElementType.FLOAT32, List.of(3), 1);
    assertRefused(IOException.class, cutShort("/params/w"));
  }

  private String cutShort(String dataset) throws IOException {
    return String.format(
        Locale.ROOT,
        "%s: %s: values that should be here are not in the file, which has %d bytes; it was cut short",
        file,
        dataset,
        Files.size(file));
  }

  @Test
  void moreStepsThanTheFileCanHold() throws IOException {
    writeWith("/step", ElementType.INT64, List.of(), 1L << 40);
    assertRefused(IOException.class, cutShort("/step"));
  }

  @Test
  void stepsOutOfOrder() throws IOException {
    Hdf5.run(
        () -> {
          try (H5File created = H5File.create(file)) {
            RunLayout.create(created, SMALL, new int[0]);
            created.move("/crc", "/unchecked");
            try (H5Dataset steps = H5Dataset.open(created, "/step", ElementType.INT64)) {
              steps.resize(3);
              steps.writeLongs(steps.all(), new long[] {0, 7, 7});
            }
          }
        });
    assertRefused(IOException.class, file + ": /step: expected ascending steps, found 7 after 7");
  }

  @Test
  void cutShort() throws IOException {
    TestRuns.write(file, 12);
    byte[] all = Files.readAllBytes(file);
    int refused = 0;
    for (int length = 1; length < all.length; length += 1 + length / 16) {
      byte[] cut = Arrays.copyOf(all, length);
      Files.write(file, cut);
      boolean whole = true;
      for (Engine engine : Engine.values()) {
        try (RunReader reader = Engines.open(engine, file)) {
          // What is missing is not needed: then all that is there is right.
          TestRuns.verify(reader, 0);
          TestRuns.verifyOptimizer(reader);
        } catch (IOException e) {
          assertThat(e).hasMessageContaining(file.toString());
          whole = false;
        }
      }
      if (!whole) {
        assertThatThrownBy(() -> RunWriter.resume(file)).isInstanceOf(IOException.class);
        assertThat(file).hasBinaryContent(cut);
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(50);
  }
}
