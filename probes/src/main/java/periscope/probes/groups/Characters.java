package periscope.probes.groups;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import periscope.models.task.SymmetricGroup;

/**
 * The irreducible characters of the symmetric group. There is one for each partition of its degree;
 * they come in falling lexicographic order, (5), (4,1), (3,2) …, so the first is the trivial one
 * and the last the sign.
 */
public final class Characters {
  private final List<int[]> partitions;
  private final double[][] values; // [irreps][n!]

  private Characters(List<int[]> partitions, double[][] values) {
    this.partitions = partitions;
    this.values = values;
  }

  /** Those of all permutations of {@code degree} things, by their numbers. */
  public static Characters of(SymmetricGroup group, int degree) {
    List<int[]> partitions = partitions(degree);
    double[][] values = new double[partitions.size()][group.order()];
    for (int x = 0; x < group.order(); x++) {
      int[] cycles = group.cycles(x);
      for (int irrep = 0; irrep < values.length; irrep++) {
        values[irrep][x] = value(partitions.get(irrep), cycles);
      }
    }
    return new Characters(partitions, values);
  }

  /** Number of irreducible representations. */
  public int count() {
    return values.length;
  }

  /** A character at every permutation, {@code [n!]}; not a copy. */
  public double[] values(int irrep) {
    return values[irrep];
  }

  /** The dimension of a representation: its character at the identity, which is number 0. */
  public double dimension(int irrep) {
    return values[irrep][0];
  }

  /** The partition of a representation, such as {@code (3,1,1)}. */
  public String name(int irrep) {
    return IntStream.of(partitions.get(irrep))
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(",", "(", ")"));
  }

  /** The partitions of a number, each falling, in falling lexicographic order. */
  static List<int[]> partitions(int n) {
    var all = new ArrayList<int[]>();
    extend(new int[0], n, n, all);
    return all;
  }

  private static void extend(int[] begun, int rest, int largest, List<int[]> all) {
    if (rest == 0) {
      all.add(begun);
      return;
    }
    for (int part = Math.min(rest, largest); part >= 1; part--) {
      int[] next = Arrays.copyOf(begun, begun.length + 1);
      next[begun.length] = part;
      extend(next, rest - part, part, all);
    }
  }

  /**
   * The character of a partition at permutations with these cycles, by the rule of Murnaghan and
   * Nakayama: cycles are taken off one by one as rim hooks. A partition is kept as the set of its
   * beta numbers λ(i) + k − i, in which to take off a hook of length r is to lower one of them by r
   * to a place that is free; the sign is that of the number of those it passes.
   */
  static double value(int[] partition, int[] cycles) {
    var beta = new BitSet();
    for (int i = 0; i < partition.length; i++) {
      beta.set(partition[i] + partition.length - 1 - i);
    }
    return value(beta, cycles, 0);
  }

  private static double value(BitSet beta, int[] cycles, int first) {
    if (first == cycles.length) {
      return 1;
    }
    int hook = cycles[first];
    double sum = 0;
    for (int from = beta.nextSetBit(hook); from >= 0; from = beta.nextSetBit(from + 1)) {
      int to = from - hook;
      if (!beta.get(to)) {
        int passed = beta.get(to, from).cardinality();
        var rest = (BitSet) beta.clone();
        rest.clear(from);
        rest.set(to);
        sum += (passed % 2 == 0 ? 1 : -1) * value(rest, cycles, first + 1);
      }
    }
    return sum;
  }
}
