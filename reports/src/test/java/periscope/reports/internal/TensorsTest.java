package periscope.reports.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import periscope.checkpoints.RunHeader;
import periscope.checkpoints.RunReader;
import periscope.checkpoints.RunWriter;
import periscope.checkpoints.Snapshot;
import periscope.checkpoints.TensorSpec;
import periscope.probes.MeasureFile;

/** Which weights a page holds, against the run file and against products written out. */
class TensorsTest {
  private static final List<Long> STEPS = List.of(0L, 10L, 50L);

  @TempDir private Path folder;

  @Test
  void everyParameterIsHeldAsItIsStored() throws IOException {
    Path file = RunFiles.write(folder.resolve("a.h5"), "little", STEPS, true);
    try (RunReader run = RunReader.open(file)) {
      List<Series> series = Tensors.of(run, run.steps(), Set.of()).series(run);

      assertThat(series.stream().map(Series::id))
          .containsExactly(
              "tensor/embed.W_E", "tensor/blocks.0.mlp.W_in", "tensor/blocks.0.mlp.W_out");
      for (Series one : series) {
        for (int i = 0; i < STEPS.size(); i++) {
          float[] stored = run.snapshot(i).get(one.id().substring(Tensors.PREFIX.length()));
          assertThat(one.rows().row(i)).containsExactly(wide(stored));
        }
      }
      assertThat(Tensors.of(run, run.steps(), Set.of()).layouts().get("tensor/embed.W_E/layout"))
          .containsExactly(7, 6, 1, 1, 1, 1);
    }
  }

  /** Of a run that has gone on since it was measured, the measured checkpoints. */
  @Test
  void rowsAreThoseOfTheMeasuredSteps() throws IOException {
    Path file = RunFiles.write(folder.resolve("a.h5"), "little", STEPS, true);
    try (RunReader run = RunReader.open(file)) {
      Series embedding = Tensors.of(run, new long[] {10, 50}, Set.of()).series(run).getFirst();
      assertThat(embedding.rows().count()).isEqualTo(2);
      assertThat(embedding.rows().row(0)).containsExactly(wide(run.snapshot(1).get("embed.W_E")));
    }
  }

  @Test
  void headsStandBesideEachOtherAndProductsAreTheirDefinitions() throws IOException {
    Path file = RunFiles.writeTransformer(folder.resolve("t.h5"), STEPS);
    try (RunReader run = RunReader.open(file)) {
      List<Series> series = Tensors.of(run, run.steps(), Set.of()).series(run);
      Snapshot last = run.snapshot(2);
      double[] queries = row(series, "blocks.0.attn.W_Q"); // [6][2 · 3]
      for (int head = 0; head < 2; head++) {
        for (int d = 0; d < 6; d++) {
          for (int i = 0; i < 3; i++) {
            assertThat(queries[d * 6 + head * 3 + i])
                .isEqualTo(last.get("blocks.0.attn.W_Q")[(head * 6 + d) * 3 + i]);
          }
        }
      }
      int tokens = RunFiles.P + 1;
      int h = RunFiles.NEURONS;
      double[] toNeurons = row(series, "W_E·W_V·W_O·W_in"); // [tokens][h]
      double[] toAnswers = row(series, "W_L"); // [h][tokens]
      for (int token = 0; token < tokens; token++) {
        for (int neuron = 0; neuron < h; neuron++) {
          double into = 0;
          for (int i = 0; i < 2 * 6 * 3 * 6; i++) {
            int head = i / (6 * 3 * 6);
            int from = i / (3 * 6) % 6;
            int z = i / 6 % 3;
            int to = i % 6;
            into +=
                (double) last.get("embed.W_E")[token * 6 + from]
                    * last.get("blocks.0.attn.W_V")[(head * 6 + from) * 3 + z]
                    * last.get("blocks.0.attn.W_O")[(head * 3 + z) * 6 + to]
                    * last.get("blocks.0.mlp.W_in")[to * h + neuron];
          }
          double out = 0;
          for (int d = 0; d < 6; d++) {
            out +=
                (double) last.get("blocks.0.mlp.W_out")[neuron * 6 + d]
                    * last.get("unembed.W_U")[d * tokens + token];
          }
          // Sums of up to 216 products of numbers below 10, in float32.
          assertThat(toNeurons[token * h + neuron]).isCloseTo(into, within(2e-3));
          assertThat(toAnswers[neuron * tokens + token]).isCloseTo(out, within(1e-4));
        }
      }
    }
  }

