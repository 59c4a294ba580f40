package periscope.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import periscope.reports.internal.RunFiles;

class RunReportTest {
  @TempDir private Path folder;

  @Test
  void writesOnePageThatReplacesAnOldOne() throws IOException {
    Path run = RunFiles.write(folder.resolve("run.h5"), "small run", List.of(0L, 5L), true);
    Path html = folder.resolve("page.html");
    Files.writeString(html, "old");

    RunReport.write(run, RunFiles.probe(run), html);

    assertThat(html)
        .content()
        .startsWith("<!DOCTYPE html>")
        .contains("<title>small run · Periscope</title>")
        .endsWith("</html>\n");
    assertThat(folder).isDirectoryNotContaining(file -> file.toString().endsWith(".partial"));
  }

  @Test
  void aFileThatIsNotARunLeavesTheOldPage() throws IOException {
    Path run = Files.writeString(folder.resolve("run.h5"), "not a run");
    Path html = Files.writeString(folder.resolve("page.html"), "old");

    assertThatThrownBy(() -> RunReport.write(run, run, html))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("run.h5");
    assertThat(html).hasContent("old");
  }
}
