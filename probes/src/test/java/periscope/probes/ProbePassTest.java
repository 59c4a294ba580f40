package periscope.probes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.models.net.Activation;
import periscope.models.net.PairMlpSpec;
import periscope.models.net.Parameters;

final class ProbePassTest {
  /** Random weights have none; {@link LogitMeasuresTest} is about networks that have. */
  private static final String NO_KEYS =
      "there are no key frequencies by the rule neuron share above 0.85 at the last checkpoint";

  /** What only happens in a run that learns, or one of parity. */
  private static final String NEEDS_A_LONGER_RUN =
      "(lottery|circles|grokking|double-descent|phases|parity)/.*|events/(un|re)generalised|events/test-loss-peak";

  @TempDir Path folder;

  @Test
  void oneAndMoreThreadsGiveTheSameBits() throws IOException {
    Path run = run(9);
    Path one = folder.resolve("one.h5");
    ProbePass.of(ProbePass.installed()).run(run, one);
    try (MeasureFile expected = MeasureFile.open(one)) {
      for (int threads : new int[] {2, 3}) {
        Path several = folder.resolve(threads + ".h5");
        ProbePass.of(ProbePass.installed()).threads(threads).run(run, several);
        try (MeasureFile found = MeasureFile.open(several)) {
          assertThat(found.steps()).isEqualTo(expected.steps()).hasSize(9);
          assertThat(found.series()).isEqualTo(expected.series()).hasSizeGreaterThan(30);
          assertThat(found.constants()).isEqualTo(expected.constants());
          for (String id : expected.series()) {
            assertThat(found.all(id)).as(id).isEqualTo(expected.all(id));
          }
          for (String id : expected.constants()) {
            assertThat(found.all(id)).as(id).isEqualTo(expected.all(id));
          }
        }
      }
    }
  }

  @Test
  void everyMeasureOfAnOrdinaryRunIsThere() throws IOException {
    try (MeasureFile file = probe(ProbePass.installed(), run(2))) {
      assertThat(file.absent())
          .filteredOn(id -> !file.absentReason(id).orElseThrow().equals(NO_KEYS))
          .filteredOn(id -> !id.matches(NEEDS_A_LONGER_RUN) && !id.startsWith("groups/"))
          .containsExactlyInAnyOrder(
              "W_input_b",
              "ablation/heads/train",
              "ablation/heads/test",
              "ablation/heads-mean/train",
              "ablation/heads-mean/test",
              "attention/scores",
              "attention/pattern/0",
              "attention/pattern/steps",
              "neurons/fourier-2d",
              "neurons/fourier-2d/neurons",
              "neurons/fourier-2d/steps",
              "events/memorised",
              "events/half",
              "events/generalised");
      assertThat(file.absentReason("W_input_b")).contains("both operands share W_input");
      assertThat(file.series())
          .contains("loss/test", "weights/sum-of-squares/embed.W_E", "pca/final-axes/explained");
      for (String id : file.series()) {
        for (double value : file.all(id)) {
          assertThat(value).as(id).isFinite();
        }
        MeasureSpec spec = file.spec(id);
        assertThat(spec.definition()).as(id).isNotEmpty();
        assertThat(spec.probe()).as(id).isNotEmpty();
        assertThat(spec.version()).as(id).isPositive();
      }
    }
  }

  @Test
  void weightsThatAreNotFiniteSpoilTheirStepOnly() throws IOException {
    var fixture = RunFixture.addition(7, 5, 4).trainEvery(3);
    Parameters broken = fixture.gaussian(2);
    broken.get("embed.W_E")[3] = Float.NaN;
    fixture.snapshot(fixture.gaussian(1)).snapshot(broken).snapshot(fixture.gaussian(3));
    try (MeasureFile file = fixture.probe(folder)) {
      for (String id : file.series()) {
        assertThat(file.row(id, 0)).as(id).doesNotContain(Double.NaN);
        assertThat(file.row(id, 2)).as(id).doesNotContain(Double.NaN);
      }
      for (String id :
          List.of(
              "loss/all",
              "weights/sum-of-squares",
              "gini/W_E",
              "ipr/in",
              "W_input/frequency",
              "W_input/phase",
              "neurons/frequency",
              "neurons/share-above-0.85",
              "pca/explained",
              "pca/final-axes")) {
        assertThat(file.row(id, 1)).as(id).contains(Double.NaN);
      }
      assertThat(file.row("weights/sum-of-squares/blocks.0.mlp.W_in", 1)[0]).isFinite();
      assertThat(file.all("weights/not-finite")).containsExactly(0, 1, 0);
      assertThat(file.notes())
          .containsExactly(
              "Weights are NaN or infinite at step 10, so what depends on them is NaN there.");
    }
  }

