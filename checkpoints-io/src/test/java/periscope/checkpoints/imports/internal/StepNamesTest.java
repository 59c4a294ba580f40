package periscope.checkpoints.imports.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepNamesTest {

  /**
   * The İ becomes two letters when it is made small, so places must be those of the name itself.
   */
  @ParameterizedTest
  @CsvSource({
    "step_100, 100, ''",
    "W_E-Epoch7, 7, W_E",
    "İİİİstep_5, 5, İİİİ",
    "İİ CKPT=12 w, 12, İİ_w",
    "global_step20_embed, 20, embed",
  })
  void namesSayAStepAndWhatIsLeft(String name, long step, String rest) {
    assertThat(StepNames.said(name)).hasValue(step);
    assertThat(StepNames.withoutStep(name)).isEqualTo(rest);
  }

  @ParameterizedTest
  @CsvSource({"weights", "timestep", "mystep_5", "W_E"})
  void otherNamesSayNone(String name) {
    assertThat(StepNames.said(name)).isEmpty();
  }
}
