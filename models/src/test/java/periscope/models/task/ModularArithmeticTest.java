package periscope.models.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
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
        assertThat(task.size()).isEqualTo(ordered ? p * p : p * (p + 1) / 2);
        assertThat(task.arity()).isEqualTo(2);
        assertThat(task.vocabulary()).isEqualTo(p);
        assertThat(task.classes()).isEqualTo(p);
        int last = -1;
        for (int i = 0; i < task.size(); i++) {
          int a = task.inputs()[2 * i];
          int b = task.inputs()[2 * i + 1];
          assertThat(a * p + b).isGreaterThan(last);
          assertThat(ordered || a <= b).isTrue();
          assertThat(task.labels()[i]).isEqualTo(label(operation, a, b, p));
          last = a * p + b;
        }
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

  /** Arbitrary-precision integers as the oracle. */
  private static int label(Operation operation, int a, int b, int p) {
    BigInteger x = BigInteger.valueOf(a);
    BigInteger y = BigInteger.valueOf(b);
    BigInteger result =
        switch (operation) {
          case ADD -> x.add(y);
          case SUBTRACT -> x.subtract(y);
          case MULTIPLY -> x.multiply(y);
        };
    return result.mod(BigInteger.valueOf(p)).intValueExact();
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
