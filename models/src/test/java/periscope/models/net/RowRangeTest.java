package periscope.models.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowRangeTest {

  @ParameterizedTest
  @CsvSource({
    "24, 67, 67000, 2", // 1,608 values are more than 1,200
    "12, 67, 67000, 1",
    "24, 67, 6700000, 24", // large anyway
    "2400, 670, 10, 1", // so many parts would be no gain
  })
  void whatIsMultipliedTransposedIsCutOnceMoreWhereThatSavesCopies(
      int rows, int columns, long flopsPerRow, int parts) {
    List<RowRange> ranges = RowRange.splitTransposed(rows, columns, flopsPerRow);
    assertThat(ranges).hasSize(parts);
    assertThat(ranges.stream().mapToInt(RowRange::count).sum()).isEqualTo(rows);
    assertThat(ranges.getFirst().from()).isZero();
    assertThat(ranges.getLast().to()).isEqualTo(rows);
  }
}
