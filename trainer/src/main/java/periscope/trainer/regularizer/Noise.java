package periscope.trainer.regularizer;

import java.util.Locale;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import periscope.models.net.Values;
import periscope.models.spec.SeedStreams;

/**
 * Normal noise that depends on the run's seed, the place of what asks for it and the step, and on
 * nothing else.
 */
final class Noise {
  private final SeedStreams streams;
  private final int place;

  Noise(SeedStreams streams, int place) {
    this.streams = streams;
    this.place = place;
  }

  /** Adds noise to every trained value. */
  void addTo(Values<?> values, double deviation, long step) {
    String name = String.format(Locale.ROOT, "noise-%d-%d", place, step);
    ContinuousSampler normal = ZigguratSampler.NormalizedGaussian.of(streams.stream(name));
    for (int i = 0; i < values.specs().size(); i++) {
      if (values.specs().get(i).trained()) {
        values.addEach(i, () -> deviation * normal.sample());
      }
    }
  }
}
