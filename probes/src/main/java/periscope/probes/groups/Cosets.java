package periscope.probes.groups;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import periscope.models.task.SymmetricGroup;

/**
 * The cosets of the subgroup that Power et al. 2022 (figure 3) found in the output layer of a
 * network that composes permutations of five things: ⟨(0,3)(1,4), (1,2)(3,4)⟩, of order 10.
 */
final class Cosets {
  /** Permutations of how many things. */
  static final int DEGREE = 5;

  private static final byte[][] GENERATORS = {{3, 4, 2, 0, 1}, {0, 2, 1, 4, 3}};

  private Cosets() {}

  /** On which side of the subgroup a permutation stands. */
  enum Side {
    /** x·H. */
    LEFT("left-cosets", "left coset x H"),
    /** H·x. */
    RIGHT("right-cosets", "right coset H x");

    private final String id;
    private final String text;

    Side(String id, String text) {
      this.id = id;
      this.text = text;
    }

    String id() {
      return id;
    }

    String text() {
      return text;
    }
  }

  /** The number of every permutation's coset; cosets are numbered by their first permutation. */
  static int[] of(Side side) {
    var group = new SymmetricGroup(DEGREE);
    BitSet subgroup = subgroup(group);
    int[] labels = new int[group.order()];
    Arrays.fill(labels, -1);
    int next = 0;
    for (int x = 0; x < labels.length; x++) {
      if (labels[x] < 0) {
        int number = next++;
        int first = x;
        subgroup.stream()
            .map(h -> side == Side.LEFT ? group.product(first, h) : group.product(h, first))
            .forEach(member -> labels[member] = number);
      }
    }
    return labels;
  }

  static BitSet subgroup(SymmetricGroup group) {
    var found = new BitSet();
    var open = new ArrayDeque<Integer>();
    found.set(0);
    open.add(0);
    while (!open.isEmpty()) {
      int x = open.remove();
      for (byte[] generator : GENERATORS) {
        int product = group.product(x, group.number(generator));
        if (!found.get(product)) {
          found.set(product);
          open.add(product);
        }
      }
    }
    return found;
  }
}
