package periscope.probes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import periscope.models.net.Activation;
import periscope.models.net.Parameters;
import periscope.models.net.Recorder;
import periscope.models.net.Transformer;
import periscope.models.net.TransformerSpec;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.ModularArithmetic.Operation;
import periscope.models.task.ModularArithmetic.Pairs;
import periscope.models.task.Task;

/**
 * Measures of transformer runs against their definitions, over the model's own forward pass of one
 * example at a time, all of whose positions are seen.
 */
final class TransformerMeasuresTest {
  private static final int P = 7;
  private static final int D = 6;
  private static final int H = 5;
  static final TransformerSpec SPEC =
      new TransformerSpec(
          2,
          2,
          3,
          D,
          H,
          Activation.RELU,
          TransformerSpec.Attention.CAUSAL,
          1,
          new TransformerSpec.Biases(true, true, false),
          TransformerSpec.Outputs.VOCABULARY);

  /** Relative: sums of some hundred products in float64, in another order. */
  private static final double ROUNDING = 1e-11;

  @TempDir Path folder;

  static RunFixture fixture(Pairs pairs) {
    return new RunFixture(new ModularArithmetic(P, Operation.ADD, pairs, true), SPEC);
  }

  /** Weights of a size at which softmax is far from 0 and 1. */
  private static Parameters weights(RunFixture fixture) {
    var random = new Random(4);
    Parameters weights = fixture.zeros();
    for (int i = 0; i < weights.specs().size(); i++) {
      for (int j = 0; j < weights.get(i).length; j++) {
        weights.get(i)[j] = random.nextFloat() - 0.5f;
      }
    }
    return weights;
  }

  @ParameterizedTest
  @EnumSource(Pairs.class)
  void lossesAndNeurons(Pairs pairs) throws IOException {
    var fixture = fixture(pairs).trainEvery(3);
    Parameters weights = weights(fixture);
    Task all = new ModularArithmetic(P, Operation.ADD, Pairs.ORDERED, true).task();
    Transformer model = SPEC.model(all);
    double[][][] neurons = new double[H][P][P];
    double[] loss = new double[3];
    double[] correct = new double[3];
    int[] count = new int[3];
    int example = 0;
    for (int a = 0; a < P; a++) {
      for (int b = 0; b < P; b++) {
        var recorder = Recorder.of("blocks.1.mlp.hook_post");
        double[] logits =
            model.forward(weights, all.select(new int[] {a * P + b}), recorder).values();
        for (int i = 0; i < H; i++) {
          neurons[i][a][b] = recorder.get("blocks.1.mlp.hook_post").values()[2 * H + i];
        }
        if (pairs == Pairs.ORDERED || a <= b) {
          for (int which : new int[] {example++ % 3 == 0 ? 0 : 1, 2}) {
            loss[which] += loss(logits, (a + b) % P);
            correct[which] += largest(logits) == (a + b) % P ? 1 : 0;
            count[which]++;
          }
        }
      }
    }
    try (MeasureFile file = fixture.snapshot(weights).probe(folder)) {
      String[] names = {"train", "test", "all"};
      for (int which = 0; which < 3; which++) {
        assertClose(file, "loss/" + names[which], loss[which] / count[which]);
        assertClose(file, "accuracy/" + names[which], correct[which] / count[which]);
      }
      double[] share = new double[H];
      double[] frequency = new double[H];
      for (int i = 0; i < H; i++) {
        double[] shares = SlowMeasures.explainedShares(neurons[i]);
        for (int k = 1; k < shares.length; k++) {
          if (shares[k] > share[i]) {
            share[i] = shares[k];
            frequency[i] = k;
          }
        }
      }
      assertClose(file, "neurons/explained-share", share);
      assertClose(file, "neurons/frequency", frequency);
    }
  }

