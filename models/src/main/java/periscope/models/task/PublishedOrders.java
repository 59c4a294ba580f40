package periscope.models.task;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.RandomProviderDefaultState;
import org.apache.commons.rng.core.source32.MersenneTwister;
import org.apache.commons.rng.sampling.PermutationSampler;

/**
 * Random orders of 0 … n − 1 exactly as CPython and PyTorch make them, so that the splits of runs
 * that others published are found again from their seeds. Both draw 32-bit words from MT19937
 * (Matsumoto and Nishimura 1998, doi:10.1145/272991.272995), seeded in different ways.
 */
public final class PublishedOrders {
  private static final int STATE_WORDS = 624;
  private static final int SEED_FACTOR = 1812433253; // of the generator's authors, 2002

  private PublishedOrders() {}

  /** {@code random.seed(seed); random.shuffle(order)} of CPython 3.2 and later. */
  public static int[] python(long seed, int n) {
    UniformRandomProvider random = new MersenneTwister(words(seed));
    int[] order = PermutationSampler.natural(n);
    for (int i = n - 1; i > 0; i--) {
      swap(order, i, below(random, i + 1));
    }
    return order;
  }

  /** {@code torch.manual_seed(seed); torch.randperm(n)} on the CPU, for n below 2³²/20. */
  static int[] torch(long seed, int n) {
    UniformRandomProvider random = seededByOneWord((int) seed);
    int[] order = PermutationSampler.natural(n);
    for (int i = 0; i < n - 1; i++) {
      swap(order, i, i + Integer.remainderUnsigned(random.nextInt(), n - i));
    }
    return order;
  }

  /** The magnitude of an integer seed in 32-bit words, lowest first and without leading zeros. */
  private static int[] words(long seed) {
    long magnitude = Math.abs(seed); // of the lowest number itself, read as unsigned
    int high = (int) (magnitude >>> Integer.SIZE);
    return high == 0 ? new int[] {(int) magnitude} : new int[] {(int) magnitude, high};
  }

  /** As few bits as hold the bound, drawn until they are below it. */
  private static int below(UniformRandomProvider random, int bound) {
    int unused = Integer.numberOfLeadingZeros(bound);
    int drawn;
    do {
      drawn = random.nextInt() >>> unused;
    } while (drawn >= bound);
    return drawn;
  }

  /**
   * MT19937 with the state that its authors' function of one word gives, which no key of {@link
   * MersenneTwister}'s constructor leads to. A saved state begins with the words, lowest byte
   * first, then how many of them are used up.
   */
  private static UniformRandomProvider seededByOneWord(int seed) {
    MersenneTwister random = new MersenneTwister(new int[] {0});
    byte[] state = ((RandomProviderDefaultState) random.saveState()).getState();
    int word = seed;
    for (int i = 0; i <= STATE_WORDS; i++) {
      int stored = i < STATE_WORDS ? word : STATE_WORDS;
      for (int b = 0; b < Integer.BYTES; b++) {
        state[i * Integer.BYTES + b] = (byte) (stored >>> (b * Byte.SIZE));
      }
      word = SEED_FACTOR * (word ^ (word >>> 30)) + i + 1;
    }
    random.restoreState(new RandomProviderDefaultState(state));
    return random;
  }

  private static void swap(int[] order, int i, int j) {
    int value = order[i];
    order[i] = order[j];
    order[j] = value;
  }
}
