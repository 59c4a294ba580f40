package periscope.reports.internal.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ComparisonAssetsTest {
  @Test
  void everyScriptOfTheFolderIsInThePageOnce() throws Exception {
    String own = ComparisonAssets.scripts().getLast();
    for (Path file : files(".js")) {
      String name = "compare/" + root().relativize(file).toString().replace('\\', '/');
      assertThat(own.split("(?m)^// " + name + "$", -1)).as(name).hasSize(2);
    }
  }

  @Test
  void everyStyleSheetOfTheFolderIsInThePage() throws Exception {
    for (Path file : files(".css")) {
      assertThat(ComparisonAssets.style()).contains(Files.readString(file));
    }
  }

  private static Path root() throws URISyntaxException {
    return Objects.requireNonNull(
        Path.of(
                Objects.requireNonNull(
                        ComparisonAssets.class.getResource("/periscope/reports/compare/page.js"))
                    .toURI())
            .getParent());
  }

  private static List<Path> files(String ending) throws IOException, URISyntaxException {
    try (Stream<Path> walk = Files.walk(root())) {
      List<Path> found = walk.filter(file -> file.toString().endsWith(ending)).toList();
      assertThat(found).isNotEmpty();
      return found;
    }
  }
}
