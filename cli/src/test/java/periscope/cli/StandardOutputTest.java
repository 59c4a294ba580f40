package periscope.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import periscope.testing.ChildJvm;

class StandardOutputTest {
  @Test
  void whatIsWrittenComesThrough() {
    var bytes = new ByteArrayOutputStream();
    var output = new StandardOutput(bytes);
    new PrintWriter(output, true, StandardCharsets.UTF_8).println("norm ‖w‖");
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualToIgnoringNewLines("norm ‖w‖");
    assertThat(output.problem()).isEmpty();
  }

  @Test
  void aFailureIsAProblemUnlessTheReaderLeft() {
    assertThat(problemAfter("No space left on device")).hasValue("No space left on device");
    assertThat(problemAfter("Broken pipe")).isEmpty();
  }

  private static java.util.Optional<String> problemAfter(String reason) {
    var output =
        new StandardOutput(
            new OutputStream() {
              @Override
              public void write(int value) throws IOException {
                throw new IOException(reason);
              }
            });
    new PrintWriter(output, true, StandardCharsets.UTF_8).println("all");
    return output.problem();
  }

  @Test
  void outputThatCannotBeWrittenIsAFailureOfTheCommand() throws IOException, InterruptedException {
    Path full = Path.of("/dev/full");
    assumeThat(Files.exists(full)).as("a system with /dev/full").isTrue();
    Process child =
        new ProcessBuilder(
                ChildJvm.command(List.of(), Main.class, List.of("presets", "pair-mod67")))
            .redirectOutput(full.toFile())
            .start();
    try (var err = child.errorReader(StandardCharsets.UTF_8)) {
      assertThat(err.lines())
          .containsExactly("periscope: standard output cannot be written: No space left on device");
    }
    assertThat(child.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(child.exitValue()).isEqualTo(1);
  }
}
