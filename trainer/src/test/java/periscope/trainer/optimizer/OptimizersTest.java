package periscope.trainer.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.models.kernel.Shards;
import periscope.models.net.ParameterSpec;
import periscope.models.net.Parameters;
import periscope.models.net.WideParameters;
import periscope.models.spec.SeedStreams;

class OptimizersTest {
  private static final OptimizerSpec.AdamW SPEC =
      new OptimizerSpec.AdamW(1e-3, 0.9, 0.98, 6.7e-7, 1.0);
  private static final int UPDATES = 50;
  private static final int SIZE = 9_001; // two blocks

  /**
   * Against the definition in float64. Float32 state and weights round at 6e-8 each update; an
   * update moves a weight by at most a few times the learning rate, so 50 of them stay within 2e-6.
   */
  @Test
  void followsTheDefinition() {
    int size = 20_001; // three blocks, the last one short
    var specs =
        List.of(
            new ParameterSpec("w", List.of(size), true),
            new ParameterSpec("fixed", List.of(5), false));
    Parameters weights = Parameters.zeros(specs);
    Parameters gradient = Parameters.zeros(specs);
    UniformRandomProvider random = new SeedStreams(4).stream("test");
    fill(weights, random);
    double[] w = doubles(weights.get("w"));
    float[] fixed = weights.get("fixed").clone();
    double[] m = new double[size];
    double[] v = new double[size];
    try (Shards shards = Shards.of(2)) {
      Optimizer<Parameters> optimizer = Optimizer.of(SPEC, weights, shards);
      for (int t = 1; t <= UPDATES; t++) {
        fill(gradient, random);
        optimizer.update(weights, gradient, t - 1L);
        for (int i = 0; i < size; i++) {
          double g = gradient.get("w")[i];
          m[i] = 0.9 * m[i] + 0.1 * g;
          v[i] = 0.98 * v[i] + 0.02 * g * g;
          double mHat = m[i] / (1 - Math.pow(0.9, t));
          double vHat = v[i] / (1 - Math.pow(0.98, t));
          w[i] -= 1e-3 * (mHat / (Math.sqrt(vHat) + 6.7e-7) + w[i]);
        }
      }
    }
    for (int i = 0; i < size; i++) {
      assertThat((double) weights.get("w")[i]).isCloseTo(w[i], within(2e-6));
    }
    assertThat(weights.get("fixed")).containsExactly(fixed);
  }

  /** Adam's decay goes through the moments: against the definition in float64, as above. */
  @Test
  void adamDecaysThroughTheGradient() {
    var spec =
        new OptimizerSpec.Adam(1e-3, 0.9, 0.98, 1e-8, 0.5, LearningRateSchedule.parse("warmup:5"));
    double[] m = new double[SIZE];
    double[] v = new double[SIZE];
    follows(
        spec,
        2e-6,
        (w, g, t) -> {
          double rate = 1e-3 * Math.min(1, (t - 1) / 5.0);
          for (int i = 0; i < w.length; i++) {
            double slope = g[i] + 0.5 * w[i];
            m[i] = 0.9 * m[i] + 0.1 * slope;
            v[i] = 0.98 * v[i] + 0.02 * slope * slope;
            double mHat = m[i] / (1 - Math.pow(0.9, t));
            w[i] -= rate * mHat / (Math.sqrt(v[i] / (1 - Math.pow(0.98, t))) + 1e-8);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.9})
  void descentWithMomentum(double momentum) {
    var spec = new OptimizerSpec.Sgd(0.1, momentum, 0.01, LearningRateSchedule.CONSTANT);
    double[] v = new double[SIZE];
    follows(
        spec,
        1e-5, // 50 updates of about 0.5, each rounded at 6e-8 of a velocity up to 5
        (w, g, t) -> {
          for (int i = 0; i < w.length; i++) {
            v[i] = momentum * v[i] + g[i] + 0.01 * w[i];
            w[i] -= 0.1 * v[i];
          }
        });
  }

  /** All of them in float64: 50 updates of a few roundings of 1e-16, divided by roots near 0.1. */
  @Test
  void inFloat64TheDefinitionIsFollowedToItsRounding() {
    followsInFloat64(SPEC, adam(1, 0, 6.7e-7));
    followsInFloat64(
        new OptimizerSpec.Adam(1e-3, 0.9, 0.98, 1e-8, 0.5, LearningRateSchedule.CONSTANT),
        adam(0, 0.5, 1e-8));
    double[] v = new double[SIZE];
    followsInFloat64(
        new OptimizerSpec.Sgd(0.1, 0.9, 0.01, LearningRateSchedule.CONSTANT),
        (w, g, t) -> {
          for (int i = 0; i < w.length; i++) {
            v[i] = 0.9 * v[i] + g[i] + 0.01 * w[i];
            w[i] -= 0.1 * v[i];
          }
        });
  }

  private static Definition adam(double decoupled, double coupled, double epsilon) {
    double[] m = new double[SIZE];
    double[] v = new double[SIZE];
    return (w, g, t) -> {
      for (int i = 0; i < w.length; i++) {
        double slope = g[i] + coupled * w[i];
        m[i] = 0.9 * m[i] + 0.1 * slope;
        v[i] = 0.98 * v[i] + 0.02 * slope * slope;
        double mHat = m[i] / (1 - Math.pow(0.9, t));
        double vHat = v[i] / (1 - Math.pow(0.98, t));
        w[i] -= 1e-3 * (mHat / (Math.sqrt(vHat) + epsilon) + decoupled * w[i]);
      }
    };
  }

  private static void followsInFloat64(OptimizerSpec spec, Definition definition) {
    var specs = List.of(new ParameterSpec("w", List.of(SIZE), true));
    Parameters drawn = Parameters.zeros(specs);
    UniformRandomProvider random = new SeedStreams(4).stream("test");
    fill(drawn, random);
    WideParameters weights = WideParameters.of(drawn);
    double[] w = weights.get(0).clone();
    try (Shards shards = Shards.of(2)) {
      Optimizer<WideParameters> optimizer = Optimizer.of(spec, weights, shards);
      for (int t = 1; t <= UPDATES; t++) {
        fill(drawn, random);
        optimizer.update(weights, WideParameters.of(drawn), t - 1L);
        definition.update(w, drawn.wide(0), t);
      }
    }
    assertThat(weights.get(0)).containsExactly(w, within(1e-13));
  }

  private static void follows(OptimizerSpec spec, double tolerance, Definition definition) {
    var specs = List.of(new ParameterSpec("w", List.of(SIZE), true));
    Parameters weights = Parameters.zeros(specs);
    Parameters gradient = Parameters.zeros(specs);
    UniformRandomProvider random = new SeedStreams(4).stream("test");
    fill(weights, random);
    double[] w = doubles(weights.get("w"));
    try (Shards shards = Shards.of(2)) {
      Optimizer<Parameters> optimizer = Optimizer.of(spec, weights, shards);
      for (int t = 1; t <= UPDATES; t++) {
        fill(gradient, random);
        double[] g = doubles(gradient.get("w"));
        optimizer.update(weights, gradient, t - 1L);
        definition.update(w, g, t);
      }
    }
    for (int i = 0; i < SIZE; i++) {
      assertThat((double) weights.get("w")[i]).isCloseTo(w[i], within(tolerance));
    }
  }

  private interface Definition {
    void update(double[] weights, double[] gradient, int t);
  }

  private static void fill(Parameters parameters, UniformRandomProvider random) {
    for (int p = 0; p < parameters.specs().size(); p++) {
      float[] values = parameters.get(p);
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextFloat() - 0.5f;
      }
    }
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }
}
