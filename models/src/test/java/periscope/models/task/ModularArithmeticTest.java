package periscope.models.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.models.task.ModularArithmetic.Operation;
import periscope.models.task.ModularArithmetic.Pairs;

class ModularArithmeticTest {

  @ParameterizedTest
  @CsvSource({"2", "3", "10", "67", "113"})
  void pairsStandInLexicographicOrderWithTheirLabels(int p) {
    for (Operation operation : Operation.values()) {
      for (Pairs pairs : Pairs.values()) {
        Task task = new ModularArithmetic(p, operation, pairs).task();
        boolean ordered = pairs == Pairs.ORDERED;
        int undefined = 0;
        assertThat(task.arity()).isEqualTo(2);
        assertThat(task.vocabulary()).isEqualTo(p);
        assertThat(task.classes()).isEqualTo(p);
        int last = -1;
        for (int i = 0; i < task.size(); i++) {
          int a = task.inputs()[2 * i];
          int b = task.inputs()[2 * i + 1];
          assertThat(a * p + b).isGreaterThan(last);
          undefined += skipped(operation, pairs, last + 1, a * p + b, p);
          assertThat(ordered || a <= b).isTrue();
          assertThat(task.labels()[i]).isEqualTo(label(operation, a, b, p));
          last = a * p + b;
        }
        undefined += skipped(operation, pairs, last + 1, p * p, p);
        assertThat(task.size() + undefined).isEqualTo(ordered ? p * p : p * (p + 1) / 2);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"2", "10", "113"})
  void theEqualsSignIsAThirdTokenThatIsNoAnswer(int p) {
    for (Pairs pairs : Pairs.values()) {
      Task plain = new ModularArithmetic(p, Operation.SUBTRACT, pairs).task();
      Task task = new ModularArithmetic(p, Operation.SUBTRACT, pairs, true).task();
      assertThat(task.arity()).isEqualTo(3);
      assertThat(task.vocabulary()).isEqualTo(p + 1);
      assertThat(task.classes()).isEqualTo(p);
      assertThat(task.labels()).isEqualTo(plain.labels());
      for (int i = 0; i < task.size(); i++) {
        assertThat(task.inputs()[3 * i]).isEqualTo(plain.inputs()[2 * i]);
        assertThat(task.inputs()[3 * i + 1]).isEqualTo(plain.inputs()[2 * i + 1]);
        assertThat(task.inputs()[3 * i + 2]).isEqualTo(p);
      }
    }
  }

  /** Between two examples there are only pairs that have no result, or are not wanted. */
  private static int skipped(Operation operation, Pairs pairs, int from, int to, int p) {
    int undefined = 0;
    for (int pair = from; pair < to; pair++) {
      int a = pair / p;
      int b = pair % p;
      if (pairs == Pairs.ORDERED || a <= b) {
        boolean divides =
            operation == Operation.DIVIDE
                || (operation == Operation.DIVIDE_OR_SUBTRACT && b % 2 == 1);
        assertThat(divides).isTrue();
        assertThat(BigInteger.valueOf(b).gcd(BigInteger.valueOf(p)).intValueExact())
            .as("%d and %d", b, p)
            .isNotEqualTo(1);
        undefined++;
      }
    }
    return undefined;
  }

  /** Arbitrary-precision integers as the oracle. */
  private static int label(Operation operation, int a, int b, int p) {
    BigInteger x = BigInteger.valueOf(a);
    BigInteger y = BigInteger.valueOf(b);
    BigInteger result =
        switch (operation) {
          case ADD -> x.add(y);
          case SUBTRACT -> x.subtract(y);
          case MULTIPLY -> x.multiply(y);
          case DIVIDE -> x.multiply(y.modInverse(BigInteger.valueOf(p)));
          case DIVIDE_OR_SUBTRACT ->
              b % 2 == 1 ? x.multiply(y.modInverse(BigInteger.valueOf(p))) : x.subtract(y);
          case SQUARES -> x.pow(2).add(y.pow(2));
          case SQUARES_AND_PRODUCT -> x.pow(2).add(x.multiply(y)).add(y.pow(2));
          case SQUARES_PRODUCT_AND_FIRST -> x.pow(2).add(x.multiply(y)).add(y.pow(2)).add(x);
          case CUBE_AND_PRODUCT -> x.pow(3).add(x.multiply(y));
          case CUBE_PRODUCT_AND_SECOND -> x.pow(3).add(x.multiply(y.pow(2))).add(y);
        };
    return result.mod(BigInteger.valueOf(p)).intValueExact();
  }

  @ParameterizedTest
  @CsvSource({"2", "10", "97"})
  void theOperatorStandsBetweenTheOperands(int p) {
    for (boolean equals : new boolean[] {false, true}) {
      var spec = new ModularArithmetic(p, Operation.DIVIDE, Pairs.ORDERED, equals, true);
      Task plain = new ModularArithmetic(p, Operation.DIVIDE, Pairs.ORDERED).task();
      Task task = spec.task();
      int arity = equals ? 4 : 3;
      assertThat(task.arity()).isEqualTo(arity);
      assertThat(task.vocabulary()).isEqualTo(equals ? p + 2 : p + 1);
      assertThat(task.classes()).isEqualTo(p);
      assertThat(task.labels()).isEqualTo(plain.labels());
      for (int i = 0; i < task.size(); i++) {
        int a = plain.inputs()[2 * i];
        int b = plain.inputs()[2 * i + 1];
        int[] tokens = Arrays.copyOfRange(task.inputs(), i * arity, (i + 1) * arity);
        assertThat(tokens)
            .containsExactly(equals ? new int[] {a, p + 1, b, p} : new int[] {a, p, b});
        assertThat(spec.planeIndex(task, i)).isEqualTo(a * p + b);
      }
    }
  }

  @Test
  void divisionByAPrimeLeavesOutZeroOnly() {
    Task task = new ModularArithmetic(97, Operation.DIVIDE, Pairs.ORDERED).task();
    assertThat(task.size()).isEqualTo(97 * 96);
    assertThat(new ModularArithmetic(97, Operation.DIVIDE_OR_SUBTRACT, Pairs.ORDERED).task().size())
        .isEqualTo(97 * 97);
    assertThatThrownBy(() -> Operation.DIVIDE.apply(3, 0, 97))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("0 has no inverse modulo 97");
  }

  @Test
  void thePlaneHasEveryPairWhateverTheTask() {
    var spec = new ModularArithmetic(10, Operation.DIVIDE, Pairs.UNORDERED, true);
    Task plane = spec.plane();
    Task task = spec.task();
    assertThat(plane.size()).isEqualTo(100);
    for (int i = 0; i < 100; i++) {
      assertThat(spec.planeIndex(plane, i)).isEqualTo(i);
      assertThat(plane.labels()[i])
          .isEqualTo(
              Operation.DIVIDE.defined(i / 10, i % 10, 10)
                  ? Operation.DIVIDE.apply(i / 10, i % 10, 10)
                  : 0);
    }
    for (int i = 0; i < task.size(); i++) {
      assertThat(plane.labels()[spec.planeIndex(task, i)]).isEqualTo(task.labels()[i]);
    }
  }

  @Test
  void theLargestModulusWorks() {
    Task task = new ModularArithmetic(1000, Operation.MULTIPLY, Pairs.ORDERED).task();
    assertThat(task.size()).isEqualTo(1_000_000);
    assertThat(task.labels()[999_999]).isEqualTo(1); // 999² = 998 001
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 0, -7, 1001})
  void otherModuliAreRefused(int modulus) {
    assertThatThrownBy(() -> new ModularArithmetic(modulus, Operation.ADD, Pairs.ORDERED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("task.modulus is " + modulus + ", expected 2 to 1000");
  }

  @Test
  void primesAreKnown() {
    for (int p = 2; p <= 1000; p++) {
      assertThat(new ModularArithmetic(p, Operation.ADD, Pairs.ORDERED).hasPrimeModulus())
          .as("%d", p)
          .isEqualTo(BigInteger.valueOf(p).isProbablePrime(50));
    }
  }
}
