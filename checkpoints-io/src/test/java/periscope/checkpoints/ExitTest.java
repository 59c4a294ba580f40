package periscope.checkpoints;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.testing.ChildJvm;

/** A JVM that ends while others of its threads write leaves its files whole. */
class ExitTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void chooseFile() {
    file = folder.resolve("run.h5");
  }

  /** Writes a run in one thread, and ends in another when a byte comes. */
  static final class EndingProcess {
    private EndingProcess() {}

    public static void main(String[] args) throws IOException {
      Thread writing =
          new Thread(
              () -> {
                try {
                  WritingProcess.main(args);
                } catch (IOException e) {
                  System.out.println(e.getMessage());
                }
              });
      writing.start();
      if (System.in.read() >= 0) {
        System.exit(3);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 25})
  void aRunThatIsBeingWrittenIsClosed(int announced) throws IOException, InterruptedException {
    Process process = ChildJvm.start(EndingProcess.class, file.toString(), "1000000");
    try (BufferedReader output = process.inputReader(UTF_8)) {
      ChildJvm.awaitLine(output, "committed " + announced);
      process.getOutputStream().write(1);
      process.getOutputStream().flush();
      List<String> rest = output.readAllLines();
      assertThat(process.waitFor()).isEqualTo(3);
      try (RunReader reader = RunReader.open(file)) {
        assertThat(reader.steps())
            .hasSizeGreaterThanOrEqualTo(
                announced + (int) rest.stream().filter(l -> l.startsWith("committed")).count());
        TestRuns.verify(reader, 0);
        TestRuns.verifyOptimizer(reader);
      }
      String refused = ".*: the program is ending, so no file is read or written any more";
      assertThat(rest).allMatch(line -> line.startsWith("committed ") || line.matches(refused));
      try (RunWriter writer = RunWriter.resume(file)) {
        TestRuns.write(writer, writer.committed());
      }
    } finally {
      process.destroyForcibly();
    }
    assertThat(folder.resolve("run.h5.lock")).doesNotExist();
  }

  /** Ends without closing what it writes. */
  static final class ForgetfulProcess {
    private ForgetfulProcess() {}

    public static void main(String[] args) throws IOException {
      SeriesSpec loss = new SeriesSpec("loss", List.of(), Map.of());
      SeriesWriter writer = SeriesWriter.create(Path.of(args[0]), "x", Map.of(), List.of(loss));
      writer.append(0, List.of(new double[1]));
      System.out.println("forgotten");
    }
  }

  @Test
  void aSeriesFileThatWasNotCommittedIsDiscarded() throws IOException {
    assertThat(ChildJvm.run(List.of(), ForgetfulProcess.class, file.toString()).succeeded())
        .isEqualToIgnoringNewLines("forgotten");
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }
}
