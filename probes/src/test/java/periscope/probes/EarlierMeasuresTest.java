package periscope.probes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an earlier pass found is taken from its file, and only what still holds. */
final class EarlierMeasuresTest {
  @TempDir Path folder;

  private final AtomicInteger alone = new AtomicInteger();
  private final AtomicInteger relative = new AtomicInteger();
  private int version = 1;

  private Path run(int snapshots) throws IOException {
    var fixture = RunFixture.addition(7, 5, 4).trainEvery(3);
    for (int i = 0; i < snapshots; i++) {
      fixture.snapshot(fixture.gaussian(i));
    }
    return written(fixture);
  }

  private Path written(RunFixture fixture) throws IOException {
    Path run = folder.resolve("run.h5");
    Files.deleteIfExists(run);
    return fixture.write(run);
  }

  /** Counts how often it is asked. */
  private List<Probe> counting() {
    int current = version;
    return List.of(
        new Probe() {
          @Override
          public String name() {
            return "counting";
          }

          @Override
          public int version() {
            return current;
          }

          @Override
          public List<Measure> measures(RunContext run) {
            return List.of(
                Measure.scalar(
                    MeasureSpec.of("alone", "the step"),
                    snapshot -> {
                      alone.incrementAndGet();
                      return snapshot.step();
                    }),
                Measure.relativeScalar(
                    MeasureSpec.of("relative", "steps to the last"),
                    snapshot -> {
                      relative.incrementAndGet();
                      return run.last().step() - snapshot.step();
                    }),
                Measure.constant(
                    MeasureSpec.of("constant", "the last step"),
                    () -> new MeasureValue.Step(run.last().step())));
          }
        });
  }

  @Test
  void ofARunThatIsKnownNotEvenThePlanIsMade() throws IOException {
    Path run = run(3);
    var plans = new AtomicInteger();
    Probe probe =
        new Probe() {
          @Override
          public String name() {
            return "planned";
          }

          @Override
          public int version() {
            return version;
          }

          @Override
          public List<Measure> measures(RunContext context) {
            plans.incrementAndGet();
            return List.of(
                Measure.scalar(MeasureSpec.of("a", "one"), snapshot -> 1),
                Measure.scalar(MeasureSpec.of("b", "two"), snapshot -> 2));
          }
        };
    ProbePass.of(List.of(probe)).only(Set.of("a")).run(run, measures());
    ProbePass.of(List.of(probe)).run(run, measures());
    assertThat(plans.getAndSet(0)).as("of a part, then of all").isEqualTo(2);
    ProbePass.of(List.of(probe)).run(run, measures());
    assertThat(plans.get()).isZero();
    ProbePass.of(List.of(probe)).only(Set.of("b")).run(run, measures());
    assertThat(plans.getAndSet(0)).isOne();
    version = 2;
    ProbePass.of(List.of(probe)).run(run, measures());
    assertThat(plans.get()).isOne();
  }

  private ProbePass pass() {
    return ProbePass.of(counting()).provenance(Map.of(MeasureFile.SOFTWARE, "this"));
  }

  private Path measures() {
    return folder.resolve("measures.h5");
  }

  private void expectCounts(int ofSnapshotAlone, int ofLastToo) {
    assertThat(alone.getAndSet(0)).isEqualTo(ofSnapshotAlone);
    assertThat(relative.getAndSet(0)).isEqualTo(ofLastToo);
  }

  private void expectValues(int snapshots) throws IOException {
    try (MeasureFile file = MeasureFile.open(measures())) {
      assertThat(file.steps()).hasSize(snapshots);
      for (int i = 0; i < snapshots; i++) {
        assertThat(file.row("alone", i)).containsExactly(10 * i);
        assertThat(file.row("relative", i)).containsExactly(10 * (snapshots - 1 - i));
      }
      assertThat(file.step("constant")).hasValue(10L * (snapshots - 1));
    }
  }

  @Test
  void theSameRunIsNotProbedTwice() throws IOException {
    Path run = run(3);
    assertThat(pass().run(run, measures()).snapshots()).isEqualTo(3);
    expectCounts(3, 3);
    byte[] before = Files.readAllBytes(measures());
    assertThat(pass().run(run, measures()).snapshots()).isZero();
    assertThat(pass().only(Set.of("alone")).run(run, measures()).snapshots()).isZero();
    expectCounts(0, 0);
    assertThat(Files.readAllBytes(measures())).isEqualTo(before);
    assertThat(pass().fresh(true).run(run, measures()).snapshots()).isEqualTo(3);
    expectCounts(3, 3);
  }

