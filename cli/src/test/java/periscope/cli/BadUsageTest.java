package periscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever a person does wrong is answered with one sentence and the right exit code. */
class BadUsageTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "train pair-mod76, 'there is no preset pair-mod76; did you mean pair-mod67?'",
    "presets pair, 'there is no preset pair; known: gromov'",
    "train pair-mod67 --set optimizer.lr=1, there is no key lr",
    "train pair-mod67 --set split.fraction=1.5, 'split.fraction is 1.5, expected a number between 0 and 1'",
    "train pair-mod67 --set task.modulus=1, 'task.modulus is 1, expected 2 to 1000'",
    "train pair-mod67 --checkpoints daily, 'checkpoints is daily, expected every:500'",
    "train pair-mod67 --steps many, --steps",
    "train pair-mod67 --threads 0, '--threads is 0, expected 1 to 1024'",
    "train omnigrok-mnist --out x.h5, 'there is no train-images-idx3-ubyte and no train-images-idx3-ubyte.gz in '",
    "train pair-mod67 --set loss=hinge --out x.h5, 'loss hinge is for a network with one output, but this one has 67'",
    "train pair-mod67 --set loss=square, 'loss is square; known: binary-cross-entropy, cross-entropy, hinge, rounded-cross-entropy, squared-error, stablemax'",
    "train pair-mod67 --dtype float16, 'dtype is float16; did you mean float32 or float64?'",
    "sweep pair-mod67 --seeds 1 --out x --dtype half, 'dtype is half; known: float32, float64'",
    "train, Missing required parameter",
    "tarin pair-mod67, tarin",
    "train pair-mod67 --sede 4, --sede",
    "sweep pair-mod67 --seeds 5-1 --out x, --seeds",
  })
  void usageErrorsExitWith2(String line, String message) {
    var run = CommandLineRun.of(line.split(" "));
    assertThat(run.err()).startsWith("periscope: ").contains(message).doesNotContain("\tat ");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void aFullDiskIsSaidWithWhatToDo() {
    var full =
        new IOException(
            "run.h5: /params/w: cannot write it: file write failed: No space left on device");
    assertThat(DiskFull.explain(full, Path.of("run.h5"), "Go on with: x"))
        .hasMessage(
            "run.h5: the disk is full; everything up to the last checkpoint is kept. Free some space. Go on with: x");
    var other = new IOException("run.h5 is being written");
    assertThat(DiskFull.explain(other, Path.of("run.h5"), "")).isSameAs(other);
  }

  @ParameterizedTest
  @CsvSource({"probe", "report", "resume"})
  void aMissingFileIsNamed(String command) {
    Path missing = folder.resolve("no.h5");
    var run = CommandLineRun.of(command, missing.toString());
    assertThat(run.err()).contains("no.h5 does not exist").hasLineCount(1);
    assertThat(run.code()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"probe", "report", "resume"})
  void whatIsNoRunIsNamed(String command) throws IOException {
    Path text = Files.writeString(folder.resolve("notes.h5"), "dear diary", StandardCharsets.UTF_8);
    var run = CommandLineRun.of(command, text.toString());
    assertThat(run.err()).contains("notes.h5").hasLineCount(1);
    assertThat(run.code()).isEqualTo(1);
    assertThat(text).hasContent("dear diary");
  }

  @Test
  void anExistingRunIsNotOverwrittenWithoutForce() throws IOException {
    Path file = Files.writeString(folder.resolve("run.h5"), "precious");
    String[] train = {"train", "pair-circle5", "--steps", "5", "--out", file.toString()};
    var run = CommandLineRun.of(train);
    assertThat(run.err()).contains("run.h5").contains("--force");
    assertThat(run.code()).isEqualTo(1);
    assertThat(file).hasContent("precious");
  }

  @Test
  void anUnwritableFolderIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("plain"), "a file, not a folder");
    var run =
        CommandLineRun.of(
            "train", "pair-circle5", "--steps", "5", "--out", file.resolve("run.h5").toString());
    assertThat(run.err()).contains("plain").hasLineCount(1);
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void aCompositeModulusIsNotedAndWorks() {
    Path file = folder.resolve("run.h5");
    var run =
        CommandLineRun.of(
            "train",
            "pair-circle5",
            "--set",
            "task.modulus=12",
            "--steps",
            "5",
            "--out",
            file.toString());
    assertThat(run.code()).isZero();
    assertThat(run.err()).contains("the modulus 12 is not prime");
    assertThat(CommandLineRun.of("probe", file.toString()).code()).isZero();
  }

  @Test
  void aStackTraceIsForDebugOnly() {
    String missing = folder.resolve("no.h5").toString();
    assertThat(CommandLineRun.of("probe", missing).err()).doesNotContain("\tat ");
    assertThat(CommandLineRun.of("probe", missing, "--debug").err()).contains("\tat ");
  }

  @ParameterizedTest
  @CsvSource({"demo", "presets", "train", "resume", "sweep", "probe", "report"})
  void everyCommandHasHelpWithAnExample(String command) {
    var run = CommandLineRun.of(command, "--help");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("Usage: periscope " + command).contains("Example");
  }
}
