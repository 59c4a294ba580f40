package periscope.probes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import periscope.models.task.ModularArithmetic;

/** docs/measures.md has every measure of every architecture. */
final class DocumentationTest {
  @TempDir Path folder;

  @Test
  void everyMeasureIsDocumented() throws IOException {
    String documentation = Files.readString(Path.of("..", "docs", "measures.md"));
    for (RunFixture fixture :
        List.of(
            RunFixture.addition(7, 5, 4),
            TransformerMeasuresTest.fixture(ModularArithmetic.Pairs.ORDERED))) {
      Path run = folder.resolve(fixture.zeros().specs().size() + ".h5");
      fixture.snapshot(fixture.zeros()).write(run);
      for (Measure measure : ProbePass.of(ProbePass.installed()).measures(run)) {
        String id = measure.spec().id();
        String documented = id.replaceFirst("(weights/sum-of-squares/).*", "$1<parameter>");
        assertThat(documentation).as("docs/measures.md").contains("`" + documented + "`");
      }
    }
  }
}
