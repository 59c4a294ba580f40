package periscope.models.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import periscope.models.kernel.Elementwise;

/**
 * What one lane adds to a gradient. All lanes have the same sums in the same order; a total is made
 * in the order of the lanes.
 */
sealed interface LaneSum {
  /** Values of a task. */
  int TOGETHER = 1 << 14;

  /** The round in which all sums of all lanes are added up. */
  static List<GradientPart> totals(List<? extends Lane> lanes) {
    List<GradientPart> parts = new ArrayList<>();
    for (int i = 0; i < lanes.getFirst().sums().length; i++) {
      LaneSum[] sums = new LaneSum[lanes.size()];
      for (int lane = 0; lane < sums.length; lane++) {
        sums[lane] = lanes.get(lane).sums()[i];
      }
      int size = sums[0].size();
      for (int from = 0; from < size; from += TOGETHER) {
        int start = from;
        int end = Math.min(size, from + TOGETHER);
        parts.add((weights, gradient) -> sums[0].total(sums, gradient, start, end));
      }
    }
    return parts;
  }

  /** Number of values. */
  int size();

  /** Whether it is to be cleared before each step, as no product overwrites it. */
  default boolean isAddedTo() {
    return true;
  }

  /** Sets all values to 0. */
  void clear();

  /**
   * Writes some values of the total over all lanes to its target.
   *
   * @param lanes this and the other lanes' sums
   */
  void total(LaneSum[] lanes, Parameters gradient, int from, int to);

  /** In float32, for what matrix products add up. */
  final class Single implements LaneSum {
    private final float[] values;
    private final Function<Parameters, float[]> target;

    /** The target is the array to which the total goes, of this size or longer. */
    Single(float[] values, Function<Parameters, float[]> target) {
      this.values = values;
      this.target = target;
    }

    /** To be added to. */
    float[] values() {
      return values;
    }

    @Override
    public boolean isAddedTo() {
      return false;
    }

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public void clear() {
      Arrays.fill(values, 0);
    }

    @Override
    public void total(LaneSum[] lanes, Parameters gradient, int from, int to) {
      float[] total = target.apply(gradient);
      System.arraycopy(values, from, total, from, to - from);
      for (int i = 1; i < lanes.length; i++) {
        Elementwise.addInPlace(total, ((Single) lanes[i]).values, from, to);
      }
    }
  }

  /**
   * In float32, for what products add up row by row, where a lane has few of the rows; the others
   * are neither cleared nor read.
   */
  final class Rows implements LaneSum {
    private final float[] values;
    private final int width;
    private final boolean[] used; // [rows]
    private final float[] target;

    /** The target is where the total goes, {@code [rows][width]}. */
    Rows(int rows, int width, float[] target) {
      this.width = width;
      this.target = target;
      values = new float[Math.multiplyExact(rows, width)];
      used = new boolean[rows];
    }

    /** Says that no row is used. */
    void useNone() {
      Arrays.fill(used, false);
    }

    /** Says that this row is. */
    void use(int row) {
      used[row] = true;
    }

    /** To be added to, in rows that are used. */
    float[] values() {
      return values;
    }

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public void clear() {
      for (int row = 0; row < used.length; row++) {
        if (used[row]) {
          Arrays.fill(values, row * width, (row + 1) * width, 0);
        }
      }
    }

    @Override
    public void total(LaneSum[] lanes, Parameters gradient, int from, int to) {
      for (int row = from / width; row * width < to; row++) {
        int start = Math.max(from, row * width);
        int end = Math.min(to, (row + 1) * width);
        Arrays.fill(target, start, end, 0);
        for (LaneSum lane : lanes) {
          if (((Rows) lane).used[row]) {
            Elementwise.addInPlace(target, ((Rows) lane).values, start, end);
          }
        }
      }
    }
  }

  /** In float64, for what is added up one by one; narrowed at the end. */
  final class Wide implements LaneSum {
    private final double[] values;
    private final Function<Parameters, float[]> target;

    /** The target is the array to which the total goes, of this size or longer. */
    Wide(double[] values, Function<Parameters, float[]> target) {
      this.values = values;
      this.target = target;
    }

    /** To be added to. */
    double[] values() {
      return values;
    }

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public void clear() {
      Arrays.fill(values, 0);
    }

    /** Adds the others' values to its own. */
    @Override
    public void total(LaneSum[] lanes, Parameters gradient, int from, int to) {
      for (int i = 1; i < lanes.length; i++) {
        Elementwise.addInPlace(values, ((Wide) lanes[i]).values, from, to);
      }
      Elementwise.narrow(values, target.apply(gradient), from, to);
    }
  }
}
