package periscope.trainer.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LearningRateScheduleTest {
  /** Nanda et al. 2023: lr = min(step / 10, 1) · lr, so that the first step has a rate of 0. */
  @Test
  void warmUpBeginsWithNothing() {
    var schedule = LearningRateSchedule.parse("warmup:10");
    assertThat(schedule.factor(0)).isZero();
    assertThat(schedule.factor(3)).isEqualTo(0.3);
    assertThat(schedule.factor(10)).isEqualTo(1);
    assertThat(schedule.factor(1_000_000)).isEqualTo(1);
  }

  @Test
  void declinesEndAtNothing() {
    var line = LearningRateSchedule.parse("warmup:10,linear:110");
    assertThat(line.factor(10)).isEqualTo(1);
    assertThat(line.factor(60)).isEqualTo(0.5);
    assertThat(line.factor(110)).isZero();
    assertThat(line.factor(500)).isZero();
    var wave = LearningRateSchedule.parse("cosine:300");
    assertThat(wave.factor(0)).isEqualTo(1);
    assertThat(wave.factor(100)).isCloseTo(0.75, within(1e-15)); // (1 + cos 60°) / 2
    assertThat(wave.factor(300)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"constant", "warmup:10", "linear:5", "cosine:100", "warmup:10,cosine:100000"})
  void textsAreKept(String text) {
    assertThat(LearningRateSchedule.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        "warmup",
        "warmup:",
        "warmup:10,",
        ",cosine:5",
        "step:3",
        "warmup:-1",
        "warmup:10cosine:20",
        "warmup:99999999999999999999"
      })
  void othersAreRefused(String text) {
    assertThatThrownBy(() -> LearningRateSchedule.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "optimizer.schedule is "
                + text
                + ", expected constant, warmup:10, cosine:100000, linear:100000 or warmup:10,cosine:100000");
  }

  @Test
  void aDeclineEndsAfterTheWarmUp() {
    assertThatThrownBy(() -> LearningRateSchedule.parse("warmup:10,linear:10"))
        .hasMessage(
            "optimizer.schedule: a warm-up of 10 steps and an end at step 10, expected the end of a decline after the warm-up");
  }
}
