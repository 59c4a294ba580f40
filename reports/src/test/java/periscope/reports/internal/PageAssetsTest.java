package periscope.reports.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PageAssetsTest {

  @Test
  void everyScriptOfTheFolderIsInThePageOnce() throws Exception {
    String own = PageAssets.scripts().getLast();

    for (Path file : files(".js")) {
      String name = root().relativize(file).toString().replace('\\', '/');
      if (name.startsWith("compare/")) {
        continue; // ComparisonAssetsTest has these
      }
      assertThat(own.split("(?m)^// " + name + "$", -1)).as(name).hasSize(2);
    }
  }

  @Test
  void everyStyleSheetOfTheFolderIsInThePage() throws Exception {
    String style = PageAssets.style();

    for (Path file : files(".css")) {
      if (root().relativize(file).startsWith("compare")) {
        continue; // ComparisonAssetsTest has these
      }
      assertThat(style).contains(Files.readString(file));
    }
  }

  @Test
  void noScriptIsLong() throws Exception {
    for (Path file : files("")) {
      assertThat(Files.readAllLines(file)).as(file.toString()).hasSizeLessThan(300);
    }
  }

  @Test
  void scriptsAskToBeTypeChecked() throws Exception {
    for (Path file : files(".js")) {
      assertThat(Files.readAllLines(file).getFirst()).as(file.toString()).isEqualTo("// @ts-check");
    }
  }

  @Test
  void nothingInAScriptCanCloseItsElement() {
    assertThat(PageAssets.inertScript("a = '</script>'; b = '</SCRIPT '"))
        .isEqualTo("a = '<\\/script>'; b = '<\\/SCRIPT '");
    assertThatThrownBy(() -> PageAssets.inertScript("a <!--b"))
        .isInstanceOf(IllegalStateException.class);
    assertThat(PageAssets.scripts())
        .noneMatch(script -> script.toLowerCase(java.util.Locale.ROOT).contains("</script"));
  }

  @Test
  void d3ComesFirst() {
    assertThat(PageAssets.scripts().getFirst()).startsWith("// https://d3js.org/d3-array/ v3.2.4");
  }

  private static Path root() throws URISyntaxException {
    URL folder =
        Objects.requireNonNull(PageAssets.class.getResource("/periscope/reports/page.css"));
    return Objects.requireNonNull(Path.of(folder.toURI()).getParent());
  }

  private static List<Path> files(String ending) throws IOException, URISyntaxException {
    try (Stream<Path> walk = Files.walk(root())) {
      List<Path> found =
          walk.filter(Files::isRegularFile)
              .filter(file -> file.toString().endsWith(ending))
              .filter(file -> !file.toString().endsWith(".class"))
              .toList();
      assertThat(found).isNotEmpty();
      return found;
    }
  }
}
