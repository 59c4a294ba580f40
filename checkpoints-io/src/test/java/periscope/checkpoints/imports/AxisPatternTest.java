package periscope.checkpoints.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Axis patterns against the definition: every value by its indices. */
final class AxisPatternTest {

  @Test
  void splitsAnAxisInBracketsWithTheFirstVaryingSlowest() {
    var pattern = AxisPattern.parse("dModel (heads dHead) -> heads dHead dModel");
    var sizes = new TreeMap<>(Map.of("heads", 3));
    assertThat(pattern.bind(List.of(5, 6), sizes)).isEmpty();
    assertThat(sizes).containsEntry("dHead", 2).containsEntry("dModel", 5);
    assertThat(pattern.targetShape(sizes)).containsExactly(3, 2, 5);
    double[] values = new double[30];
    for (int i = 0; i < 30; i++) {
      values[i] = i;
    }
    double[] result = pattern.rearrange(values, sizes, Map.of());
    for (int head = 0; head < 3; head++) {
      for (int h = 0; h < 2; h++) {
        for (int m = 0; m < 5; m++) {
          assertThat(result[(head * 2 + h) * 5 + m]).isEqualTo(values[m * 6 + head * 2 + h]);
        }
      }
    }
  }

  @Test
  void takesOnePositionOfAnAxisThatTheParameterDoesNotHave() {
    var pattern = AxisPattern.parse("(operand dModel) dMlp -> dModel dMlp");
    var sizes = new TreeMap<>(Map.of("operand", 2));
    assertThat(pattern.bind(List.of(6, 4), sizes)).isEmpty();
    double[] values = new double[24];
    for (int i = 0; i < 24; i++) {
      values[i] = i;
    }
    assertThat(pattern.fixed()).containsExactly("operand");
    double[] second = pattern.rearrange(values, sizes, Map.of("operand", 1));
    for (int i = 0; i < 12; i++) {
      assertThat(second[i]).isEqualTo(12 + i);
    }
  }

  @Test
  void keepsTheOrderWithoutAnArrow() {
    var pattern = AxisPattern.parse("heads dModel dHead");
    var sizes = new TreeMap<String, Integer>();
    assertThat(pattern.bind(List.of(2, 3, 4), sizes)).isEmpty();
    double[] values = {
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24
    };
    assertThat(pattern.rearrange(values, sizes, Map.of())).containsExactly(values);
  }

  @Test
  void saysWhyAShapeDoesNotFit() {
    var pattern = AxisPattern.parse("dModel (heads dHead)");
    assertThat(pattern.bind(List.of(5), new TreeMap<>()))
        .contains("has 1 axes, expected 2: dModel (heads dHead)");
    assertThat(pattern.bind(List.of(5, 7), new TreeMap<>(Map.of("heads", 2))))
        .contains("has the shape [5, 7], whose axis 1 would be heads · dHead = 2");
    assertThat(pattern.bind(List.of(5, 8), new TreeMap<>(Map.of("heads", 2, "dModel", 4))))
        .contains("has the shape [5, 8], whose axis 0 would be dModel = 4");
  }

  @Test
  void leavesOpenWhatOneShapeCannotTell() {
    var pattern = AxisPattern.parse("(heads dHead)");
    var sizes = new TreeMap<String, Integer>();
    assertThat(pattern.bind(List.of(8), sizes)).isEmpty();
    assertThat(pattern.open(sizes)).containsExactly("heads", "dHead");
  }

  @ParameterizedTest
  @CsvSource({
    "a a,names the axis a twice",
    "a -> b,has the axis b only on the right",
    "a (b,cannot be read at '('",
    "a ((b)),cannot be read at '('",
    "a-b,has no name of an axis in 'a-b'",
    "1 a,has no name of an axis in '1'"
  })
  void refusesWhatIsNoPattern(String text, String why) {
    assertThatThrownBy(() -> AxisPattern.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the axes '" + text + "' " + why);
  }
}
