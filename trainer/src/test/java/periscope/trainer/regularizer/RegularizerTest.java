package periscope.trainer.regularizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import periscope.models.net.ParameterSpec;
import periscope.models.net.Parameters;
import periscope.models.spec.SeedStreams;

class RegularizerTest {
  private static final List<ParameterSpec> SPECS =
      List.of(
          new ParameterSpec("a", List.of(2), true),
          new ParameterSpec("b", List.of(3), true),
          new ParameterSpec("fixed", List.of(2), false));

  @Test
  void l1AddsTheSign() {
    Parameters gradient = of(1, 1, 1, 1, 1, 1, 1);
    make(new RegularizerSpec.L1(0.5), of(2, -2, 0, 3, -1, 9, 9))
        .onGradient(of(2, -2, 0, 3, -1, 9, 9), gradient, 0);
    assertThat(values(gradient)).containsExactly(1.5f, 0.5f, 1, 1.5f, 0.5f, 1, 1);
  }

  @Test
  void decayLeadsBackToTheStart() {
    Regularizer<Parameters> decay =
        make(new RegularizerSpec.DecayToStart(2), of(1, 2, 3, 4, 5, 6, 7));
    Parameters weights = of(5, 2, 3, 0, 5, 0, 0);
    decay.afterUpdate(weights, 0.125, 3);
    assertThat(values(weights)).containsExactly(4, 2, 3, 1, 5, 0, 0); // a quarter of the way
  }

  /** Of trained weights only: 3-4-0-0-0 has norm 5, 6-8-0-0-0 twice that. */
  @Test
  void theNormIsKept() {
    Regularizer<Parameters> constant =
        make(new RegularizerSpec.ConstantNorm(), of(3, 4, 0, 0, 0, 100, 100));
    Parameters weights = of(0, 0, 6, 0, 8, 1, 1);
    constant.afterUpdate(weights, 1e-3, 0);
    assertThat(values(weights)).containsExactly(0, 0, 3, 0, 4, 1, 1);
    Parameters none = of(0, 0, 0, 0, 0, 1, 1);
    constant.afterUpdate(none, 1e-3, 0);
    assertThat(values(none)).containsExactly(0, 0, 0, 0, 0, 1, 1);
  }

  @Test
  void onlyALongGradientIsClipped() {
    Regularizer<Parameters> clip = make(new RegularizerSpec.ClipNorm(2.5), of(0, 0, 0, 0, 0, 0, 0));
    Parameters longer = of(3, 0, 4, 0, 0, 50, 50);
    clip.onGradient(longer, longer, 0);
    assertThat(values(longer)).containsExactly(1.5f, 0, 2, 0, 0, 50, 50);
    Parameters shorter = of(1, 0, 2, 0, 0, 50, 50);
    clip.onGradient(shorter, shorter, 0);
    assertThat(values(shorter)).containsExactly(1, 0, 2, 0, 0, 50, 50);
  }

  /** Each parameter by itself; what is left has the length that there was. */
  @Test
  void theGradientIsTurnedToRightAngles() {
    Regularizer<Parameters> orthogonal =
        make(new RegularizerSpec.Orthogonal(), of(0, 0, 0, 0, 0, 0, 0));
    Parameters weights = of(2, 0, 1, 1, 0, 0, 0);
    Parameters gradient = of(3, 4, 1, 0, 0, 7, 7);
    orthogonal.onGradient(weights, gradient, 0);
    float[] turned = values(gradient);
    assertThat(turned[0]).isCloseTo(0, within(1e-6f));
    assertThat(turned[1]).isCloseTo(5, within(1e-6f));
    float half = (float) Math.sqrt(0.5);
    assertThat(new float[] {turned[2], turned[3], turned[4]})
        .containsExactly(new float[] {half, -half, 0}, within(1e-6f));
    Parameters along = of(4, 0, 0, 0, 0, 0, 0);
    orthogonal.onGradient(weights, along, 0);
    assertThat(values(along)).containsExactly(0, 0, 0, 0, 0, 0, 0);
    Parameters free = of(4, 1, 0, 0, 0, 0, 0);
    orthogonal.onGradient(of(0, 0, 0, 0, 0, 0, 0), free, 0);
    assertThat(values(free)).containsExactly(4, 1, 0, 0, 0, 0, 0);
  }

