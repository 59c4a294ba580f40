package periscope.models.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.models.spec.SpecMapper;
import periscope.models.task.Permutations.Operation;

class PermutationsTest {

  /** All arrangements by inserting the largest everywhere, then sorted: no factorial code. */
  private static List<List<Integer>> arrangements(int n) {
    List<List<Integer>> all = List.of(List.of());
    for (int next = 0; next < n; next++) {
      List<List<Integer>> longer = new ArrayList<>();
      for (List<Integer> shorter : all) {
        for (int at = 0; at <= shorter.size(); at++) {
          List<Integer> arrangement = new ArrayList<>(shorter);
          arrangement.add(at, next);
          longer.add(arrangement);
        }
      }
      all = longer;
    }
    return all.stream().sorted(Comparator.comparing(Object::toString)).toList(); // single digits
  }

  private static List<Integer> after(List<Integer> x, List<Integer> y) {
    return y.stream().map(x::get).toList();
  }

  private static List<Integer> inverse(List<Integer> x) {
    Integer[] inverse = new Integer[x.size()];
    for (int i = 0; i < inverse.length; i++) {
      inverse[x.get(i)] = i;
    }
    return Arrays.asList(inverse);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void everyPairStandsInLexicographicOrderWithItsLabel(int n) {
    List<List<Integer>> group = arrangements(n);
    Map<List<Integer>, Integer> numbers = new HashMap<>();
    group.forEach(x -> numbers.put(x, numbers.size()));
    int order = group.size();
    for (Operation operation : Operation.values()) {
      var spec = new Permutations(n, operation, false, false);
      Task task = spec.task();
      assertThat(spec.order()).isEqualTo(order);
      assertThat(task.size()).isEqualTo(order * order);
      assertThat(task.vocabulary()).isEqualTo(order);
      assertThat(task.classes()).isEqualTo(order);
      for (int i = 0; i < task.size(); i++) {
        assertThat(task.inputs()[2 * i]).isEqualTo(i / order);
        assertThat(task.inputs()[2 * i + 1]).isEqualTo(i % order);
        List<Integer> x = group.get(i / order);
        List<Integer> y = group.get(i % order);
        List<Integer> label =
            switch (operation) {
              case PRODUCT -> after(x, y);
              case CONJUGATE -> after(after(x, y), inverse(x));
              case PRODUCT_AROUND -> after(after(x, y), x);
            };
        assertThat(task.labels()[i]).isEqualTo(numbers.get(label));
      }
    }
  }

  /** (0 1) after (1 2) sends 2 to 0: of S₃ in order 012, 021, 102, 120, 201, 210. */
  @Test
  void theRightFactorIsAppliedFirst() {
    Task task = new Permutations(3, Operation.PRODUCT, false, false).task();
    assertThat(task.labels()[2 * 6 + 1]).isEqualTo(3); // 102 · 021 = 120
    assertThat(task.labels()[1 * 6 + 2]).isEqualTo(4); // 021 · 102 = 201
  }

  @Test
  void theWrittenFormIsThatOfPowerEtAl() {
    Task task = new Permutations(5, Operation.PRODUCT, true, true).task();
    assertThat(task.arity()).isEqualTo(4);
    assertThat(task.vocabulary()).isEqualTo(122);
    assertThat(task.classes()).isEqualTo(120);
    assertThat(Arrays.copyOfRange(task.inputs(), 4 * 121, 4 * 122)).containsExactly(1, 121, 1, 120);
  }

  @Test
  void theLargestDegreeWorks() {
    Task task = new Permutations(6, Operation.CONJUGATE, false, false).task();
    assertThat(task.size()).isEqualTo(518_400);
    assertThat(task.labels()[0]).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 0, 7})
  void otherDegreesAreRefused(int degree) {
    assertThatThrownBy(() -> new Permutations(degree, Operation.PRODUCT, false, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("task.degree is " + degree + ", expected 2 to 6");
  }

  @Test
  void textsAreRead() {
    String text = "{\"type\":\"permutations\",\"degree\":5,\"operation\":\"product-around\"}";
    assertThat(SpecMapper.json().read(text, TaskSpec.class, "here"))
        .isEqualTo(new Permutations(5, Operation.PRODUCT_AROUND, false, false));
  }
}
