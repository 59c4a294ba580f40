package periscope.models.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the sums written out, in float64. */
class MixedRowsTest {
  private static final int ROWS = 5;
  private static final int HEADS = 3;
  private static final int STRIDE = 40;
  private static final int COLUMN = 4;
  private static final int WIDTH = 33;
  private static final double TOLERANCE = 2e-5; // sums of up to 33 products of normal numbers

  private final MixedRows mixed = new MixedRows(HEADS, STRIDE, COLUMN, WIDTH);
  private final float[] table = TestArrays.floats(1, ROWS * HEADS * STRIDE);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 12, 30})
  void sumsRowsInTheirOrderAndInAnother(int queries) {
    int[] rows = TestArrays.ints(2, queries + 1, ROWS);
    verify(rows, queries);
    Arrays.sort(rows, 0, queries);
    verify(rows, queries);
  }

  private void verify(int[] rows, int queries) {
    float[] weights = TestArrays.floats(3, queries * HEADS);
    float[] sums = TestArrays.floats(4, queries * WIDTH);
    double[] expectedSums = new double[sums.length];
    double[] expectedWeights = new double[weights.length];
    float[] tableSlopes = TestArrays.floats(5, table.length);
    double[] expectedTable = TestArrays.widen(tableSlopes);
    for (int q = 0; q < queries; q++) {
      for (int head = 0; head < HEADS; head++) {
        int at = (rows[q] * HEADS + head) * STRIDE + COLUMN;
        for (int i = 0; i < WIDTH; i++) {
          float weight = weights[q * HEADS + head];
          float slope = sums[q * WIDTH + i];
          expectedSums[q * WIDTH + i] += (double) weight * table[at + i];
          expectedWeights[q * HEADS + head] += (double) slope * table[at + i];
          expectedTable[at + i] += (double) weight * slope;
        }
      }
    }

    float[] slopes = new float[weights.length];
    mixed.toWeights(rows, queries, sums, table, 0f, slopes);
    assertThat(TestArrays.widen(slopes)).containsExactly(expectedWeights, within(TOLERANCE));
    mixed.toWeights(rows, queries, sums, table, 1f, slopes);
    for (int i = 0; i < slopes.length; i++) {
      assertThat(slopes[i] / 2.0).isCloseTo(expectedWeights[i], within(TOLERANCE));
    }

    mixed.toTable(rows, queries, weights, sums, tableSlopes);
    assertThat(TestArrays.widen(tableSlopes)).containsExactly(expectedTable, within(TOLERANCE));

    float[] mixture = sums.clone();
    mixed.add(rows, queries, weights, table, 0f, mixture);
    assertThat(TestArrays.widen(mixture)).containsExactly(expectedSums, within(TOLERANCE));
    mixed.add(rows, queries, weights, table, 1f, mixture);
    for (int i = 0; i < mixture.length; i++) {
      assertThat(mixture[i] / 2.0).isCloseTo(expectedSums[i], within(TOLERANCE));
    }
  }
}
