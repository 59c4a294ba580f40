package periscope.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointScheduleTest {
  @Test
  void everyStoresMultiplesAndTheLastStep() {
    assertThat(steps("every:500", 1700)).containsExactly(0L, 500L, 1000L, 1500L, 1700L);
    assertThat(steps("every:500", 50_000)).hasSize(101);
  }

  @Test
  void logIsEvenInTheLogarithmAndHasBothEnds() {
    assertThat(steps("log:5", 10_000)).containsExactly(0L, 1L, 10L, 100L, 1000L, 10_000L);
  }

  @Test
  void logNeverNamesAStepTwice() {
    List<Long> steps = steps("log:200", 300);
    assertThat(steps).doesNotHaveDuplicates().startsWith(0L, 1L, 2L).endsWith(300L);
  }

  @Test
  void aListIsTakenAsItIsWithTheLastStep() {
    assertThat(steps("list:7, 3,3", 20)).containsExactly(3L, 7L, 20L);
  }

  @Test
  void aWindowIsAPartWithItsEnds() {
    assertThat(steps("window:12-31/8", 40)).containsExactly(12L, 20L, 28L, 31L, 40L);
    assertThat(steps("window:5-5/1", 5)).containsExactly(5L);
    var late = CheckpointSchedule.parse("window:5-30/1");
    assertThatThrownBy(() -> late.requireWithin(20)).hasMessageContaining("step 30 is after");
  }

  @ParameterizedTest
  @ValueSource(strings = {"every:500", "log:200", "list:0,10,100", "window:9000-9400/10"})
  void textRoundTrips(String text) {
    assertThat(CheckpointSchedule.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource({
    "often, expected every:500",
    "every:0, interval of 1 or more",
    "every:, expected every:500",
    "'every:1,2', expected every:500",
    "log:1, 2 or more",
    "window:9-3/1, a last one not before it",
    "window:3-9/0, an interval of 1 or more",
    "window:3-9, expected every:500",
    "every:99999999999999999999, expected every:500",
  })
  void whatIsNoScheduleIsRefusedWithTheForm(String text, String message) {
    assertThatThrownBy(() -> CheckpointSchedule.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aListedStepAfterTheLastIsRefused() {
    var schedule = CheckpointSchedule.parse("list:5,30");
    assertThatThrownBy(() -> schedule.requireWithin(20)).hasMessageContaining("step 30 is after");
  }

  private static List<Long> steps(String text, long last) {
    var stored = CheckpointSchedule.parse(text).of(last);
    return LongStream.rangeClosed(0, last).filter(stored).boxed().toList();
  }
}
