package periscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A report's numbers are files beside it, unless they are not wanted. */
final class ReportFilesTest {
  @TempDir private Path folder;

  @Test
  void theNumbersStandBesideThePage() throws IOException {
    Path run = folder.resolve("run.h5");
    Path html = folder.resolve("page.html");
    Path summary = folder.resolve("page.summary.json");
    assertThat(
            CommandLineRun.of(
                    "train",
                    "pair-mod67",
                    "--steps",
                    "4",
                    "--checkpoints",
                    "every:2",
                    "--set",
                    "task.modulus=7",
                    "--out",
                    run.toString())
                .code())
        .isZero();
    assertThat(report(run, html, "--no-files").code()).isZero();
    assertThat(summary).doesNotExist();
    Files.delete(html);

    var both = report(run, html);
    assertThat(both.code()).isZero();
    assertThat(both.out())
        .contains("Wrote " + html + "; open it in a browser.", "Wrote " + summary + ".");
    assertThat(new ObjectMapper().readTree(summary.toFile()).at("/final/step").asLong())
        .isEqualTo(4);
    assertThat(folder.resolve("page.measures.csv")).content().startsWith("step,id,value\n0,");

    Files.delete(html);
    var again = report(run, html);
    assertThat(again.err())
        .contains(summary + " exists: name another with --out, or replace it with --force");
    assertThat(again.code()).isEqualTo(1);
    assertThat(html).doesNotExist();
    assertThat(report(run, html, "--force").code()).isZero();
  }

  private static CommandLineRun report(Path run, Path html, String... more) {
    String[] arguments = new String[4 + more.length];
    arguments[0] = "report";
    arguments[1] = run.toString();
    arguments[2] = "--out";
    arguments[3] = html.toString();
    System.arraycopy(more, 0, arguments, 4, more.length);
    return CommandLineRun.of(arguments);
  }
}
