package periscope.probes.fourier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableIntArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.models.net.Activation;
import periscope.models.net.Parameters;
import periscope.models.net.Recorder;
import periscope.models.net.Tensor;
import periscope.models.net.TransformerSpec;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.ModularArithmetic.Operation;
import periscope.models.task.ModularArithmetic.Pairs;
import periscope.probes.MeasureFile;
import periscope.probes.RunFixture;
import periscope.probes.SlowMeasures;

/** Planes of neurons against the definition, and which neurons are taken. */
final class NeuronPlaneTest {
  /** Relative to the largest: sums of p² products in another order. */
  private static final double ROUNDING = 1e-12;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 6, 13})
  void aPlaneIsTheDoubleSum(int p) {
    Random random = new Random(p);
    double[] values = random.doubles((long) p * p).toArray();
    double[] plane = NeuronPlaneProbe.plane(FourierBasis.of(p), values);
    for (int f = 0; f < p; f++) {
      for (int g = 0; g < p; g++) {
        assertThat(plane[f * p + g]).isCloseTo(slow(values, p, f, g), within(ROUNDING * p));
      }
    }
  }

  private static double slow(double[] values, int p, int f, int g) {
    double sum = 0;
    for (int a = 0; a < p; a++) {
      for (int b = 0; b < p; b++) {
        sum += SlowMeasures.basis(f, a, p) * SlowMeasures.basis(g, b, p) * values[a * p + b];
      }
    }
    return sum;
  }

  @Test
  void aTransformersNeuronsAreThoseAtTheLastPosition() throws IOException {
    int p = 7;
    var fixture = transformer(p);
    Parameters weights = fixture.gaussian(4);
    Recorder recorder = Recorder.of("blocks.0.mlp.hook_post");
    fixture.model().forward(weights, ((ModularArithmetic) fixture.task()).plane(), recorder);
    Tensor all = recorder.get("blocks.0.mlp.hook_post"); // [p²][2][5]
    try (MeasureFile file = fixture.snapshot(weights).probe(folder)) {
      int[] neurons = file.integers("neurons/fourier-2d/neurons");
      assertThat(file.spec("neurons/fourier-2d").shape())
          .isEqualTo(List.of(1, neurons.length, p, p));
      assertThat(file.all("neurons/fourier-2d/steps")).containsExactly(0);
      double[] planes = file.all("neurons/fourier-2d");
      double largest = Arrays.stream(planes).map(Math::abs).max().orElseThrow();
      for (int i = 0; i < neurons.length; i++) {
        double[] activity = new double[p * p];
        for (int pair = 0; pair < p * p; pair++) {
          activity[pair] = all.values()[(pair * 2 + 1) * 5 + neurons[i]];
        }
        for (int f = 0; f < p; f++) {
          for (int g = 0; g < p; g++) {
            assertThat(planes[(i * p + f) * p + g])
                .isCloseTo(slow(activity, p, f, g), within(ROUNDING * largest));
          }
        }
      }
    }
  }

  private static RunFixture transformer(int p) {
    return new RunFixture(
        new ModularArithmetic(p, Operation.ADD, Pairs.ORDERED),
        new TransformerSpec(
            1,
            2,
            3,
            6,
            5,
            Activation.RELU,
            TransformerSpec.Attention.FULL,
            1,
            new TransformerSpec.Biases(true, true, false),
            TransformerSpec.Outputs.VOCABULARY));
  }

  /** Of each key the one of largest variance, then the next of each, then others. */
  @Test
  void neuronsAreTakenInTurnFromTheKeys() {
    double[] frequency = {3, 5, 3, 0, 5, 2, 5};
    double[] share = {0.9, 0.95, 0.99, 0, 0.5, 0.4, 0.86};
    double[] variance = {1, 4, 2, 0, 9, 3, 5};
    var spectra = new NeuronSpectra(frequency, share);
    assertThat(ChosenNeurons.of(spectra, ImmutableIntArray.of(3, 5), variance))
        .containsExactly(2, 6, 0, 1, 4, 5);
    assertThat(ChosenNeurons.of(spectra, ImmutableIntArray.of(), variance))
        .containsExactly(4, 6, 1, 5, 2, 0);
    variance[4] = Double.NaN;
    assertThat(ChosenNeurons.of(spectra, ImmutableIntArray.of(3), variance)).isEmpty();
  }

  @Test
  void moreThanTwelveAreNotTaken() {
    double[] share = new double[40];
    Arrays.fill(share, 0.9);
    double[] frequency = new double[40];
    Arrays.setAll(frequency, i -> 1 + i % 3);
    double[] variance = new double[40];
    Arrays.setAll(variance, i -> 100 - i);
    var spectra = new NeuronSpectra(frequency, share);
    assertThat(ChosenNeurons.of(spectra, ImmutableIntArray.of(1, 2, 3), variance))
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
  }

  @Test
  void runsThatNeedOrHaveNoneSaySo() throws IOException {
    RunFixture mlp = RunFixture.addition(7, 4, 3);
    Path other = Files.createDirectory(folder.resolve("other"));
    try (MeasureFile file = mlp.snapshot(mlp.gaussian(1)).probe(other)) {
      assertThat(file.absentReason("neurons/fourier-2d"))
          .contains("the activity of its neurons is their activation of W_input[a] + W_input[b]");
    }
    RunFixture dead = transformer(7);
    try (MeasureFile file = dead.snapshot(dead.zeros()).probe(folder)) {
      assertThat(file.absentReason("neurons/fourier-2d/neurons"))
          .contains(
              "no neuron of the last checkpoint varies over the pairs, or weights are not finite");
    }
  }
}
