package periscope.probes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SampledTest {
  @ParameterizedTest
  @CsvSource({
    "1, 33, 0",
    "2, 33, 0 1",
    "5, 2, 0 4",
    "5, 0, 0 4",
    "5, 3, 0 2 4",
    "6, 3, 0 3 5",
    "7, 4, 0 2 4 6",
    "8, 4, 0 3 6 7"
  })
  void everyKthAndTheLast(int snapshots, int most, String expected) {
    int[] positions = Sampled.positions(snapshots, most);
    assertThat(positions)
        .containsExactly(Arrays.stream(expected.split(" ")).mapToInt(Integer::parseInt).toArray());
  }
}