  @Test
  void aLastSnapshotThatIsNotFiniteHasNoKeys() throws IOException {
    var fixture = RunFixture.addition(7, 5, 4);
    Parameters broken = fixture.gaussian(2);
    broken.get("blocks.0.mlp.W_in")[3] = Float.POSITIVE_INFINITY;
    fixture.snapshot(fixture.gaussian(1)).snapshot(broken);
    try (MeasureFile file = fixture.probe(folder)) {
      for (String id : List.of("keys", "keys/neurons-per-key", "keys/dft-above-10")) {
        assertThat(file.absentReason(id))
            .as(id)
            .contains("weights of the last checkpoint are not finite");
      }
      assertThat(file.integers("neurons/order")).hasSize(4);
      assertThat(file.row("neurons/frequency", 0)).doesNotContain(Double.NaN);
    }
  }

  @Test
  void aRunWithoutASplitSaysSo() throws IOException {
    var fixture = RunFixture.addition(5, 3, 2);
    Path run = fixture.snapshot(fixture.gaussian(1)).write(folder.resolve("run.h5"));
    try (MeasureFile file = probe(ProbePass.installed(), run)) {
      for (String id :
          List.of(
              "loss/train",
              "loss/test",
              "accuracy/train",
              "accuracy/test",
              "events/memorised",
              "events/half",
              "events/generalised")) {
        assertThat(file.has(id)).as(id).isFalse();
        assertThat(file.absentReason(id)).as(id).contains("the run has no split");
      }
      assertThat(file.row("loss/all", 0)[0]).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aProbeThatThrowsDoesNotStopTheOthers(int threads) throws IOException {
    Path run = run(5);
    Path measures = folder.resolve("measures.h5");
    var failing =
        probe(
            "failing",
            List.of(
                Measure.scalar(MeasureSpec.of("good", "the step"), SnapshotAnalysis::step),
                Measure.scalar(
                    MeasureSpec.of("bad", "throws"),
                    snapshot -> {
                      if (snapshot.step() >= 20) {
                        throw new IllegalStateException("no step " + snapshot.step());
                      }
                      return 7;
                    }),
                Measure.series(
                    MeasureSpec.of("short", "too short").shape(2), snapshot -> new double[1]),
                Measure.constant(
                    MeasureSpec.of("constant", "throws"),
                    () -> {
                      throw new IllegalStateException("no constant");
                    })));
    var result =
        ProbePass.of(List.of(failing, healthy("healthy", "fine")))
            .threads(threads)
            .run(run, measures);
    assertThat(result.snapshots()).isEqualTo(5);
    assertThat(result.failures()).hasSize(1);
    assertThat(result.failures().getFirst().probe()).isEqualTo("failing");
    assertThat(result.failures().getFirst().message())
        .isEqualTo(
            "probe failing (short) failed at step 0 and 4 later ones: its shape [2] has 2 values, found 1");
    try (MeasureFile file = MeasureFile.open(measures)) {
      assertThat(file.all("good")).containsExactly(0, 10, 20, 30, 40);
      assertThat(file.all("bad")).containsExactly(7, 7, Double.NaN, Double.NaN, Double.NaN);
      assertThat(file.all("short")).hasSize(10).containsOnly(Double.NaN);
      assertThat(file.all("fine")).containsExactly(1, 1, 1, 1, 1);
      assertThat(file.absentReason("constant"))
          .hasValueSatisfying(reason -> assertThat(reason).contains("no constant"));
      assertThat(file.notes())
          .containsExactly(
              "Not all was measured: probe failing (short) failed at step 0 and 4 later ones: its shape [2] has 2 values, found 1.");
    }
  }

  @Test
  void aProbeThatCannotDeclareItsMeasuresIsLeftOut() throws IOException {
    var broken =
        new Probe() {
          @Override
          public String name() {
            return "broken";
          }

          @Override
          public int version() {
            return 1;
          }

          @Override
          public List<Measure> measures(RunContext run) {
            throw new LinkageError("a class is missing");
          }
        };
    Path measures = folder.resolve("measures.h5");
    var result = ProbePass.of(List.of(broken, healthy("healthy", "fine"))).run(run(2), measures);
    assertThat(result.failures())
        .singleElement()
        .satisfies(
            failure ->
                assertThat(failure.message()).isEqualTo("probe broken failed: a class is missing"));
    try (MeasureFile file = MeasureFile.open(measures)) {
      assertThat(file.series()).containsExactly("fine");
    }
  }

  @Test
  void theFirstOfTwoProbesOwnsAnId() throws IOException {
    Path measures = folder.resolve("measures.h5");
    var result =
        ProbePass.of(List.of(healthy("first", "same"), healthy("second", "same")))
            .run(run(2), measures);
    assertThat(result.failures())
        .singleElement()
        .satisfies(
            failure ->
                assertThat(failure.message())
                    .isEqualTo("probe second (same) failed: probe first already computes it"));
    try (MeasureFile file = MeasureFile.open(measures)) {
      assertThat(file.spec("same").probe()).isEqualTo("first");
    }
  }

  @Test
  void onlyWantedMeasuresAndWhatTheyAreMadeOf() throws IOException {
    Path run = run(2);
    Path measures = folder.resolve("measures.h5");
    ProbePass.of(ProbePass.installed()).only(Set.of("events/half", "gini/W_E")).run(run, measures);
    try (MeasureFile file = MeasureFile.open(measures)) {
      assertThat(file.series()).containsExactlyInAnyOrder("accuracy/test", "gini/W_E");
      assertThat(file.absent()).containsExactly("events/half");
    }
    assertThatThrownBy(
            () -> ProbePass.of(ProbePass.installed()).only(Set.of("gini/W_e")).run(run, measures))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there is no measure gini/W_e; did you mean gini/W_E");
  }

  @Test
  void intermediatesAreComputedOncePerSnapshotAndOncePerRun() throws IOException {
    var perSnapshot = new AtomicInteger();
    var perRun = new AtomicInteger();
    Intermediate<RunContext, Integer> ofRun = Intermediate.of(run -> perRun.incrementAndGet());
    Intermediate<SnapshotAnalysis, Integer> ofSnapshot =
        Intermediate.of(snapshot -> perSnapshot.incrementAndGet() + 0 * snapshot.run().get(ofRun));
    var greedy =
        probe(
            "greedy",
            List.of(
                Measure.scalar(MeasureSpec.of("one", "-"), snapshot -> snapshot.get(ofSnapshot)),
                Measure.scalar(MeasureSpec.of("two", "-"), snapshot -> snapshot.get(ofSnapshot))));
    ProbePass.of(List.of(greedy)).threads(2).run(run(6), folder.resolve("measures.h5"));
    assertThat(perSnapshot).hasValue(6);
    assertThat(perRun).hasValue(1);
  }

  @Test
  void aFailingIntermediateIsNotTriedAgain() throws IOException {
    var attempts = new AtomicInteger();
    Intermediate<SnapshotAnalysis, Integer> failing =
        Intermediate.of(
            snapshot -> {
              attempts.incrementAndGet();
              throw new IllegalStateException("cannot");
            });
    var greedy =
        probe(
            "greedy",
            List.of(
                Measure.scalar(MeasureSpec.of("one", "-"), snapshot -> snapshot.get(failing)),
                Measure.scalar(MeasureSpec.of("two", "-"), snapshot -> snapshot.get(failing))));
    var result = ProbePass.of(List.of(greedy)).run(run(3), folder.resolve("measures.h5"));
    assertThat(attempts).hasValue(3);
    assertThat(result.failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.step()).isEqualTo(OptionalLong.of(0));
              assertThat(failure.steps()).isEqualTo(3);
              assertThat(failure.message())
                  .isEqualTo("probe greedy (one) failed at step 0 and 2 later ones: cannot");
            });
  }

