package periscope.models.task;

import java.util.Arrays;
import java.util.Locale;

/**
 * All permutations of n things, numbered by the lexicographic order of (x(0), …, x(n − 1)): the
 * number is x's factorial-base code (Lehmer 1960), whose digit i counts the later values below
 * x(i).
 */
public final class SymmetricGroup {
  private static final int LARGEST = 8;

  private final int n;
  private final byte[][] permutations; // [n!][n]

  /**
   * The permutations of some things.
   *
   * @param n how many, 1 to 8
   */
  public SymmetricGroup(int n) {
    if (n < 1 || n > LARGEST) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "permutations of %d things, expected 1 to %d", n, LARGEST));
    }
    this.n = n;
    int order = 1;
    for (int i = 2; i <= n; i++) {
      order *= i;
    }
    permutations = new byte[order][n];
    for (int number = 0; number < order; number++) {
      decode(number, permutations[number]);
    }
  }

  /** How many permutations there are, n!. */
  public int order() {
    return permutations.length;
  }

  /** The permutation with a number, as (x(0), …); not a copy. */
  public byte[] get(int number) {
    return permutations[number];
  }

  /** The number of i ↦ x(y(i)). */
  public int product(int x, int y) {
    byte[] product = new byte[n];
    for (int i = 0; i < n; i++) {
      product[i] = permutations[x][permutations[y][i]];
    }
    return number(product);
  }

  /** The number of the permutation that undoes x. */
  public int inverse(int x) {
    byte[] inverse = new byte[n];
    for (int i = 0; i < n; i++) {
      inverse[permutations[x][i]] = (byte) i;
    }
    return number(inverse);
  }

  /** The lengths of a permutation's cycles, those of length 1 among them, falling. */
  public int[] cycles(int x) {
    boolean[] seen = new boolean[n];
    int[] lengths = new int[n];
    int count = 0;
    for (int i = 0; i < n; i++) {
      int length = 0;
      for (int j = i; !seen[j]; j = permutations[x][j]) {
        seen[j] = true;
        length++;
      }
      if (length > 0) {
        lengths[count++] = -length;
      }
    }
    Arrays.sort(lengths, 0, count);
    return Arrays.stream(lengths, 0, count).map(length -> -length).toArray();
  }

  /** The number of a permutation that is given as (x(0), …). */
  public int number(byte[] permutation) {
    int number = 0;
    for (int i = 0; i < n; i++) {
      int below = 0;
      for (int j = i + 1; j < n; j++) {
        below += permutation[j] < permutation[i] ? 1 : 0;
      }
      number = number * (n - i) + below;
    }
    return number;
  }

  /** Digits of the code from the last, whose base is 1, each making room among the later values. */
  private void decode(int number, byte[] permutation) {
    int rest = number;
    for (int i = n - 1; i >= 0; i--) {
      int base = n - i;
      permutation[i] = (byte) (rest % base);
      rest /= base;
      for (int j = i + 1; j < n; j++) {
        if (permutation[j] >= permutation[i]) {
          permutation[j]++;
        }
      }
    }
  }
}
