package periscope.reports.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page holds of all its series together. */
class BudgetTest {
  private static Series series(String id, int count, int size) {
    Rows rows =
        new Rows() {
          @Override
          public int count() {
            return count;
          }

          @Override
          public double[] row(int index) {
            throw new AssertionError("no row is needed");
          }
        };
    return new Series(id, Series.Axis.CHECKPOINTS, List.of(size), "", rows);
  }

  @Test
  void whatFitsIsHeldWhole() {
    Series weights = series("W_input", 501, 10_000);
    Budget budget = Budget.of(List.of(weights, series("W_output", 501, 10_000)));

    assertThat(Kept.of(weights, budget)).isEqualTo(new Kept(501, 1, 501));
  }

  @Test
  void largeSeriesShareWhatSmallOnesLeave() {
    // 401 checkpoints of 65,536 weights twice and 57,856 once; 401 x 1,000 fits.
    Series small = series("small", 401, 1000);
    List<Series> all =
        List.of(
            series("a", 401, 65_536), small, series("b", 401, 65_536), series("c", 401, 57_856));
    Budget budget = Budget.of(all);

    assertThat(budget.each()).isEqualTo((Budget.TOTAL - 401_000) / 3);
    assertThat(Kept.of(small, budget).every()).isEqualTo(1);
    assertThat(Kept.of(all.get(0), budget).every()).isEqualTo(6);
  }

  @Test
  void picturesOfOneStepAreHeldCoarsely() {
    Series plane = series("logits/fourier-2d-norm", 401, 113 * 113);

    assertThat(Kept.of(plane, Budget.of(List.of(plane)))).isEqualTo(new Kept(401, 6, 68));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void noPageHoldsMore(int seed) {
    Random random = new Random(seed);
    List<Series> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(series("s" + i, 2 + random.nextInt(500), 1 + random.nextInt(1 << (1 + i))));
    }
    Budget budget = Budget.of(all);

    long held = 0;
    for (Series one : all) {
      Kept kept = Kept.of(one, budget);
      assertThat(kept.index(kept.count() - 1)).isEqualTo(one.rows().count() - 1);
      // The first and the last row are always held.
      held += kept.count() == 2 ? 0 : (long) kept.count() * one.rowSize();
    }
    assertThat(held).as("seed %d", seed).isLessThanOrEqualTo(Budget.TOTAL);
  }

  /** It has the weights of those checkpoints and of no others. */
  @Test
  void aSeriesThatChoseItsRowsKeepsThem() {
    int rows = 401;
    Rows values = Rows.of(new double[rows * 20_000], 20_000);
    Series chosen =
        new Series("tensor/W", Series.Axis.CHECKPOINTS, List.of(20_000), "", values, 101);
    List<Series> all = new ArrayList<>(List.of(chosen));
    for (int i = 0; i < 8; i++) {
      all.add(series("large/" + i, rows, 5_000));
    }
    Budget budget = Budget.of(all);
    assertThat(Kept.of(chosen, budget)).isEqualTo(new Kept(rows, 4, 101));
    assertThat(budget.each()).as("of the others").isEqualTo((Budget.TOTAL - 101 * 20_000) / 8);
  }
}
