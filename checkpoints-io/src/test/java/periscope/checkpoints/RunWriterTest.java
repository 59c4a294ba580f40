package periscope.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the writer refuses, and what it leaves alone. */
class RunWriterTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void chooseFile() {
    file = folder.resolve("run.h5");
  }

  private RunWriter create(boolean overwrite) throws IOException {
    return RunWriter.create(file, TestRuns.HEADER, TestRuns.TRAIN, overwrite);
  }

  @Test
  void doesNotReplaceAFileUnasked() throws IOException {
    TestRuns.write(file, 3);
    byte[] before = Files.readAllBytes(file);
    assertThatThrownBy(() -> create(false))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("run.h5: this file exists already");
    assertThat(file).hasBinaryContent(before);
    assertThat(folder.resolve("run.h5.lock")).doesNotExist();
  }

  @Test
  void replacesAFileWhenAsked() throws IOException {
    Files.writeString(file, "something else");
    try (RunWriter writer = create(true)) {
      TestRuns.write(writer, 0);
    }
    try (RunReader reader = RunReader.open(file)) {
      assertThat(reader.steps()).containsExactly(0);
    }
  }

  @Test
  void keepsTheOldFileWhenTheNewOneCannotBeMade() throws IOException {
    TestRuns.write(file, 3);
    byte[] before = Files.readAllBytes(file);
    RunHeader impossible =
        new RunHeader(
            "a NUL character: \0", Map.of(), TestRuns.HEADER.parameters(), List.of(), List.of());
    assertThatThrownBy(() -> RunWriter.create(file, impossible, new int[0], true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("attribute spec contains a NUL character");
    assertThat(file).hasBinaryContent(before);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void replacesWhatALinkPointsTo() throws IOException {
    Path target = Files.createDirectory(folder.resolve("disk")).resolve("run.h5");
    TestRuns.write(target, 2);
    Path link = Files.createSymbolicLink(file, target);
    try (RunWriter writer = create(true)) {
      assertThat(target.resolveSibling("run.h5.lock")).exists();
      TestRuns.write(writer, 0);
    }
    assertThat(link).isSymbolicLink();
    try (RunReader reader = RunReader.open(target)) {
      assertThat(reader.steps()).hasSize(1);
    }
  }

  @Test
  void saysThatItsFileWasRenamed() throws IOException {
    RunWriter writer = create(false);
    TestRuns.write(writer, 0);
    Path renamed = Files.move(file, folder.resolve("renamed.h5"));
    assertThatThrownBy(writer::close)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("run.h5 was renamed or deleted while it was being written")
        .hasMessageContaining("ends at step " + writer.lastStep());
    try (RunReader run = RunReader.open(renamed)) {
      assertThat(run.steps()).containsExactly(writer.lastStep());
    }
  }

  @Test
  void needsAFolderThatExists() {
    file = folder.resolve("no").resolve("run.h5");
    assertThatThrownBy(() -> create(false))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageEndingWith("no: there is no such folder");
  }

  @Test
  void needsAFolderThatIsOne() throws IOException {
    Path blocker = Files.createFile(folder.resolve("blocker"));
    file = blocker.resolve("run.h5");
    assertThatThrownBy(() -> create(false))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("blocker is not a folder");
  }

  @Test
  void needsAFolderThatIsWritable() throws IOException {
    Path closed = Files.createDirectory(folder.resolve("closed"));
    assumeFalse(
        !closed.toFile().setWritable(false) || Files.isWritable(closed),
        "this user may write into any folder");
    file = closed.resolve("run.h5");
    assertThatThrownBy(() -> create(false))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageEndingWith("run.h5: its folder is not writable");
    assertThat(closed.toFile().setWritable(true)).isTrue();
  }

  @Test
  void doesNotReplaceAFolder() throws IOException {
    Files.createDirectory(file);
    assertThatThrownBy(() -> create(true))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("run.h5 is a folder, not a file");
  }

  @Test
  void wantsAscendingSteps() throws IOException {
    try (RunWriter writer = create(false)) {
      TestRuns.write(writer, 1);
      assertThatThrownBy(() -> TestRuns.write(writer, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("metrics of step 5 after the checkpoint of step 10");
      List<float[]> parameters = TestRuns.parameters(TestRuns.HEADER, 10);
      List<float[]> optimizer = TestRuns.optimizer(TestRuns.HEADER, 10);
      assertThatThrownBy(() -> writer.checkpoint(10, parameters, optimizer))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("checkpoint of step 10 after the checkpoint of step 10");
      writer.metrics(15, new double[3]);
      assertThatThrownBy(() -> writer.metrics(15, new double[3]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("metrics of step 15 after those of step 15");
      assertThatThrownBy(() -> writer.checkpoint(12, parameters, optimizer))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("and metrics of step 15");
      assertThat(writer.committed()).isEqualTo(1);
    }
  }

  @Test
  void wantsTheSizesOfTheHeader() throws IOException {
    try (RunWriter writer = create(false)) {
      List<float[]> parameters = TestRuns.parameters(TestRuns.HEADER, 0);
      List<float[]> optimizer = TestRuns.optimizer(TestRuns.HEADER, 0);
      assertThatThrownBy(() -> writer.checkpoint(0, optimizer, optimizer))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(
              "parameter blocks.0.mlp.W_in of shape [6, 40, 3] has 720 values, found 66");
      assertThatThrownBy(() -> writer.checkpoint(0, parameters, List.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected 3 optimizer tensors, found 0");
      assertThatThrownBy(() -> writer.metrics(0, new double[2]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected 3 metrics, found 2");
      assertThat(writer.committed()).isZero();
    }
  }

  @Test
  void copiesMetrics() throws IOException {
    double[] reused = {1, 2, 3};
    try (RunWriter writer = create(false)) {
      writer.metrics(0, reused);
      reused[0] = 9;
      writer.checkpoint(
          0, TestRuns.parameters(TestRuns.HEADER, 0), TestRuns.optimizer(TestRuns.HEADER, 0));
    }
    try (RunReader reader = RunReader.open(file)) {
      assertThat(reader.metric("loss/train")).containsExactly(1);
    }
  }

  @Test
  void takesNothingAfterClosing() throws IOException {
    RunWriter writer = create(false);
    writer.close();
    writer.close();
    assertThatThrownBy(() -> TestRuns.write(writer, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageEndingWith("the writer is closed");
  }

  @Test
  void aWholeRunTakesItsNameWhenItIsComplete() throws IOException {
    Files.writeString(file, "something else");
    RunWriter.writeWhole(
        file,
        TestRuns.HEADER,
        TestRuns.TRAIN,
        true,
        writer -> {
          TestRuns.write(writer, 0);
          assertThat(file).hasContent("something else");
        });
    try (RunReader reader = RunReader.open(file)) {
      assertThat(reader.steps()).containsExactly(0);
    }
    assertThat(folder).isDirectoryNotContaining(other -> !other.equals(file));
  }

  @Test
  void aWholeRunThatFailsLeavesNothing() throws IOException {
    RunWriter.Content broken =
        writer -> {
          TestRuns.write(writer, 0);
          throw new IOException("broken off");
        };
    assertThatThrownBy(
            () -> RunWriter.writeWhole(file, TestRuns.HEADER, TestRuns.TRAIN, false, broken))
        .hasMessage("broken off");
    assertThat(folder).isEmptyDirectory();
    TestRuns.write(file, 3);
    byte[] before = Files.readAllBytes(file);
    assertThatThrownBy(
            () -> RunWriter.writeWhole(file, TestRuns.HEADER, TestRuns.TRAIN, true, broken))
        .hasMessage("broken off");
    assertThat(file).hasBinaryContent(before);
    assertThat(folder).isDirectoryNotContaining(other -> !other.equals(file));
  }

  @Test
  void doesNotReplaceWhatIsNoFile() throws Exception {
    assumeTrue(new ProcessBuilder("mkfifo", file.toString()).start().waitFor() == 0);
    assertThatThrownBy(() -> create(true))
        .hasMessage(file + " is not a regular file: name another");
    assertThat(Files.exists(file) && !Files.isRegularFile(file)).isTrue();
  }
}
