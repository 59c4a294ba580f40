package periscope.trainer.regularizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import periscope.models.net.ParameterSpec;
import periscope.models.net.Parameters;
import periscope.models.net.Values;
import periscope.models.net.WideParameters;
import periscope.models.spec.SeedStreams;

/** The regularisers in float64. */
class WideRegularizerTest {
  private static final List<ParameterSpec> SPECS =
      List.of(
          new ParameterSpec("a", List.of(20), true),
          new ParameterSpec("b", List.of(30), true),
          new ParameterSpec("fixed", List.of(2), false));

  static Stream<RegularizerSpec> all() {
    return Stream.of(
        new RegularizerSpec.None(),
        new RegularizerSpec.L1(0.3),
        new RegularizerSpec.DecayToStart(2),
        new RegularizerSpec.ConstantNorm(),
        new RegularizerSpec.GradientNoise(0.1),
        new RegularizerSpec.UpdateNoise(0.1),
        new RegularizerSpec.WeightNoise(0.1),
        new RegularizerSpec.ClipNorm(0.7),
        new RegularizerSpec.Orthogonal());
  }

  private final Parameters start = drawn("start");
  private final Parameters weights = drawn("weights");
  private final Parameters gradient = drawn("gradient");

  private static Parameters drawn(String name) {
    UniformRandomProvider random = new SeedStreams(4).stream(name);
    Parameters parameters = Parameters.zeros(SPECS);
    for (int i = 0; i < SPECS.size(); i++) {
      for (int j = 0; j < parameters.get(i).length; j++) {
        parameters.get(i)[j] = random.nextFloat() - 0.5f;
      }
    }
    return parameters;
  }

  /** Of the same numbers each makes the same, noise too, to float32 rounding of values below 1. */
  @ParameterizedTest
  @MethodSource("all")
  void itDoesWhatItDoesInFloat32(RegularizerSpec spec) {
    WideParameters wide = WideParameters.of(weights);
    WideParameters wideGradient = WideParameters.of(gradient);
    WideParameters wideSeen = run(spec, WideParameters.of(start), wide, wideGradient);
    Parameters seen = run(spec, start, weights, gradient);
    for (int i = 0; i < SPECS.size(); i++) {
      assertThat(wideSeen.get(i)).containsExactly(seen.wide(i), within(5e-7));
      assertThat(wide.get(i)).containsExactly(weights.wide(i), within(5e-7));
      assertThat(wideGradient.get(i)).containsExactly(gradient.wide(i), within(5e-7));
    }
  }

  /** What the loss is to be taken at; the others are changed. */
  private static <V extends Values<V>> V run(RegularizerSpec spec, V start, V weights, V gradient) {
    Regularizer<V> regularizer = Regularizer.of(List.of(spec), start, new SeedStreams(1));
    V seen = regularizer.at(weights, 3).copy();
    regularizer.onGradient(weights, gradient, 3);
    regularizer.afterUpdate(weights, 0.05, 3);
    return seen;
  }

  /** Against the definition, to float64 rounding. */
  @Test
  void normsAndStepsAreGoodToFloat64Rounding() {
    WideParameters w = WideParameters.of(weights);
    WideParameters g = WideParameters.of(gradient);
    WideParameters from = WideParameters.of(start);
    run(new RegularizerSpec.DecayToStart(2), from, w, g);
    for (int i = 0; i < 20; i++) {
      double expected = weights.get(0)[i] * 0.9 + start.get(0)[i] * 0.1;
      assertThat(w.get(0)[i]).isCloseTo(expected, within(1e-16));
    }
    run(new RegularizerSpec.ConstantNorm(), from, w, g);
    assertThat(norm(w)).isCloseTo(norm(from), within(1e-15));
    run(new RegularizerSpec.ClipNorm(0.7), from, w, g);
    assertThat(norm(g)).isCloseTo(0.7, within(1e-15));
  }

  private static double norm(WideParameters values) {
    return Math.sqrt(values.sumOfSquares(0) + values.sumOfSquares(1));
  }

  /** A rest of 1e-9 of the gradient is rounding in float32, and a direction in float64. */
  @Test
  void aSmallRestAtRightAnglesIsKept() {
    List<ParameterSpec> specs = List.of(new ParameterSpec("w", List.of(2), true));
    WideParameters w = WideParameters.of(Parameters.zeros(specs));
    w.get(0)[0] = 3;
    WideParameters g = w.zeros();
    g.get(0)[0] = 1;
    g.get(0)[1] = 1e-9;
    run(new RegularizerSpec.Orthogonal(), w, w, g);
    assertThat(g.get(0)[0]).isCloseTo(0, within(1e-15));
    assertThat(g.get(0)[1]).isCloseTo(1, within(1e-6)); // 1e-16 of rounding, made 1e9 times longer
  }
}
