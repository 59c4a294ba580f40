package periscope.models.kernel;

import java.util.Arrays;

/**
 * Products of rows, head by head, over so few rows that they stay in the first-level cache: {@code
 * [rows][heads]} is spread to {@code [rows][heads][dHead]}, or the latter summed to the former, by
 * a matrix product with a matrix of ones and zeros, since loops as short as a head are slow.
 */
final class HeadBlocks {
  /** Rows that go together at most. */
  static final int ROWS = 32;

  private final int heads;
  private final int width; // heads · dHead
  private final Gemm[] spreads = new Gemm[ROWS + 1]; // by number of rows, made once
  private final Gemm[] sums = new Gemm[ROWS + 1];
  private final float[] members; // [heads][width]: the factor where a column is of the head, else 0

  HeadBlocks(int heads, int dHead, float factor) {
    this.heads = heads;
    width = heads * dHead;
    members = new float[heads * width];
    for (int head = 0; head < heads; head++) {
      int first = head * width + head * dHead;
      Arrays.fill(members, first, first + dHead, factor);
    }
    for (int rows = 1; rows <= ROWS; rows++) {
      spreads[rows] = Gemm.of(rows, width, heads);
      sums[rows] = Gemm.of(rows, heads, width).transposedB();
    }
  }

  /** An array for {@code [ROWS][heads][dHead]}. */
  float[] buffer() {
    return new float[ROWS * width];
  }

  /** Values of the first {@code rows} rows of a buffer. */
  int size(int rows) {
    return rows * width;
  }

  /**
   * {@code wide[r][h][i] = factor · narrow[r][h]}, for rows of {@code narrow} from {@code first}.
   */
  void spread(float[] narrow, int first, int rows, float[] wide) {
    spreads[rows].multiply(narrow, first * heads, members, 0, 0f, wide, 0);
  }

  /** {@code narrow[r][h] = factor · Σ_i wide[r][h][i]}, for rows of {@code narrow} likewise. */
  void sum(float[] wide, int rows, float[] narrow, int first) {
    sums[rows].multiply(wide, 0, members, 0, 0f, narrow, first * heads);
  }
}
