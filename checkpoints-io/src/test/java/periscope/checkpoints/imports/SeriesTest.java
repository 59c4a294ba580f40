package periscope.checkpoints.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In which order files come, and where their steps come from. */
class SeriesTest {
  @TempDir Path folder;

  private List<Path> copies(String fixture, String... names) throws IOException {
    List<Path> copies = new ArrayList<>();
    for (String name : names) {
      copies.add(Files.copy(Fixtures.file(fixture), folder.resolve(name)));
    }
    return copies;
  }

  private static List<Long> steps(List<Path> paths) throws IOException {
    try (ForeignRun run = ForeignFiles.open(paths)) {
      return Fixtures.steps(run);
    }
  }

  private static List<String> origins(List<Path> paths) throws IOException {
    try (ForeignRun run = ForeignFiles.open(paths)) {
      return run.snapshots().stream()
          .map(s -> Path.of(s.origin()).getFileName().toString())
          .toList();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "step_2.pt, step_10.pt, 2, 10",
    "run-a-Epoch_2.pt, run-b-epoch10.pt, 2, 10",
    "model.ckpt-5.pt, model.ckpt-40.pt, 5, 40",
    "lr0.1-step=7-seed3.pt, lr0.1-step=70-seed3.pt, 7, 70",
    "0007.pt, 0070.pt, 7, 70",
    "w_7_final.pt, w_70_final.pt, 7, 70",
    "run1_9.pt, run1_10.pt, 9, 10",
  })
  void fromNames(String first, String second, long step, long next) throws IOException {
    copies("cuda.pt", second, first);
    assertThat(steps(List.of(folder))).containsExactly(step, next);
    assertThat(origins(List.of(folder))).containsExactly(first, second);
  }

  /** A number that may be anything, or the index of a layer or a seed, is no step. */
  @ParameterizedTest
  @CsvSource({"p71frej8t7.pt, p99zdpze5l.pt", "a.pt, b.pt", "seed1_a.pt, seed2_b.pt"})
  void notFromNames(String first, String second) throws IOException {
    copies("cuda.pt", second, first);
    assertThat(steps(List.of(folder))).containsExactly(-1L, -1L);
    assertThat(origins(List.of(folder))).containsExactly(first, second);
  }

  @Test
  void naturalOrderWithoutSteps() throws IOException {
    copies("cuda.pt", "x10a.pt", "x9b.pt", "x100c.pt", "x1000d.pt");
    assertThat(origins(List.of(folder)))
        .containsExactly("x9b.pt", "x10a.pt", "x100c.pt", "x1000d.pt");
  }

  @Test
  void ofOneFileOnlyIfTheNameSaysSo() throws IOException {
    assertThat(steps(copies("cuda.pt", "model_500.pt"))).containsExactly(-1L);
    assertThat(steps(copies("cuda.pt", "model_step500.pt"))).containsExactly(500L);
  }

  @Test
  void insideGoesBeforeTheName() throws IOException {
    assertThat(steps(copies("epoch.pt", "step_99.pt"))).containsExactly(3L);
    assertThat(steps(copies("optimizer.pt", "step_98.pt"))).containsExactly(7L);
    assertThat(steps(copies("all.safetensors", "step_97.safetensors"))).containsExactly(30L);
  }

  /** Where all files say the same epoch, it is no step: the names are next. */
  @Test
  void insideOnlyIfItTellsTheFilesApart() throws IOException {
    copies("epoch.pt", "step_1.pt", "step_2.pt");
    assertThat(steps(List.of(folder))).containsExactly(1L, 2L);
  }

  @Test
  void insideOnlyIfAllFilesSayIt() throws IOException {
    copies("epoch.pt", "step_1.pt");
    copies("cuda.pt", "step_2.pt");
    assertThat(steps(List.of(folder))).containsExactly(1L, 2L);
  }

  @Test
  void oneFileWithoutAStep() throws IOException {
    copies("cuda.pt", "step_1.pt", "step_2.pt", "final.pt");
    assertThatThrownBy(() -> ForeignFiles.open(List.of(folder)))
        .isInstanceOf(ForeignFileException.class)
        .hasMessage(
            folder.resolve("final.pt")
                + ": neither the file nor its name says a step, as that of step_1.pt does; import"
                + " the others without it, or rename it");
  }

  @Test
  void severalSeries() throws IOException {
    List<Path> files = copies("by_step.pt", "a.pt");
    files.addAll(copies("epoch.pt", "b.pt"));
    assertThat(steps(files)).containsExactly(0L, 3L, 100L, 200L);
  }

  @Test
  void theSameStepTwice() throws IOException {
    List<Path> files = copies("by_step.pt", "a.pt", "b.pt");
    assertThatThrownBy(() -> ForeignFiles.open(files))
        .isInstanceOf(ForeignFileException.class)
        .hasMessage("step 0 is there twice: " + files.get(0) + ": 0, and " + files.get(1) + ": 0");
  }

  @Test
  void kinds() throws IOException {
    copies("cuda.pt", "step_1.pt", "step_2.pt");
    try (ForeignRun run = ForeignFiles.open(List.of(folder))) {
      assertThat(run.kind()).isEqualTo("a folder of 2 PyTorch files");
    }
    List<Path> both = List.of(folder.resolve("step_1.pt"), folder.resolve("step_2.pt"));
    try (ForeignRun run = ForeignFiles.open(both)) {
      assertThat(run.kind()).isEqualTo("2 PyTorch files");
    }
  }

  @Test
  void configurationBesideOneFile() throws IOException {
    List<Path> file = copies("epoch.pt", "w.pt");
    Files.writeString(folder.resolve("config.json"), "{\"p\": 113, \"a.b\": {\"c/d\": [1, null]}}");
    Files.writeString(folder.resolve("w.json"), "{\"lr\": NaN, \"p\": 5}");
    Files.writeString(folder.resolve("other.json"), "not read");
    try (ForeignRun run = ForeignFiles.open(file)) {
      assertThat(run.settings())
          .containsEntry("config.p", "113")
          .containsEntry("config.a.b.c/d.0", "1")
          .containsEntry("config.lr", "NaN")
          .containsEntry("epoch", "3")
          .doesNotContainKey("config.a.b.c/d.1");
    }
  }

  @Test
  void configurationThatIsNoJson() throws IOException {
    List<Path> file = copies("epoch.pt", "w.pt");
    Path json = Files.writeString(folder.resolve("w.json"), "{\"lr\": 0.1,, }");
    assertThatThrownBy(() -> ForeignFiles.open(file))
        .isInstanceOf(ForeignFileException.class)
        .hasMessageMatching(
            "\\Q"
                + json
                + "\\E: it is not a JSON file: .+ at character \\d+; mend it or move it"
                + " elsewhere");
  }
}
