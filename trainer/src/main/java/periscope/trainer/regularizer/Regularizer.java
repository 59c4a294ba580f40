package periscope.trainer.regularizer;

import java.util.ArrayList;
import java.util.List;
import periscope.models.net.Values;
import periscope.models.spec.SeedStreams;

/**
 * A part of an update besides the optimizer's rule. All it does follows from the run's seed, the
 * initial weights and the step, so that a resumed run has the same bits.
 *
 * @param <V> values of the precision in which it works
 */
public interface Regularizer<V extends Values<V>> {

  /** The weights at which the gradient is taken: these, or others that differ by noise. */
  default V at(V weights, long step) {
    return weights;
  }

  /** Changes the gradient before the optimizer sees it. */
  default void onGradient(V weights, V gradient, long step) {}

  /**
   * Changes the weights after the optimizer's update.
   *
   * @param learningRate of the update that has just been made
   */
  default void afterUpdate(V weights, double learningRate, long step) {}

  /**
   * The regularisers that a specification names, one after the other.
   *
   * @param start the initial weights, not changed
   * @param streams the run's random streams, of which those named {@code noise-…} are used
   */
  static <V extends Values<V>> Regularizer<V> of(
      List<RegularizerSpec> specs, V start, SeedStreams streams) {
    List<Regularizer<V>> parts = new ArrayList<>();
    for (int i = 0; i < specs.size(); i++) {
      parts.add(of(specs.get(i), start, new Noise(streams, i)));
    }
    return new Regularizers<>(parts);
  }

  private static <V extends Values<V>> Regularizer<V> of(
      RegularizerSpec spec, V start, Noise noise) {
    return switch (spec) {
      case RegularizerSpec.None none -> new Regularizers<>(List.of());
      case RegularizerSpec.L1 l1 -> new SignGradient<>(l1.strength());
      case RegularizerSpec.DecayToStart decay -> new DecayToStart<>(decay.strength(), start);
      case RegularizerSpec.ConstantNorm constant -> new ConstantNorm<>(start);
      case RegularizerSpec.GradientNoise added -> new NoisyGradient<>(added.deviation(), noise);
      case RegularizerSpec.UpdateNoise added -> new NoisyUpdate<>(added.deviation(), noise);
      case RegularizerSpec.WeightNoise added -> new NoisyWeights<>(added.deviation(), noise, start);
      case RegularizerSpec.ClipNorm clip -> new ClippedNorm<>(clip.norm());
      case RegularizerSpec.Orthogonal orthogonal -> new OrthogonalGradient<>();
    };
  }
}
