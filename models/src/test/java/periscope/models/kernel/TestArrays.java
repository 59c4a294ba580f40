package periscope.models.kernel;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;

/** Seeded arrays of normal values. */
final class TestArrays {
  /** Around the lengths at which vectorised loops change over. */
  static final int[] ODD_LENGTHS = {0, 1, 2, 7, 8, 15, 16, 17, 31, 33, 64, 65, 127, 1000};

  private TestArrays() {}

  static UniformRandomProvider random(long seed) {
    return RandomSource.XO_SHI_RO_256_PP.create(seed);
  }

  static double[] doubles(long seed, int n) {
    ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random(seed));
    return normal.samples(n).toArray();
  }

  static float[] floats(long seed, int n) {
    return narrow(doubles(seed, n));
  }

  static int[] ints(long seed, int n, int bound) {
    UniformRandomProvider random = random(seed);
    int[] result = new int[n];
    for (int i = 0; i < n; i++) {
      result[i] = random.nextInt(bound);
    }
    return result;
  }

  static float[] narrow(double[] values) {
    float[] result = new float[values.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) values[i];
    }
    return result;
  }

  static double[] widen(float[] values) {
    double[] result = new double[values.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = values[i];
    }
    return result;
  }
}
