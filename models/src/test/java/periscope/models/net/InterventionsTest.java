package periscope.models.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InterventionsTest {
  private static final Tensor VALUE =
      new Tensor(List.of(3, 2), new double[] {1, 10, 2, 20, 6, -60});

  private static double[] apply(Hooks hooks) {
    double[] before = VALUE.values().clone();
    Tensor result = hooks.apply("x", VALUE);
    assertThat(VALUE.values()).as("the original stays").isEqualTo(before);
    assertThat(result.shape()).isEqualTo(VALUE.shape());
    assertThat(hooks.apply("y", VALUE)).isSameAs(VALUE);
    return result.values();
  }

  @Test
  void scaleMultiplies() {
    assertThat(apply(Interventions.scale("x", -2))).containsExactly(-2, -20, -4, -40, -12, 120);
  }

  @Test
  void zeroClearsAllOrSomeColumns() {
    assertThat(apply(Interventions.zero("x"))).containsOnly(0);
    assertThat(apply(Interventions.zero("x", 1))).containsExactly(1, 0, 2, 0, 6, 0);
  }

  @Test
  void meanAblationKeepsColumnMeans() {
    assertThat(apply(Interventions.meanAblate("x"))).containsExactly(3, -10, 3, -10, 3, -10);
    assertThat(apply(Interventions.meanAblate("x", 0))).containsExactly(3, 10, 3, 20, 3, -60);
  }

  @Test
  void meanAblationOfThreeAxesAveragesOverAllButTheLast() {
    Tensor value = new Tensor(List.of(2, 2, 1), new double[] {1, 2, 3, 6});
    assertThat(Interventions.meanAblate("x").apply("x", value).values()).containsOnly(3);
  }

  @Test
  void replaceAndMapAreTakenAsTheyAre() {
    Tensor other = Tensor.zeros(3, 2);
    assertThat(Interventions.replace("x", other).apply("x", VALUE)).isSameAs(other);
    assertThat(Interventions.map("x", value -> other).apply("x", VALUE)).isSameAs(other);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 1e-200, 1e200, -3})
  void projectingOutLeavesNothingAlongTheDirectionAndAllAcrossIt(double length) {
    double[] result = apply(Interventions.projectOut("x", new double[] {3 * length, 4 * length}));
    double[] values = VALUE.values();
    for (int row = 0; row < 6; row += 2) {
      assertThat(0.6 * result[row] + 0.8 * result[row + 1]).isCloseTo(0, within(1e-13));
      double across = -0.8 * values[row] + 0.6 * values[row + 1];
      assertThat(-0.8 * result[row] + 0.6 * result[row + 1]).isCloseTo(across, within(1e-13));
    }
  }

  @Test
  void directionsMustHaveALengthAndTheValuesWidth() {
    for (double[] direction : new double[][] {{}, {0, 0}, {1, Double.NaN}, {1 / 0.0, 0}}) {
      assertThatThrownBy(() -> Interventions.projectOut("x", direction))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("project out of x");
    }
    Hooks tooLong = Interventions.projectOut("x", new double[] {1, 2, 3});
    assertThatThrownBy(() -> tooLong.apply("x", VALUE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has 3 values, expected 2 as in shape [3, 2]");
  }

  @Test
  void columnsMustExist() {
    for (int column : new int[] {-1, 2}) {
      assertThatThrownBy(() -> Interventions.zero("x", column).apply("x", VALUE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("column " + column + " is outside 0 to 1");
    }
    assertThatThrownBy(() -> Interventions.zero("x", new int[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Interventions.meanAblate("x", new int[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
