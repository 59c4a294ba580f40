package periscope.checkpoints.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import periscope.checkpoints.RunReader;

/** Imported runs read back, and where losses from lists go. */
final class ImporterTest {
  @TempDir private Path folder;

  private record MemoryRun(List<ForeignSnapshot> snapshots, Map<String, double[]> lists)
      implements ForeignRun {
    @Override
    public String kind() {
      return "memory";
    }

    @Override
    public Map<String, String> settings() {
      return Map.of();
    }

    @Override
    public void close() {}
  }

  private static MemoryRun run(int checkpoints, Map<String, double[]> lists) {
    List<ForeignSnapshot> snapshots = new java.util.ArrayList<>();
    for (int i = 0; i < checkpoints; i++) {
      snapshots.add(
          new ForeignSnapshot(
              OptionalLong.of(i),
              "part " + i,
              List.of(
                  ArrayTensor.of("embed", 11, 6),
                  ArrayTensor.of("hidden_w", 6, 4),
                  ArrayTensor.of("out_w", 4, 6))));
    }
    return new MemoryRun(snapshots, lists);
  }

  private RunReader imported(MemoryRun run, long... steps) throws IOException {
    Mapping mapping = Layouts.detect(run.snapshots().getFirst());
    Path file = folder.resolve("run.h5");
    new Importer(run, mapping, steps, OptionalLong.empty())
        .write(file, true, "{}", Map.of("source", "memory"), new int[] {0, 2}, done -> {});
    return RunReader.open(file);
  }

  private static double[] counting(int n) {
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = i;
    }
    return values;
  }

  @Test
  void writesEveryCheckpointAndTheSplit() throws IOException {
    MemoryRun run = run(3, Map.of());
    try (RunReader reader = imported(run, 0, 100, 250)) {
      assertThat(reader.steps()).containsExactly(0, 100, 250);
      assertThat(reader.train()).containsExactly(0, 2);
      assertThat(reader.provenance()).containsEntry("source", "memory");
      float[] embed = reader.snapshot(2).get("embed.W_E");
      double[] expected = ArrayTensor.of("embed", 11, 6).data();
      for (int i = 0; i < expected.length; i++) {
        assertThat(embed[i]).isEqualTo((float) expected[i]);
      }
    }
  }

  @Test
  void givesListsACadenceOfTheirOwn() throws IOException {
    MemoryRun run = run(3, Map.of("train_losses", counting(200), "test_accuracy", counting(3)));
    try (RunReader reader = imported(run, 0, 100, 200)) {
      assertThat(reader.metrics()).containsExactlyInAnyOrder("loss/train", "accuracy/test");
      double[] loss = reader.metric("loss/train");
      double[] accuracy = reader.metric("accuracy/test");
      long[] steps = reader.metricSteps();
      assertThat(steps).hasSize(201);
      for (int i = 0; i < 200; i++) {
        assertThat(steps[i]).isEqualTo(i);
        assertThat(loss[i]).isEqualTo(i);
      }
      assertThat(loss[200]).isNaN();
      assertThat(accuracy[100]).isEqualTo(1);
      assertThat(accuracy[1]).isNaN();
    }
  }

  @Test
  void understandsListsThatEndBeforeTheNextCheckpoint() throws IOException {
    // A loop of 250 epochs that saves at epochs 0, 100 and 200 and keeps every epoch's loss.
    MemoryRun run = run(3, Map.of("test_losses", counting(250)));
    Mapping mapping = Layouts.detect(run.snapshots().getFirst());
    var importer = new Importer(run, mapping, new long[] {0, 100, 200}, OptionalLong.empty());
    assertThat(importer.notes())
        .containsExactly("Losses after the last checkpoint are left out: steps 201 to 249.");
    try (RunReader reader = imported(run, 0, 100, 200)) {
      assertThat(reader.metricSteps()).hasSize(201).endsWith(200);
    }
  }

  @Test
  void leavesOutListsThatFitNoCadence() {
    MemoryRun run = run(2, Map.of("train_losses", counting(79)));
    Mapping mapping = Layouts.detect(run.snapshots().getFirst());
    long[] steps = {999, 1000};
    assertThat(new Importer(run, mapping, steps, OptionalLong.empty()).notes())
        .containsExactly(
            "The list train_losses has 79 entries, which fit no regular distance between steps 0 and 1,000: it is left out; --metrics-every says the distance.");
    assertThat(new Importer(run, mapping, steps, OptionalLong.of(10)).notes()).isEmpty();
  }

  @Test
  void saysThatFloat64IsRounded() {
    var snapshot =
        new ForeignSnapshot(
            OptionalLong.of(0),
            "a",
            List.of(
                ArrayTensor.of("embed", 11, 6).as(ElementFormat.FLOAT64),
                ArrayTensor.of("hidden_w", 6, 4),
                ArrayTensor.of("out_w", 4, 6)));
    var run = new MemoryRun(List.of(snapshot), Map.of());
    var importer =
        new Importer(run, Layouts.detect(snapshot), new long[] {0}, OptionalLong.empty());
    assertThat(importer.notes())
        .containsExactly("Weights are float64 in the file and are rounded to float32: embed.");
  }

  @Test
  void wantsStepsThatRise() {
    MemoryRun run = run(2, Map.of());
    Mapping mapping = Layouts.detect(run.snapshots().getFirst());
    assertThatThrownBy(() -> new Importer(run, mapping, new long[] {5, 5}, OptionalLong.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "part 1 would be step 5 after step 5: steps are 0 or more and rise; say them with --steps");
  }

  @Test
  void refusesTwoTensorsOfOneName() {
    MemoryRun run = run(2, Map.of());
    List<ForeignTensor> twice = new java.util.ArrayList<>(run.snapshots().getLast().tensors());
    twice.add(ArrayTensor.of("out_w", 4, 6));
    run.snapshots().set(1, new ForeignSnapshot(OptionalLong.of(1), "part 1", twice));
    assertThatThrownBy(() -> imported(run, 0, 1))
        .isInstanceOf(ForeignFileException.class)
        .hasMessage(
            "part 1: two tensors are called out_w; rename one, or import fewer files at once");
    assertThat(folder).isEmptyDirectory(); // and no half of a run stays
  }
}