  @Test
  void aLargeRunIsThinnedToItsBudget() throws IOException {
    List<TensorSpec> parameters =
        List.of(
            new TensorSpec("wide", List.of(20, 1000)),
            new TensorSpec("tall", List.of(700, 3)),
            new TensorSpec("b", List.of(600)));
    Path file = folder.resolve("large.h5");
    int checkpoints = 500;
    RunHeader header = new RunHeader("{}", Map.of(), parameters, List.of(), List.of());
    try (RunWriter writer = RunWriter.create(file, header, new int[0], false)) {
      for (int step = 0; step < checkpoints; step++) {
        List<float[]> weights = new ArrayList<>();
        for (TensorSpec parameter : parameters) {
          float[] values = new float[parameter.size()];
          for (int i = 0; i < values.length; i++) {
            values[i] = step * 100_000 + i;
          }
          weights.add(values);
        }
        writer.checkpoint(step, weights, List.of());
      }
    }
    try (RunReader run = RunReader.open(file)) {
      Tensors tensors = Tensors.of(run, LongStream.range(0, checkpoints).toArray(), Set.of("b"));
      List<Series> series = tensors.series(run);

      assertThat(tensors.notes()).isEmpty();
      // Every 4th column, every 3rd row; b is elsewhere. Of 11.4 million values a quarter.
      assertThat(series.stream().map(Series::rowShape))
          .containsExactly(List.of(20, 250), List.of(234, 3));
      int each = 20 * 250 + 234 * 3;
      for (Series one : series) {
        Kept kept = Kept.of(one, Budget.ofOne());
        assertThat(kept.count() * each).isLessThanOrEqualTo(22_700 * checkpoints / 4);
        assertThat(kept.count() * each).isGreaterThan(22_700 * checkpoints / 12);
      }
      Kept kept = Kept.of(series.getFirst(), Budget.ofOne());
      assertThat(kept.every()).isEqualTo(2);
      double[] last = series.getFirst().rows().row(checkpoints - 1);
      assertThat(last[250 + 3]).isEqualTo((float) (499 * 100_000 + 1000 + 12));
      assertThat(series.get(1).rows().row(4)[3]).isEqualTo((float) (4 * 100_000 + 9));
      assertThat(series.getFirst().definition()).isEqualTo("wide; of 1,000 columns 1 in 4");
      EncodedSeries encoded = SeriesEncoder.encode(series.getFirst());
      assertThat(encoded.every()).isEqualTo(2);
      assertThat(encoded.count()).isEqualTo(kept.count());
    }
  }

  @Test
  void aNeuronsPhaseIsThatOfItsWave() {
    int p = 11;
    double[] planted = {0.4, -2.9, 1.7, 0};
    double[] frequency = {3, 1, 5, 0};
    float[] matrix = new float[(p + 1) * 4]; // with a row for =, which does not count
    for (int t = 0; t <= p; t++) {
      for (int neuron = 0; neuron < 4; neuron++) {
        matrix[t * 4 + neuron] =
            t == p
                ? 99
                : (float)
                    (7 + 2 * Math.cos(2 * Math.PI * frequency[neuron] * t / p - planted[neuron]));
      }
    }
    double[] phases = NeuronPhases.phases(matrix, frequency, p);
    // Cosines in float32.
    assertThat(Arrays.copyOf(phases, 3)).containsExactly(Arrays.copyOf(planted, 3), within(1e-6));
    assertThat(phases[3]).as("no frequency").isNaN();
  }

  @Test
  void aTransformersNeuronsHavePhases() throws IOException {
    Path file = RunFiles.writeTransformer(folder.resolve("t.h5"), STEPS);
    Path probes = RunFiles.probe(file);
    try (RunReader run = RunReader.open(file);
        MeasureFile measures = MeasureFile.open(probes)) {
      assertThat(RunData.of(run, probes, measures).constants().get("tensor/neuron-phase"))
          .hasSize(RunFiles.NEURONS);
    }
  }

  private static double[] row(List<Series> series, String name) throws IOException {
    return series.stream()
        .filter(one -> one.id().equals(Tensors.PREFIX + name))
        .findFirst()
        .orElseThrow()
        .rows()
        .row(2);
  }

  private static double[] wide(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }
}