  /** 4 000 values: the deviation of their deviation is 1.1 %, of their mean 1.6 % of it. */
  @Test
  void noiseHasItsDeviationAndDependsOnTheStepAlone() {
    var specs = List.of(new ParameterSpec("w", List.of(4000), true));
    Parameters start = Parameters.zeros(specs);
    Regularizer<Parameters> noise = make(new RegularizerSpec.GradientNoise(0.25), start);
    Parameters first = Parameters.zeros(specs);
    Parameters again = Parameters.zeros(specs);
    Parameters next = Parameters.zeros(specs);
    noise.onGradient(start, first, 8);
    noise.onGradient(start, next, 9);
    make(new RegularizerSpec.GradientNoise(0.25), start).onGradient(start, again, 8);
    assertThat(again.get(0)).isEqualTo(first.get(0)).isNotEqualTo(next.get(0));
    assertThat(deviation(first.get(0))).isCloseTo(0.25, within(0.0125));
    assertThat(mean(first.get(0))).isCloseTo(0, within(0.02));

    Parameters moved = Parameters.zeros(specs);
    make(new RegularizerSpec.UpdateNoise(2), start).afterUpdate(moved, 0.1, 8);
    assertThat(deviation(moved.get(0))).isCloseTo(0.2, within(0.01));
  }

  @Test
  void noiseOnWeightsIsForTheGradientOnly() {
    var specs = List.of(new ParameterSpec("w", List.of(4000), true));
    Parameters weights = Parameters.zeros(specs);
    Regularizer<Parameters> noise = make(new RegularizerSpec.WeightNoise(0.01), weights);
    Parameters seen = noise.at(weights, 5);
    assertThat(deviation(seen.get(0))).isCloseTo(0.01, within(0.0005));
    assertThat(weights.get(0)).containsOnly(0);
  }

  /** Two kinds of noise in one run are not the same noise. */
  @Test
  void severalActOneAfterTheOther() {
    var specs = List.of(new ParameterSpec("w", List.of(4000), true));
    Parameters start = Parameters.zeros(specs);
    Parameters both = Parameters.zeros(specs);
    Regularizer.of(
            List.of(new RegularizerSpec.GradientNoise(3), new RegularizerSpec.GradientNoise(4)),
            start,
            new SeedStreams(1))
        .onGradient(start, both, 0);
    assertThat(deviation(both.get(0))).isCloseTo(5, within(0.25));
  }

  @Test
  void badNumbersAreRefused() {
    assertThatThrownBy(() -> new RegularizerSpec.WeightNoise(Double.NaN))
        .hasMessage("regularizer.deviation is NaN, expected a number of 0 or more");
    assertThatThrownBy(() -> new RegularizerSpec.ClipNorm(0))
        .hasMessage("regularizer.norm is 0.0, expected a number above 0");
    assertThatThrownBy(() -> new RegularizerSpec.DecayToStart(-1))
        .hasMessage("regularizer.strength is -1.0, expected a number of 0 or more");
  }

  private static Regularizer<Parameters> make(RegularizerSpec spec, Parameters start) {
    return Regularizer.of(List.of(spec), start, new SeedStreams(1));
  }

  private static Parameters of(double... values) {
    Parameters parameters = Parameters.zeros(SPECS);
    int at = 0;
    for (int i = 0; i < SPECS.size(); i++) {
      for (int j = 0; j < parameters.get(i).length; j++) {
        parameters.get(i)[j] = (float) values[at++];
      }
    }
    return parameters;
  }

  private static float[] values(Parameters parameters) {
    float[] all = new float[7];
    int at = 0;
    for (int i = 0; i < SPECS.size(); i++) {
      System.arraycopy(parameters.get(i), 0, all, at, parameters.get(i).length);
      at += parameters.get(i).length;
    }
    return all;
  }

  private static double mean(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).average().orElseThrow();
  }

  private static double deviation(float[] values) {
    double mean = mean(values);
    return Math.sqrt(
        IntStream.range(0, values.length)
            .mapToDouble(i -> (values[i] - mean) * (values[i] - mean))
            .average()
            .orElseThrow());
  }
}
