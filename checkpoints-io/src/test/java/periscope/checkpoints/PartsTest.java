package periscope.checkpoints;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import periscope.testing.ChildJvm;
import periscope.testing.ExternalTool;

/** Runs and measures written in Java alone. */
class PartsTest {
  private static final int CHECKPOINTS = 2 * PartsRunStore.TOGETHER + 5;

  @TempDir Path folder;
  private Path run;

  @BeforeEach
  void chooseName() {
    run = folder.resolve("run.h5");
  }

  private RunWriter create(boolean overwrite) throws IOException {
    return Engines.with(
        Engine.JAVA, () -> RunWriter.create(run, TestRuns.HEADER, TestRuns.TRAIN, overwrite));
  }

  private void write(int checkpoints) throws IOException {
    try (RunWriter writer = create(false)) {
      for (int i = 0; i < checkpoints; i++) {
        TestRuns.write(writer, i);
      }
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(run)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  @ParameterizedTest
  @EnumSource
  void areReadAsOneRun(Engine engine) throws IOException {
    write(CHECKPOINTS);
    assertThat(files())
        .hasSize(1 + 2 + 5 + 1)
        .contains("0000000000-0000000063-0000000127.h5", "header.h5", "optimizer-0000000132.h5");
    try (RunReader reader = Engines.open(engine, run)) {
      assertThat(reader.steps()).hasSize(CHECKPOINTS);
      assertThat(reader.spec()).isEqualTo(TestRuns.HEADER.spec());
      assertThat(reader.provenance()).isEqualTo(TestRuns.HEADER.provenance());
      assertThat(reader.parameters()).isEqualTo(TestRuns.HEADER.parameters());
      assertThat(reader.train()).isEqualTo(TestRuns.TRAIN);
      TestRuns.verify(reader, 0);
      TestRuns.verifyOptimizer(reader);
      float[] weights = reader.weightOverSteps("embed.W_E", 7);
      int[] rows = new int[1];
      reader.forEachSnapshotOf(
          "embed.W_E",
          (step, row) ->
              assertThat(Float.floatToRawIntBits(row[7]))
                  .isEqualTo(Float.floatToRawIntBits(weights[rows[0]++])));
      assertThat(rows[0]).isEqualTo(CHECKPOINTS);
    }
    RunHealth health = Engines.with(engine, () -> RunHealth.verify(run));
    assertThat(health.problems()).isEmpty();
    assertThat(health.checkpoints()).isEqualTo(CHECKPOINTS);
    assertThat(health.reader()).isEqualTo(engine.toString());
  }

  @Test
  void areContinuedWhereverTheyAre() throws IOException {
    write(3);
    for (int end : new int[] {4, 4, PartsRunStore.TOGETHER + 1}) {
      try (RunWriter writer = RunWriter.resume(run)) {
        TestRuns.assertSameBits(
            writer.lastParameters().orElseThrow().values(),
            TestRuns.parameters(TestRuns.HEADER, writer.lastStep()));
        TestRuns.assertSameBits(
            writer.lastOptimizer().orElseThrow().values(),
            TestRuns.optimizer(TestRuns.HEADER, writer.lastStep()));
        while (writer.committed() < end) {
          TestRuns.write(writer, writer.committed());
        }
      }
    }
    try (RunReader reader = RunReader.open(run)) {
      assertThat(reader.steps()).hasSize(PartsRunStore.TOGETHER + 1);
      TestRuns.verify(reader, 0);
      TestRuns.verifyOptimizer(reader);
    }
  }

  /** As the native store is in CrashTest. */
  @Test
  void loseNothingWhenTheWriterIsKilled() throws IOException, InterruptedException {
    SplittableRandom random = new SplittableRandom(21);
    int kills = Integer.getInteger("periscope.kills", 3);
    int committed = 0;
    for (int kill = 0; kill < kills; kill++) {
      int announced = committed + 1 + random.nextInt(80);
      List<String> command =
          ChildJvm.command(
              List.of("-Dperiscope.hdf5=java"),
              WritingProcess.class,
              List.of(run.toString(), "1000000"));
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      try (BufferedReader output = process.inputReader(UTF_8)) {
        ChildJvm.awaitLine(output, "committed " + announced);
        Thread.sleep(random.nextInt(4), random.nextInt(999_999));
        ChildJvm.kill(process);
      }
      for (Engine engine : Engine.values()) {
        try (RunReader reader = Engines.open(engine, run)) {
          committed = reader.steps().length;
          assertThat(committed).isGreaterThanOrEqualTo(announced);
          TestRuns.verify(reader, 0);
          TestRuns.verifyOptimizer(reader);
        }
      }
    }
    try (RunWriter writer = RunWriter.resume(run)) {
      TestRuns.write(writer, committed);
    }
    assertThat(files()).noneMatch(name -> name.endsWith(".new"));
    assertThat(files().stream().filter(name -> name.startsWith("optimizer"))).hasSize(1);
    try (RunReader reader = RunReader.open(run)) {
      assertThat(reader.steps()).hasSize(committed + 1);
      TestRuns.verify(reader, 0);
      TestRuns.verifyOptimizer(reader);
    }
    System.out.println("parts: " + kills + " kills, " + committed + " checkpoints, all there");
  }

  @Test
  void missingOrDamagedPartsAreNamed() throws IOException {
    write(9);
    Path part = run.resolve("0000000004-0000000004-0000000002.h5");
    byte[] bytes = Files.readAllBytes(part);
    Files.write(part, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    for (Engine engine : Engine.values()) {
      assertThatThrownBy(
              () -> {
                try (RunReader reader = Engines.open(engine, run)) {
                  reader.snapshot(4);
                }
              })
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(part.toString())
          .hasMessageEndingWith("it was cut short");
    }
    Files.delete(part);
    assertThatThrownBy(() -> RunReader.open(run))
        .isInstanceOf(IOException.class)
        .hasMessage(
            run
                + ": the file with checkpoint 4 is missing, though there are later ones; the run is"
                + " damaged");
    assertThatThrownBy(() -> RunWriter.resume(run)).isInstanceOf(IOException.class);
  }

  @Test
  void areReplacedOnlyWhenAsked() throws IOException {
    write(3);
    assertThatThrownBy(() -> create(false)).isInstanceOf(FileAlreadyExistsException.class);
    try (RunWriter writer = create(true)) {
      TestRuns.write(writer, 0);
    }
    try (RunReader reader = RunReader.open(run)) {
      assertThat(reader.steps()).containsExactly(0);
    }
    try (RunWriter writer = RunWriter.create(run, TestRuns.HEADER, TestRuns.TRAIN, true)) {
      TestRuns.write(writer, 0);
    }
    assertThat(run).isRegularFile();
  }

  @Test
  void aRunOfOneFileIsNotContinued() throws IOException {
    TestRuns.write(run, 2);
    assertThatThrownBy(() -> Engines.with(Engine.JAVA, () -> RunWriter.resume(run)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            run + ": continuing a run that is one file needs the native HDF5 library");
  }

  @Test
  void textsAreNotTooLong() {
    RunHeader header =
        new RunHeader(
            "x".repeat(65_001), Map.of(), TestRuns.HEADER.parameters(), List.of(), List.of());
    assertThatThrownBy(
            () -> Engines.with(Engine.JAVA, () -> RunWriter.create(run, header, new int[0], false)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith(
            "/meta: attribute spec has 65001 bytes, and without the native HDF5 library a text has"
                + " at most 65000");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void h5pyReadsEachFile() throws IOException {
    write(2);
    String script =
        """
        import sys, h5py
        with h5py.File(sys.argv[1] + "/header.h5") as header:
            text = lambda value: value.decode() if isinstance(value, bytes) else value
            print(text(header.attrs["format"]), text(header["meta"].attrs["seed"]), list(header["split/train"]))
        with h5py.File(sys.argv[1] + "/0000000001-0000000001-0000000002.h5") as part:
            print(part["step"][0], part["params/blocks.0.mlp.W_in"].shape, list(part["metrics/step"]))
        """;
    assertThat(ExternalTool.h5py().run("-c", script, run.toString()).succeeded().lines())
        .containsExactly("periscope-run 17 [0, 3, 4, 8]", "10 (1, 6, 40, 3) [5, 10]");
  }

  /** Writes and reads where the class path has no binaries of HDF5. */
  static final class WithoutNatives {
    private WithoutNatives() {}

    public static void main(String[] args) throws IOException {
      Path run = Path.of(args[0]);
      TestRuns.write(run, 3);
      try (RunWriter writer = RunWriter.resume(run)) {
        TestRuns.write(writer, 3);
      }
      try (RunReader reader = RunReader.open(run)) {
        TestRuns.verify(reader, 0);
        System.out.println(reader.steps().length + " " + RunHealth.verify(run).reader());
      }
      System.setProperty(Engine.PROPERTY, "native");
      try (RunReader reader = RunReader.open(run)) {
        System.out.println(reader.file());
      } catch (IOException e) {
        System.out.println(String.valueOf(e.getMessage()).replaceAll(":.*", ""));
      }
    }
  }

  @Test
  void areWrittenWhereThereIsNoLibrary() throws IOException, InterruptedException {
    List<String> command =
        ChildJvm.command(List.of(), WithoutNatives.class, List.of(run.toString()));
    int classPath = command.indexOf("-cp") + 1;
    command.set(
        classPath,
        Stream.of(command.get(classPath).split(File.pathSeparator, -1))
            .filter(jar -> !jar.matches(".*hdf5-[^/\\\\]*-(linux|macosx|windows)-[^/\\\\]*\\.jar"))
            .collect(Collectors.joining(File.pathSeparator)));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (BufferedReader output = process.inputReader(UTF_8)) {
      assertThat(output.lines())
          .startsWith("4 java")
          .last()
          .asString()
          .startsWith("no native HDF5 library for");
    }
    assertThat(process.waitFor()).isZero();
    assertThat(run).isDirectory();
  }
}
