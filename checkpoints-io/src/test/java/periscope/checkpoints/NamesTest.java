package periscope.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which names can be stored, and where. */
class NamesTest {
  private static Map<String, String> paths(String... ids) {
    return StoragePaths.of("series", List.of(ids), List.of("step", "meta"));
  }

  @Test
  void anIdThatAnotherContinuesIsStoredInItsGroup() {
    assertThat(paths("keys/neurons-per-key", "keys", "keysmith", "a/b/c", "a"))
        .containsExactly(
            Map.entry("keys/neurons-per-key", "keys/neurons-per-key"),
            Map.entry("keys", "keys/value"),
            Map.entry("keysmith", "keysmith"),
            Map.entry("a/b/c", "a/b/c"),
            Map.entry("a", "a/value"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "/a", "a/", "a//b", "a/./b", ".", "a/value", "step", "step/x", "meta", "a\0b"})
  void someIdsCannotBeStored(String id) {
    assertThatThrownBy(() -> paths(id))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("series ");
  }

  @Test
  void noIdStandsTwice() {
    assertThatThrownBy(() -> paths("a", "b", "a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("series a stands twice");
  }

  @Test
  void tensorsHaveAllTheirDimensions() {
    assertThat(new TensorSpec("w", List.of(3, 5)).size()).isEqualTo(15);
    assertThat(new TensorSpec("w", List.of()).size()).isEqualTo(1);
    assertThatThrownBy(() -> new TensorSpec("w", List.of(3, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shape [3, 0] has a dimension below 1");
    assertThatThrownBy(() -> new TensorSpec("w", List.of(1 << 20, 1 << 20, 1 << 20, 1 << 20)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has more than 268435456 values");
  }

  private static RunHeader header(
      Map<String, String> provenance, List<String> parameters, List<String> optimizer) {
    return new RunHeader("{}", provenance, tensors(parameters), tensors(optimizer), List.of());
  }

  private static List<TensorSpec> tensors(List<String> names) {
    return names.stream().map(name -> new TensorSpec(name, List.of(1))).toList();
  }

  @Test
  void headersNameEverythingOnce() {
    assertThatThrownBy(() -> header(Map.of(), List.of(), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a run has at least one parameter, found none");
    assertThatThrownBy(() -> header(Map.of(), List.of("w", "w"), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("parameter w stands twice");
    assertThatThrownBy(() -> header(Map.of(), List.of("w"), List.of("step")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("optimizer tensor step: the name step is taken by the file itself");
    assertThatThrownBy(() -> header(Map.of("spec", "x"), List.of("w"), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("spec");
  }

  @Test
  void attributesOfHdf5AreNotForSeries() {
    assertThatThrownBy(() -> new SeriesSpec("x", List.of(), Map.of("DIMENSION_LIST", "y")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("x: the attribute name DIMENSION_LIST is taken by the file itself");
    assertThatThrownBy(() -> new SeriesSpec("x", List.of(-1), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("series x: shape [-1] has a dimension below 1");
  }
}
