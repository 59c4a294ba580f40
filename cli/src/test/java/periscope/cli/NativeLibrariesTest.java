package periscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.testing.ChildJvm;
import periscope.testing.Result;

/** A machine where there is no folder to unpack the native libraries to. */
class NativeLibrariesTest {
  @TempDir private Path folder;

  private Result withoutFolder(String... command) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "not a folder");
    return ChildJvm.run(
        List.of(
            "-Duser.home=" + file,
            "-Djava.io.tmpdir=" + file,
            "-Dorg.bytedeco.javacpp.logger=slf4j"),
        Main.class,
        command);
  }

  private void assertSaid(Result result) {
    assertThat(result.err().lines().filter(line -> !line.startsWith("WARNING: java.io.tmpdir")))
        .singleElement()
        .asString()
        .startsWith(
            "periscope: the native libraries cannot be unpacked: tried "
                + folder.resolve("file/.javacpp/cache, "))
        .endsWith("JAVA_TOOL_OPTIONS=-Dorg.bytedeco.javacpp.cachedir=FOLDER");
    assertThat(result.exit()).isEqualTo(1);
  }

  @Test
  void aSweepMakesNoFolder() throws IOException {
    Path sweep = folder.resolve("sweep");
    assertSaid(withoutFolder("sweep", "pair-circle5", "--seeds", "1", "--out", sweep.toString()));
    assertThat(sweep).doesNotExist();
  }

  @Test
  void trainingSaysSoBeforeItWritesAnything() throws IOException {
    Path run = folder.resolve("run.h5");
    assertSaid(withoutFolder("train", "pair-circle5", "--steps", "5", "--out", run.toString()));
    assertThat(folder).isDirectoryNotContaining(path -> path.toString().contains("run"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"probe @", "resume @", "ablate @ --neurons-of-frequency 1", "map @"})
  void sayItOfARun(String command) throws IOException {
    Path run = folder.resolve("run.h5");
    var trained =
        CommandLineRun.of("train", "pair-circle5", "--steps", "5", "--out", run.toString());
    assertThat(trained.code()).isZero();
    byte[] before = Files.readAllBytes(run);
    assertSaid(withoutFolder(command.replace("@", run.toString()).split(" ")));
    assertThat(run).hasBinaryContent(before);
    assertThat(folder.resolve("run.probes.h5")).doesNotExist();
  }
}
