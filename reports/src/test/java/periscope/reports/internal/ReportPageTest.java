package periscope.reports.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportPageTest {
  private static final Pattern SCRIPT =
      Pattern.compile("<script(?<attributes>[^>]*)>(?<text>.*?)</script>", Pattern.DOTALL);

  @TempDir private Path folder;

  @Test
  void thePolicyNamesExactlyTheScriptsAndTheStyleOfThePage() throws Exception {
    String html = html(PlantedRun.usual());

    Matcher policy =
        Pattern.compile("Content-Security-Policy\" content=\"([^\"]*)\"").matcher(html);
    assertThat(policy.find()).isTrue();
    String text = policy.group(1).replace("&#39;", "'");
    List<String> expected = new ArrayList<>();
    Matcher script = SCRIPT.matcher(html);
    while (script.find()) {
      if (script.group("attributes").isEmpty()) {
        expected.add(hash(script.group("text")));
      }
    }
    assertThat(expected).hasSize(2);
    Matcher style = Pattern.compile("<style>(.*?)</style>", Pattern.DOTALL).matcher(html);
    assertThat(style.find()).isTrue();
    assertThat(text)
        .startsWith("default-src 'none'; script-src ")
        .contains("script-src " + String.join(" ", expected) + ";")
        .contains("style-src " + hash(style.group(1)) + ";")
        .doesNotContain("unsafe");
  }

  @Test
  void thePolicyComesBeforeAnythingThatItGoverns() throws IOException {
    String html = html(PlantedRun.usual());

    assertThat(html.indexOf("Content-Security-Policy"))
        .isLessThan(html.indexOf("<style"))
        .isLessThan(html.indexOf("<title"))
        .isLessThan(html.indexOf("<script"));
  }

  @Test
  void hostileTextIsEscapedEverywhere() throws IOException {
    String html = html(HostileText.run());
    // What is left when our own scripts, which are checked by their hashes, are taken out.
    String rest = html.replaceAll("(?s)<script>.*?</script>", "");

    assertThat(rest)
        .contains(HostileText.MARK)
        .doesNotContainIgnoringCase("<script>window")
        .doesNotContain("<img", "<svg", "<!--");
    Matcher tag = Pattern.compile("<[^>\"]*(\"[^\"]*\"[^>\"]*)*>").matcher(rest);
    while (tag.find()) {
      // Without its quoted values a tag is names and nothing else.
      assertThat(tag.group().replaceAll("=\"[^\"]*\"", ""))
          .matches("<(!DOCTYPE|/?[a-z0-9]+)( [a-z-]+)*/?>");
    }
  }

  @Test
  void theManifestIsInertAndSaysWhatItWasTold() throws IOException {
    ReportData data = HostileText.run();
    String json = Manifest.of(data, List.of()).json();

    assertThat(json).doesNotContain("<", ">", "&", "\u2028", "\u2029");
    JsonNode tree = new ObjectMapper().readTree(json);
    assertThat(tree.get("name").textValue()).isEqualTo(HostileText.TOGETHER);
    assertThat(tree.get("absent").properties().stream().map(Map.Entry::getKey))
        .containsExactlyElementsOf(HostileText.ALL);
  }

  @Test
  void stepsAreStoredAsAProgressionOnlyIfTheyAreOne() {
    assertThat(Manifest.StepAxis.of(List.of(0L, 500L, 1000L)))
        .isEqualTo(new Manifest.StepAxis(3, 0, 500, null));
    assertThat(Manifest.StepAxis.of(List.of(0L, 1L, 10L)))
        .isEqualTo(new Manifest.StepAxis(3, 0, 0, List.of(0L, 1L, 10L)));
    assertThat(Manifest.StepAxis.of(List.of(7L))).isEqualTo(new Manifest.StepAxis(1, 7, 0, null));
    assertThat(Manifest.StepAxis.of(List.of())).isEqualTo(new Manifest.StepAxis(0, 0, 0, null));
  }

  @Test
  void theUsualRunFitsTheBudget() throws IOException {
    Path file = folder.resolve("page.html");
    ReportPage.of(PlantedRun.usual()).write(file);

    assertThat(Files.size(file)).isLessThan(6_000_000);
  }

  @Test
  void anOldPageStaysIfTheNewOneCannotBeWritten() throws IOException {
    Path file = folder.resolve("page.html");
    Files.writeString(file, "old");

    assertThatThrownBy(
            () ->
                AtomicText.write(
                    file,
                    writer -> {
                      writer.write("new");
                      throw new IOException("planted");
                    }))
        .hasMessage("planted");
    assertThat(file).hasContent("old");
    assertThat(folder).isDirectoryNotContaining(path -> path.toString().contains("partial"));
  }

  @Test
  void aSeriesWithTheWrongNumberOfRowsIsRefused() {
    ReportData usual = PlantedRun.usual();
    assertThatThrownBy(
            () ->
                new ReportData(
                    "x",
                    "",
                    List.of(),
                    List.of(),
                    "",
                    Map.of(),
                    List.of(0L, 1L),
                    List.of(),
                    usual.series(),
                    Map.of(),
                    List.of(),
                    Map.of(),
                    Background.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("series 'loss/train' has 101 rows, expected 2: one for every step of its axis");
  }

  private String html(ReportData data) throws IOException {
    Path file = folder.resolve("page.html");
    ReportPage.of(data).write(file);
    return Files.readString(file);
  }

  private static String hash(String text) throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    return String.format(Locale.ROOT, "'sha256-%s'", Base64.getEncoder().encodeToString(digest));
  }
}