  @Test
  void ofARunThatHasGrownOnlyWhatTheLastSnapshotChangesIsComputedAgain() throws IOException {
    pass().run(run(3), measures());
    expectCounts(3, 3);
    assertThat(pass().run(run(5), measures()).snapshots()).isEqualTo(5);
    expectCounts(2, 5);
    expectValues(5);
    pass().run(run(2), measures()); // another run: it has less
    expectCounts(2, 2);
    expectValues(2);
  }

  @Test
  void whatIsMissingIsAdded() throws IOException {
    Path run = run(4);
    pass().only(Set.of("alone")).run(run, measures());
    expectCounts(4, 0);
    pass().run(run, measures());
    expectCounts(0, 4);
    expectValues(4);
  }

  @Test
  void otherVersionsOtherProgramsAndOtherWeightsAreComputedAnew() throws IOException {
    Path run = run(3);
    pass().run(run, measures());
    expectCounts(3, 3);
    version = 2;
    pass().run(run, measures());
    expectCounts(3, 3);
    ProbePass.of(counting()).provenance(Map.of(MeasureFile.SOFTWARE, "that")).run(run, measures());
    expectCounts(3, 3);
    var fixture = RunFixture.addition(7, 5, 4).trainEvery(3);
    for (int i : new int[] {0, 9, 2}) {
      fixture.snapshot(fixture.gaussian(i));
    }
    pass().run(written(fixture), measures());
    expectCounts(3, 3);
  }

  @Test
  void aDamagedFileIsReplaced() throws IOException {
    Path run = run(3);
    pass().run(run, measures());
    expectCounts(3, 3);
    byte[] whole = Files.readAllBytes(measures());
    Files.write(measures(), Arrays.copyOf(whole, whole.length / 2));
    pass().run(run, measures());
    expectCounts(3, 3);
    expectValues(3);
  }

  @Test
  void whatAProbeFailedAtIsTriedAgain() throws IOException {
    Path run = run(2);
    var probes = new ArrayList<>(counting());
    probes.add(
        new Probe() {
          @Override
          public String name() {
            return "failing";
          }

          @Override
          public int version() {
            return 1;
          }

          @Override
          public List<Measure> measures(RunContext context) {
            return List.of(
                Measure.scalar(
                    MeasureSpec.of("failing", "fails"),
                    snapshot -> {
                      throw new IllegalStateException("not today");
                    }));
          }
        });
    for (int i = 0; i < 2; i++) {
      assertThat(ProbePass.of(probes).run(run, measures()).failures()).hasSize(1);
      expectCounts(2, 2);
    }
  }

  @Test
  void anInterruptedPassIsTakenUp() throws IOException {
    Path run = run(6);
    ProbePass interrupted =
        pass()
            .saveAfter(Duration.ZERO)
            .progress(
                (done, total) -> {
                  if (done == 4) {
                    throw new UncheckedIOException(new IOException("stopped"));
                  }
                });
    assertThatThrownBy(() -> interrupted.run(run, measures())).hasMessageContaining("stopped");
    assertThat(measures()).doesNotExist();
    alone.set(0);
    relative.set(0);
    pass().run(run, measures());
    assertThat(alone.get()).isBetween(1, 5); // rows are saved when the pass took twice as long
    assertThat(relative.get()).isEqualTo(alone.get());
    expectValues(6);
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("run.h5", "measures.h5");
    }
  }

  /** No measure that says it is of its snapshot alone depends on the last one. */
  @Test
  void aRunThatHasGrownMeasuresAsIfItWereNew() throws IOException {
    ProbePass.of(ProbePass.installed()).run(run(3), measures());
    Path run = run(6);
    ProbePass.of(ProbePass.installed()).run(run, measures());
    Path anew = folder.resolve("anew.h5");
    ProbePass.of(ProbePass.installed()).run(run, anew);
    try (MeasureFile found = MeasureFile.open(measures());
        MeasureFile expected = MeasureFile.open(anew)) {
      assertThat(found.series()).isEqualTo(expected.series());
      for (String id : expected.series()) {
        assertThat(found.all(id)).as(id).isEqualTo(expected.all(id));
      }
      for (String id : expected.constants()) {
        assertThat(found.all(id)).as(id).isEqualTo(expected.all(id));
      }
    }
  }
}
