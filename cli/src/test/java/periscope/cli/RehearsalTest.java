package periscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalTest {
  /** Without it all starts are slow, and nothing says so. */
  @Test
  void everyCommandSucceedsAlsoOverAnEarlierRehearsal(@TempDir Path folder) {
    for (int round = 0; round < 2; round++) {
      var out = new StringWriter();
      assertThat(Rehearsal.run(folder, new PrintWriter(out))).as(out.toString()).isZero();
      assertThat(out.toString()).contains("key frequencies   1 (5)");
    }
  }
}