  /** The row of = is left out of W_E, and its column of W_U. */
  @Test
  void spectraOfTheEmbeddingAndOfTheWayToTheLogits() throws IOException {
    var fixture = fixture(Pairs.ORDERED);
    Parameters weights = weights(fixture);
    var embedding = new ArrayList<double[]>();
    for (int j = 0; j < D; j++) {
      double[] column = new double[P];
      for (int t = 0; t < P; t++) {
        column[t] = weights.get("embed.W_E")[t * D + j];
      }
      embedding.add(column);
    }
    var output = new ArrayList<double[]>();
    for (int i = 0; i < H; i++) {
      double[] row = new double[P];
      for (int q = 0; q < P; q++) {
        for (int j = 0; j < D; j++) {
          row[q] +=
              (double) weights.get("blocks.1.mlp.W_out")[i * D + j]
                  * weights.get("unembed.W_U")[j * (P + 1) + q];
        }
      }
      output.add(row);
    }
    double squares = 0;
    for (int i = 0; i < weights.specs().size(); i++) {
      for (float weight : weights.get(i)) {
        squares += (double) weight * weight;
      }
    }
    try (MeasureFile file = fixture.snapshot(weights).probe(folder)) {
      assertClose(file, "embedding/fourier-norm", norms(embedding));
      assertClose(file, "gini/W_E", SlowMeasures.gini(norms(embedding)));
      assertClose(file, "W_L/fourier-norm", norms(output));
      assertClose(file, "gini/W_L", SlowMeasures.gini(norms(output)));
      assertClose(file, "weights/sum-of-squares", squares);
      assertThat(file.spec("pca/final-axes").shape()).isEqualTo(List.of(P, 4));
    }
  }

  @Test
  void whatAnMlpHasIsAbsentWithTheReason() throws IOException {
    var fixture = fixture(Pairs.ORDERED).trainEvery(2);
    try (MeasureFile file = fixture.snapshot(weights(fixture)).probe(folder)) {
      for (String id :
          List.of(
              "W_input",
              "W_input_b",
              "W_output",
              "W_input/fourier",
              "gini/W_output",
              "ipr/in",
              "W_input/frequency",
              "neurons/order",
              "neurons/final-frequency",
              "keys/dft-above-10")) {
        assertThat(file.absentReason(id))
            .contains(
                "a transformer has no matrix from a token to the neurons: attention lies between; W_L is its matrix from the neurons to the logits");
      }
      assertThat(file.constants()).contains("keys", "keys/neurons-per-key");
      for (String id : file.series()) {
        assertThat(file.row(id, 0)).as(id).doesNotContain(Double.NaN);
      }
      assertThat(ProbeSummary.last(file).text()).contains("gini").contains("W_L ");
    }
  }

  @Test
  void withoutTestExamplesTheirMeasuresAreAbsent() throws IOException {
    var fixture = fixture(Pairs.ORDERED).trainEvery(1);
    try (MeasureFile file = fixture.snapshot(weights(fixture)).probe(folder)) {
      for (String id : List.of("loss/test", "accuracy/test", "events/half", "events/generalised")) {
        assertThat(file.absentReason(id)).contains("every example is a training example");
      }
      assertThat(file.row("loss/train", 0)).isEqualTo(file.row("loss/all", 0));
    }
  }

  /** In an MLP over two operands, W_L is W_output. */
  @Test
  void ofAnMlpItIsWOutput() throws IOException {
    var fixture = RunFixture.addition(P, D, H);
    try (MeasureFile file = fixture.snapshot(fixture.gaussian(1)).probe(folder)) {
      assertThat(file.row("W_L/fourier-norm", 0)).isEqualTo(file.row("W_output/fourier-norm", 0));
      assertThat(file.row("gini/W_L", 0)).isEqualTo(file.row("gini/W_output", 0));
    }
  }

  private static double loss(double[] logits, int label) {
    double sum = 0;
    for (double logit : logits) {
      sum += Math.exp(logit - logits[label]);
    }
    return Math.log(sum);
  }

  private static int largest(double[] logits) {
    int largest = 0;
    for (int i = 1; i < logits.length; i++) {
      largest = logits[i] > logits[largest] ? i : largest;
    }
    return largest;
  }

  private static double[] norms(List<double[]> columns) {
    double[] norms = new double[P];
    for (int row = 0; row < P; row++) {
      for (double[] column : columns) {
        norms[row] += Math.pow(SlowMeasures.coefficient(row, column), 2);
      }
      norms[row] = Math.sqrt(norms[row]);
    }
    return norms;
  }

  private static void assertClose(MeasureFile file, String id, double... expected)
      throws IOException {
    double scale = 1;
    for (double value : expected) {
      scale = Math.max(scale, Math.abs(value));
    }
    assertThat(file.row(id, 0)).as(id).containsExactly(expected, within(ROUNDING * scale));
  }
}
