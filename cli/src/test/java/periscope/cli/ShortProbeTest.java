package periscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher relies on: a long pass of probes is refused by an exit code and no word. */
class ShortProbeTest {
  private static final String PROPERTY = "periscope.short";

  @TempDir private Path folder;

  @BeforeEach
  void askForShortOnes() {
    System.setProperty(PROPERTY, "true");
  }

  @AfterEach
  void askForAll() {
    System.clearProperty(PROPERTY);
  }

  @Test
  void aShortOneIsDone() {
    var probe = CommandLineRun.of("probe", trained("pair-circle5"));
    assertThat(probe.code()).as(probe.err()).isZero();
    assertThat(probe.out()).contains("checkpoint 2 of 2");
  }

  @Test
  void aLongOneIsLeftToAnotherJava() {
    assertLeft(CommandLineRun.of("probe", trained("pizza-pizza")));
    assertThat(folder.toFile().list()).as("nothing is written").containsExactly("pizza-pizza.h5");
  }

  @Test
  void soAreSeveral() {
    assertLeft(CommandLineRun.of("probe", trained("pair-circle5"), trained("pair-mod67")));
  }

  private static void assertLeft(CommandLineRun probe) {
    assertThat(probe.code()).isEqualTo(75);
    assertThat(probe.out()).isEmpty();
    assertThat(probe.err()).isEmpty();
  }

  private String trained(String preset) {
    String run = folder.resolve(preset + ".h5").toString();
    var trained =
        CommandLineRun.of(
            "train", preset, "--steps", "1", "--checkpoints", "every:1", "--out", run);
    assertThat(trained.code()).as(trained.err()).isZero();
    return run;
  }
}
