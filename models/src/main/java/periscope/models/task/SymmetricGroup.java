package periscope.models.task;

/**
 * All permutations of n things, numbered by the lexicographic order of (x(0), …, x(n − 1)): the
 * number is x's factorial-base code (Lehmer 1960), whose digit i counts the later values below
 * x(i).
 */
final class SymmetricGroup {
  private final int n;
  private final byte[][] permutations; // [n!][n]

  SymmetricGroup(int n) {
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

  int order() {
    return permutations.length;
  }

  /** The permutation with a number, as (x(0), …); not a copy. */
  byte[] get(int number) {
    return permutations[number];
  }

  /** The number of i ↦ x(y(i)). */
  int product(int x, int y) {
    byte[] product = new byte[n];
    for (int i = 0; i < n; i++) {
      product[i] = permutations[x][permutations[y][i]];
    }
    return number(product);
  }

  /** The number of the permutation that undoes x. */
  int inverse(int x) {
    byte[] inverse = new byte[n];
    for (int i = 0; i < n; i++) {
      inverse[permutations[x][i]] = (byte) i;
    }
    return number(inverse);
  }

  private int number(byte[] permutation) {
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