  @Test
  void progressIsToldAfterEverySnapshot() throws IOException {
    var told = new ArrayList<String>();
    ProbePass.of(List.of(healthy("healthy", "fine")))
        .threads(2)
        .progress((done, total) -> told.add(done + "/" + total))
        .run(run(3), folder.resolve("measures.h5"));
    assertThat(told).containsExactly("1/3", "2/3", "3/3");
  }

  @Test
  void anOldFileStaysIfThePassFails() throws IOException {
    Path run = run(3);
    Path measures = folder.resolve("measures.h5");
    ProbePass.of(List.of(healthy("healthy", "fine"))).run(run, measures);
    byte[] before = Files.readAllBytes(measures);
    assertThatThrownBy(
            () ->
                ProbePass.of(List.of(healthy("another", "other")))
                    .progress(
                        (done, total) -> {
                          throw new IllegalStateException("stopped");
                        })
                    .run(run, measures))
        .hasMessage("stopped");
    assertThat(Files.readAllBytes(measures)).isEqualTo(before);
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("run.h5", "measures.h5");
  }

  @Test
  void aRunIsNeverReplacedByItsMeasures() throws IOException {
    Path run = run(1);
    byte[] before = Files.readAllBytes(run);
    assertThatThrownBy(() -> ProbePass.of(ProbePass.installed()).run(run, run))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(run + " is the run itself: write its measures to another file");
    assertThat(Files.readAllBytes(run)).isEqualTo(before);
  }

