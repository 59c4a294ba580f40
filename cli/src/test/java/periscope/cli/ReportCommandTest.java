package periscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code periscope report} of several runs. */
class ReportCommandTest {
  @TempDir private static Path folder;

  private static Path runs;

  @BeforeAll
  static void train() throws IOException {
    runs = Files.createDirectories(folder.resolve("runs"));
    var sweep =
        CommandLineRun.of(
            "sweep", "pair-circle5", "--seeds", "9-10", "--steps", "60", "--out", runs.toString());
    assertThat(sweep.code()).isZero();
  }

  @Test
  void aFolderOfRunsBecomesAComparison() throws IOException {
    Path html = folder.resolve("cmp.html");
    var run = CommandLineRun.of("report", runs.toString(), "-o", html.toString());

    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines())
        .containsExactly(
            "Wrote " + html + "; open it in a browser.",
            "Wrote " + folder.resolve("cmp.summary.json") + ".",
            "Wrote " + folder.resolve("cmp.measures.csv") + ".");
    assertThat(run.code()).isZero();
    assertThat(Files.readString(html))
        .containsSubsequence("\"label\":\"seed 9\"", "\"label\":\"seed 10\"");
    assertThat(folder.resolve("cmp.summary.json")).isNotEmptyFile();
    assertThat(folder.resolve("cmp.measures.csv")).isNotEmptyFile();

    var again = CommandLineRun.of("report", runs.toString(), "-o", html.toString());
    assertThat(again.err()).contains("cmp.html exists").contains("--force");
    assertThat(again.code()).isEqualTo(1);
  }

  @Test
  void aFolderOfPagesIsWritten() {
    Path study = folder.resolve("study");
    var run = CommandLineRun.of("report", runs.toString(), "--folder", study.toString());

    assertThat(run.code()).isZero();
    assertThat(study.resolve("index.html")).isNotEmptyFile();
    assertThat(study.resolve("runs/pair-circle5-seed9.html")).isNotEmptyFile();
    assertThat(study.resolve("runs/pair-circle5-seed10.js")).isNotEmptyFile();
  }

  @Test
  void aRunThatCannotBeReadIsSaidAndTheOthersAreCompared() throws IOException {
    Path damaged = Files.writeString(folder.resolve("damaged.h5"), "dear diary");
    Path html = folder.resolve("partly.html");
    var run =
        CommandLineRun.of("report", runs.toString(), damaged.toString(), "-o", html.toString());

    assertThat(run.err()).contains("damaged.h5").hasLineCount(1);
    assertThat(run.code()).isEqualTo(1);
    assertThat(Files.readString(html)).contains("damaged could not be read: ");
  }

  @Test
  void aRunThatCannotBeReadHasNoPageInTheFolderOfTheOthers() throws IOException {
    Path damaged = Files.writeString(folder.resolve("diary.h5"), "dear diary");
    Path study = folder.resolve("partly");
    var run =
        CommandLineRun.of(
            "report", runs.toString(), damaged.toString(), "--folder", study.toString());

    assertThat(run.err()).contains("diary.h5").hasLineCount(1);
    assertThat(run.code()).isEqualTo(1);
    assertThat(study.resolve("runs/pair-circle5-seed10.html")).isNotEmptyFile();
    assertThat(study.resolve("runs/diary.html")).doesNotExist();
    assertThat(Files.readString(study.resolve("index.html"))).contains("diary could not be read: ");
  }

  @Test
  void aFileThatIsNamedTwiceIsTakenOnce() {
    Path run = runs.resolve("pair-circle5-seed9.h5");
    Path html = folder.resolve("once.html");
    var once =
        CommandLineRun.of(
            "report",
            run.toString(),
            runs.resolve("..").resolve("runs").resolve(run.getFileName()).toString(),
            run.toString(),
            "-o",
            html.toString());

    assertThat(once.err().lines())
        .containsExactly("periscope: " + run + " is named more than once and is taken once");
    assertThat(once.code()).isZero();
    assertThat(folder.resolve("once.measures.csv")).isNotEmptyFile();
  }

  @Test
  void whatCannotBeComparedIsRefused() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    var none = CommandLineRun.of("report", empty.toString());
    assertThat(none.err().strip())
        .isEqualTo("periscope: " + empty + " has no run files: expected names that end in .h5");
    assertThat(none.code()).isEqualTo(1);

    var both = CommandLineRun.of("report", runs.toString(), "-o", "a.html", "--folder", "b");
    assertThat(both.err())
        .contains("--out names one page and --folder a folder of pages: give one of them");
    assertThat(both.code()).isEqualTo(2);

    Path page = folder.resolve("no").resolve("x.html");
    var nowhere = CommandLineRun.of("report", runs.toString(), "-o", page.toString());
    assertThat(nowhere.err().strip())
        .isEqualTo(
            String.format(
                Locale.ROOT,
                "periscope: %s cannot be written: there is no folder %s; make it, or name another with --out",
                page,
                page.getParent()));
    assertThat(nowhere.code()).isEqualTo(1);

    Path missing = folder.resolve("no.h5");
    var gone = CommandLineRun.of("report", runs.toString(), missing.toString());
    assertThat(gone.err().strip()).isEqualTo("periscope: " + missing + " does not exist");
    assertThat(gone.code()).isEqualTo(1);
  }
}
