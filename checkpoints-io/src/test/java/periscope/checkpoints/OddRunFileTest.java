package periscope.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import periscope.testing.ExternalTool;

/**
 * Runs that others stored in their way, or damaged: read to the bit, or refused with file, dataset
 * and reason, by both readers.
 */
class OddRunFileTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("run.h5");
    TestRuns.write(file, 2);
  }

  private static void readAll(RunReader reader) throws IOException {
    TestRuns.verify(reader, 0);
    TestRuns.verifyOptimizer(reader);
    for (TensorSpec tensor : reader.parameters()) {
      reader.forEachSnapshotOf(tensor.name(), (step, row) -> {});
      reader.weightOverSteps(tensor.name(), tensor.size() - 1);
    }
  }

  @Test
  void changedByH5py() throws IOException {
    String printed =
        ExternalTool.h5py()
            .run("-c", Scripts.read("variants.py"), file.toString(), folder.toString())
            .succeeded();
    List<String> variants = printed.lines().toList();
    assertThat(variants).hasSizeGreaterThan(50);
    for (String variant : variants) {
      String[] parts = variant.split("\t", 3); // file, and the sentences that refuse it
      check(Engine.NATIVE, folder.resolve(parts[0]), parts[1]);
      check(Engine.JAVA, folder.resolve(parts[0]), parts[2]);
    }
  }

  private static void check(Engine engine, Path changed, String sentence) throws IOException {
    if (sentence.isEmpty()) {
      try (RunReader reader = Engines.open(engine, changed)) {
        readAll(reader);
      } catch (IOException e) {
        throw new AssertionError(engine + " " + changed, e);
      }
      return;
    }
    String expected = sentence.replace("{size}", Long.toString(Files.size(changed)));
    assertThatThrownBy(
            () -> {
              try (RunReader reader = Engines.open(engine, changed)) {
                readAll(reader);
              }
            },
            "%s %s",
            engine,
            changed.getFileName())
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(changed + ": " + expected)
        .extracting(
            e -> String.valueOf(e.getMessage()).substring((changed + ": " + expected).length()))
        .asString()
        .matches("| \\(checksum [0-9a-f]{8}, found [0-9a-f]{8}\\); the file is damaged");
  }

  /** The archive that the documentation recommends, and the older format. */
  @ParameterizedTest
  @EnumSource
  void repacked(Engine engine) throws IOException {
    ExternalTool repack =
        ExternalTool.find(List.of("h5repack"), List.of("--version"), "hdf5-tools");
    Path archive = folder.resolve("archive.h5");
    repack.run("-f", "SHUF", "-f", "GZIP=4", file.toString(), archive.toString()).succeeded();
    Path latest = folder.resolve("latest.h5");
    repack.run("--latest", "-f", "GZIP=1", file.toString(), latest.toString()).succeeded();
    for (Path repacked : List.of(archive, latest)) {
      try (RunReader reader = Engines.open(engine, repacked)) {
        readAll(reader);
      }
      assertThat(Engines.with(engine, () -> RunHealth.verify(repacked)).problems()).isEmpty();
    }
  }

  /**
   * A byte changed anywhere is noticed, or changes nothing that is read. In its long form
   * (-Dperiscope.flips=1) at every place.
   */
  @ParameterizedTest
  @EnumSource
  void aChangedByteIsNeverReadAsIfItWereRight(Engine engine) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Path changed = folder.resolve("changed.h5");
    int every = Integer.getInteger("periscope.flips", 397);
    int refused = 0;
    for (int at = 0; at < bytes.length; at += every) {
      bytes[at] ^= (byte) (1 << at % 8);
      Files.write(changed, bytes);
      try (RunReader reader = Engines.open(engine, changed)) {
        readAll(reader);
        assertThat(reader.spec()).isEqualTo(TestRuns.HEADER.spec());
        assertThat(reader.provenance()).isEqualTo(TestRuns.HEADER.provenance());
      } catch (IOException e) {
        assertThat(e).as("byte %d", at).hasMessageContaining(changed.toString());
        refused++;
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(engine + ", byte " + at, e);
      }
      bytes[at] ^= (byte) (1 << at % 8);
    }
    assertThat(refused).isGreaterThan(bytes.length / every / 40);
  }

  /** More chunks than jHDF's own index reads, some in pages of the index, and a hole between. */
  @Test
  void manyChunks() throws IOException {
    int rows = 131_100;
    String script =
        """
        import sys, h5py, numpy as np
        with h5py.File(sys.argv[1], "w", libver="latest") as f:
            f.attrs["format"], f.attrs["version"] = "many", np.int32(1)
            f.create_group("meta")
            rows = int(sys.argv[2])
            f.create_dataset("step", data=np.arange(rows))
            d = f.create_dataset("w", shape=(rows,), maxshape=(None,), chunks=(1,), dtype="<f8")
            d[:] = np.arange(rows) / 2
            d.attrs["kind"] = "series"
            h = f.create_dataset("h", shape=(rows,), maxshape=(None,), chunks=(1,), dtype="<f8")
            h[rows - 3:] = 7
            h.attrs["kind"] = "series"
        """;
    Path many = folder.resolve("many.h5");
    ExternalTool.h5py().run("-c", script, many.toString(), Integer.toString(rows)).succeeded();
    try (SeriesReader reader = Engines.with(Engine.JAVA, () -> SeriesReader.open(many, "many"))) {
      double[] values = reader.all("w");
      for (int i = 0; i < rows; i++) {
        assertThat(values[i]).isEqualTo(i / 2.0);
      }
      assertThat(reader.row("h", rows - 1)).containsExactly(7);
      assertThatThrownBy(() -> reader.row("h", 3))
          .isInstanceOf(IOException.class)
          .hasMessage(many + ": /h: cannot read it: some of its values were never written");
    }
  }
}
