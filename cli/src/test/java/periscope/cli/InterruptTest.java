package periscope.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import periscope.checkpoints.RunReader;
import periscope.testing.ChildJvm;

/** Ctrl-C on a process of its own: the file is closed, the person is told how to go on. */
class InterruptTest {
  private static final long SIGINT_BIT = 1L << (2 - 1); // signal 2
  private static final int SIGINT_EXIT = 130;

  @TempDir private Path folder;

  @Test
  void ctrlCClosesTheFileAndSaysHowToGoOn() throws IOException, InterruptedException {
    Path kill = Path.of("/bin/kill");
    assumeThat(Files.isExecutable(kill)).as("a system with /bin/kill").isTrue();
    assumeThat(interruptsAreIgnored()).as("started with SIGINT ignored, as by nohup").isFalse();
    Path run = folder.resolve("run.h5");
    Process child =
        new ProcessBuilder(
                ChildJvm.command(
                    List.of("-Dorg.bytedeco.javacpp.logger=slf4j"),
                    Main.class,
                    List.of(
                        "train",
                        "pair-circle5",
                        "--steps",
                        "100000000",
                        "--threads",
                        "1",
                        "--out",
                        run.toString())))
            .redirectErrorStream(true)
            .start();
    try (var output =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(output.readLine()).startsWith("step 0 of 100,000,000");
      while (!Files.exists(run)) {
        Thread.onSpinWait();
      }
      new ProcessBuilder(kill.toString(), "-INT", Long.toString(child.pid())).start().waitFor();
      String rest = output.lines().collect(Collectors.joining("\n"));
      assertThat(rest)
          .contains("Stopped after step ")
          .contains("Go on with: periscope resume " + run)
          .doesNotContain("Exception");
      assertThat(child.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(child.exitValue()).isEqualTo(SIGINT_EXIT);
    } finally {
      child.destroyForcibly();
    }
    try (RunReader reader = RunReader.open(run)) {
      assertThat(reader.steps()).isNotEmpty();
      assertThat(reader.live()).isFalse();
    }
  }

  /** What this process ignored when it started its children ignore, too; Linux says so. */
  private static boolean interruptsAreIgnored() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .anyMatch(
            line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & SIGINT_BIT) != 0);
  }
}