  @Test
  void whatIsNoFileOfMeasuresIsNotReplaced() throws IOException {
    Path run = run(1);
    Path other = Files.copy(run, folder.resolve("other.h5"));
    Path text = Files.writeString(folder.resolve("notes.probes.h5"), "important");
    for (Path taken : List.of(other, text)) {
      byte[] before = Files.readAllBytes(taken);
      assertThatThrownBy(() -> ProbePass.of(ProbePass.installed()).run(run, taken))
          .isInstanceOf(IOException.class)
          .hasMessage(
              taken
                  + " is in the way of the measures and is something else: move it, or rename the run");
      assertThat(Files.readAllBytes(taken)).isEqualTo(before);
    }
  }

  @Test
  void notesAndProvenanceAreKept() throws IOException {
    var fixture = RunFixture.collapsed(8, 2, Activation.RELU, PairMlpSpec.Hidden.UNTIED);
    Path run = fixture.snapshot(fixture.gaussian(1)).write(folder.resolve("run.h5"));
    Path measures = MeasureFile.pathFor(run);
    assertThat(measures).isEqualTo(folder.resolve("run.probes.h5"));
    ProbePass.of(ProbePass.installed()).provenance(Map.of("software", "1.2")).run(run, measures);
    try (MeasureFile file = MeasureFile.open(measures)) {
      assertThat(file.run()).isEqualTo("run.h5");
      assertThat(file.attributes()).containsEntry("software", "1.2");
      assertThat(file.notes()).singleElement().asString().startsWith("The modulus 8 is not prime");
      assertThat(file.spec("W_input_b").shape()).containsExactly(8, 2);
      assertThat(file.absentReason("gini/W_E"))
          .contains("the model has no embedding: it is collapsed into the hidden layer");
      assertThat(file.row("W_input_b", 0)).isNotEqualTo(file.row("W_input", 0));
    }
  }

  @Test
  void measuresCanBeListedWithoutComputingThem() throws IOException {
    List<Measure> measures = ProbePass.of(ProbePass.installed()).measures(run(1));
    assertThat(measures)
        .anySatisfy(
            measure ->
                assertThat(measure)
                    .isInstanceOfSatisfying(
                        Measure.Absent.class,
                        absent -> assertThat(absent.spec().id()).isEqualTo("W_input_b")));
  }

  private Path run(int snapshots) throws IOException {
    var fixture = RunFixture.addition(7, 5, 4).trainEvery(3);
    for (int i = 0; i < snapshots; i++) {
      fixture.snapshot(fixture.gaussian(i));
    }
    return fixture.write(folder.resolve("run.h5"));
  }

  private MeasureFile probe(List<Probe> probes, Path run) throws IOException {
    Path measures = MeasureFile.pathFor(run);
    assertThat(ProbePass.of(probes).run(run, measures).failures()).isEmpty();
    return MeasureFile.open(measures);
  }

  private static Probe healthy(String name, String id) {
    return probe(name, List.of(Measure.scalar(MeasureSpec.of(id, "one"), snapshot -> 1)));
  }

  private static Probe probe(String name, List<Measure> measures) {
    return new Probe() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public int version() {
        return 3;
      }

      @Override
      public List<Measure> measures(RunContext run) {
        return measures;
      }
    };
  }
}
