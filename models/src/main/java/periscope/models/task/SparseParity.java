package periscope.models.task;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import org.apache.commons.rng.UniformRandomProvider;
import periscope.models.spec.SeedStreams;

/**
 * Sparse parity: random binary digits, of which only the first few count. The label is 1 if an odd
 * number of those is 1, else 0 (Pearce et al. 2023; Merrill et al. 2023, arXiv:2303.11873).
 *
 * <p>An example is given as numbers, one a digit. Examples are drawn independently, in order and
 * digit by digit, from the stream {@code sparse-parity} of the task's own seed, so that a run's
 * other seeds see the same examples; a longer list begins with the same. One may occur twice, as in
 * any sample. Which are train says the split: {@code random-count} takes so many at random.
 *
 * @param digits number of digits, 1 to 10 000
 * @param relevant how many of them count, the first; 1 to {@code digits}
 * @param examples number of examples, 2 or more
 * @param seed of the digits
 * @param encoding what a digit is as a number
 * @param constantInput whether a last number, always 1, follows the digits: it does for a bias
 */
public record SparseParity(
    int digits, int relevant, int examples, long seed, Encoding encoding, boolean constantInput)
    implements TaskSpec {
  private static final int MAX_DIGITS = 10_000;
  private static final long MAX_VALUES = 1L << 28; // 1 GB

  /** What a digit is as a number. */
  public enum Encoding {
    /** 0 and 1. */
    @JsonProperty("zero-one")
    ZERO_ONE,
    /** −1 and 1. */
    @JsonProperty("minus-one-one")
    MINUS_ONE_ONE
  }

  /** Checks the sizes. */
  public SparseParity {
    if (digits < 1 || digits > MAX_DIGITS) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "task.digits is %d, expected 1 to %d", digits, MAX_DIGITS));
    }
    if (relevant < 1 || relevant > digits) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "task.relevant is %d, expected 1 to the number of digits, %d",
              relevant,
              digits));
    }
    if (examples < 2 || (long) examples * (digits + 1) > MAX_VALUES) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "task.examples is %d, expected 2 to %d with %d digits",
              examples,
              MAX_VALUES / (digits + 1),
              digits));
    }
  }

  @Override
  public Task task() {
    int width = digits + (constantInput ? 1 : 0);
    float zero = encoding == Encoding.ZERO_ONE ? 0 : -1;
    float[] values = new float[examples * width];
    int[] labels = new int[examples];
    UniformRandomProvider random = new SeedStreams(seed).stream("sparse-parity");
    for (int i = 0; i < examples; i++) {
      for (int digit = 0; digit < digits; digit++) {
        boolean one = random.nextInt() < 0;
        values[i * width + digit] = one ? 1 : zero;
        labels[i] ^= one && digit < relevant ? 1 : 0;
      }
      if (constantInput) {
        values[i * width + digits] = 1;
      }
    }
    return new Task(new Inputs.Features(width, values), 2, labels);
  }
}
