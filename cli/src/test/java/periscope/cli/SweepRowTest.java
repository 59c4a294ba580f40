package periscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class SweepRowTest {
  @Test
  void theMedianOfAnEvenNumberIsTheMeanOfTheTwoInTheMiddle() {
    assertThat(SweepRow.table(rows(400, 100, -1, 300, 200)))
        .endsWith(
            "4 of 5 generalised (test accuracy 0.99), at step 100 to 400, median 250"
                + System.lineSeparator());
  }

  @Test
  void withoutAnyThereIsNoMedian() {
    assertThat(SweepRow.table(rows(-1)))
        .endsWith("0 of 1 generalised (test accuracy 0.99)" + System.lineSeparator());
  }

  /** Rows that generalised at these steps; -1 for never. */
  private static List<SweepRow> rows(long... steps) {
    return Arrays.stream(steps)
        .mapToObj(step -> step < 0 ? OptionalLong.empty() : OptionalLong.of(step))
        .map(
            generalised ->
                new SweepRow(
                    1,
                    OptionalLong.of(50),
                    generalised,
                    generalised,
                    OptionalDouble.of(1),
                    List.of(3),
                    List.of(3),
                    2,
                    1))
        .toList();
  }
}
