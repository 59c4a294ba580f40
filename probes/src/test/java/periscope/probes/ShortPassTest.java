package periscope.probes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import periscope.models.net.Activation;
import periscope.models.net.PairMlpSpec;
import periscope.models.task.ModularArithmetic;

/** A pass that is to be short is begun only if it is. */
final class ShortPassTest {

  @TempDir Path folder;

  @Test
  void aSmallRunIsMeasured() throws IOException {
    var fixture = RunFixture.addition(7, 5, 4).trainEvery(3);
    fixture.snapshot(fixture.gaussian(1));
    assertThat(pass(fixture).snapshots()).isOne();
  }

  @Test
  void aTransformerIsLongAndNothingIsWritten() {
    var fixture =
        new RunFixture(
            new ModularArithmetic(
                7, ModularArithmetic.Operation.ADD, ModularArithmetic.Pairs.ORDERED, true),
            TransformerMeasuresTest.SPEC);
    fixture.snapshot(fixture.gaussian(1));
    assertThatThrownBy(() -> pass(fixture))
        .isInstanceOf(LongPassException.class)
        .hasMessageContaining("run.h5");
    assertThat(folder.resolve("run.h5")).exists();
    assertThat(folder).isDirectoryNotContaining("glob:**probes**");
  }

  /** 113² pairs by 4,000 neurons and 113 logits: two such checkpoints are too much, one is not. */
  @Test
  void checkpointsThatAreKnownDoNotCount() throws IOException {
    RunFixture fixture = RunFixture.collapsed(113, 4000, Activation.RELU, PairMlpSpec.Hidden.TIED);
    fixture.snapshot(fixture.zeros());
    assertThat(pass(fixture).snapshots()).isOne();
    fixture.snapshot(fixture.zeros());
    assertThat(pass(fixture).snapshots()).as("one is new").isEqualTo(2);
    Files.delete(measures());
    assertThatThrownBy(() -> pass(fixture)).isInstanceOf(LongPassException.class);
  }

  private ProbeResult pass(RunFixture fixture) throws IOException {
    Path run = folder.resolve("run.h5");
    Files.deleteIfExists(run);
    fixture.write(run);
    List<Probe> probes =
        ProbePass.installed().stream().filter(probe -> probe.name().equals("weights")).toList();
    return ProbePass.of(probes).shortOnly(true).run(run, measures());
  }

  private Path measures() {
    return MeasureFile.pathFor(folder.resolve("run.h5"));
  }
}
