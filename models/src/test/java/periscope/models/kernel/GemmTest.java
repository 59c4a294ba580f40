package periscope.models.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GemmTest {
  private static final double FLOAT_UNIT = 0x1p-24;
  private static final double DOUBLE_UNIT = 0x1p-53;
  private static final int GAP = 3;

  static Stream<Gemm> shapes() {
    int[] odd = {1, 2, 3, 7, 17, 24, 67};
    List<Gemm> shapes = new ArrayList<>();
    UniformRandomProvider random = TestArrays.random(1);
    for (int i = 0; i < 60; i++) {
      Gemm gemm = Gemm.of(odd[random.nextInt(7)], odd[random.nextInt(7)], odd[random.nextInt(7)]);
      gemm = random.nextBoolean() ? gemm.transposedA() : gemm;
      gemm = random.nextBoolean() ? gemm.transposedB() : gemm;
      boolean gaps = random.nextBoolean();
      shapes.add(
          gaps
              ? gemm.strides(
                  gemm.strideA() + GAP, gemm.strideB() + 2 * GAP, gemm.strideC() + 3 * GAP)
              : gemm);
    }
    shapes.add(Gemm.of(228, 67, 24)); // a block's logits: OpenBLAS's kernel for small matrices
    shapes.add(Gemm.of(257, 129, 101)); // more than a million terms: its packing kernel
    return shapes.stream();
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void floatsAgreeWithThreeLoops(Gemm gemm) {
    float[] a =
        TestArrays.floats(2, 5 + size(gemm.transposeA() ? gemm.k() : gemm.m(), gemm.strideA()));
    float[] b =
        TestArrays.floats(3, 2 + size(gemm.transposeB() ? gemm.n() : gemm.k(), gemm.strideB()));
    float[] old = TestArrays.floats(4, 1 + size(gemm.m(), gemm.strideC()));
    for (float beta : new float[] {0, 1, 0.5f}) {
      float[] c = old.clone();
      gemm.multiply(a, 5, b, 2, beta, c, 1);
      double[] result = TestArrays.widen(c);
      verify(
          gemm,
          TestArrays.widen(a),
          TestArrays.widen(b),
          beta,
          TestArrays.widen(old),
          result,
          FLOAT_UNIT);
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void doublesAgreeWithThreeLoops(Gemm gemm) {
    double[] a =
        TestArrays.doubles(2, 5 + size(gemm.transposeA() ? gemm.k() : gemm.m(), gemm.strideA()));
    double[] b =
        TestArrays.doubles(3, 2 + size(gemm.transposeB() ? gemm.n() : gemm.k(), gemm.strideB()));
    double[] old = TestArrays.doubles(4, 1 + size(gemm.m(), gemm.strideC()));
    for (double beta : new double[] {0, 1, 0.5}) {
      double[] c = old.clone();
      gemm.multiply(a, 5, b, 2, beta, c, 1);
      verify(gemm, a, b, beta, old, c, DOUBLE_UNIT);
    }
  }

  /**
   * Tolerance: a sum of k + 1 terms in any order is off by at most (k + 2) roundings of Σ|terms|.
   */
  private static void verify(
      Gemm gemm, double[] a, double[] b, double beta, double[] old, double[] c, double unit) {
    double[] expected = old.clone();
    for (int i = 0; i < gemm.m(); i++) {
      for (int j = 0; j < gemm.n(); j++) {
        int at = 1 + i * gemm.strideC() + j;
        double sum = beta * old[at];
        double magnitude = Math.abs(sum);
        for (int l = 0; l < gemm.k(); l++) {
          double x = a[5 + (gemm.transposeA() ? l * gemm.strideA() + i : i * gemm.strideA() + l)];
          double y = b[2 + (gemm.transposeB() ? j * gemm.strideB() + l : l * gemm.strideB() + j)];
          sum += x * y;
          magnitude += Math.abs(x * y);
        }
        expected[at] = sum;
        assertThat(c[at]).isCloseTo(sum, within((gemm.k() + 2) * unit * magnitude));
        c[at] = sum;
      }
    }
    assertThat(c).as("nothing else is written").isEqualTo(expected);
  }

  @Test
  void withBetaZeroTheOldContentDoesNotMatter() {
    float[] c = new float[15];
    Arrays.fill(c, Float.NaN);
    Gemm.of(3, 5, 2).multiply(TestArrays.floats(1, 6), TestArrays.floats(2, 10), c);
    for (float value : c) {
      assertThat(value).isFinite();
    }
  }

  @Test
  void arraysThatAreTooShortAreRefusedBeforeTheCall() {
    Gemm gemm = Gemm.of(3, 5, 2);
    float[] six = new float[6];
    float[] ten = new float[10];
    float[] fifteen = new float[15];
    assertThatThrownBy(() -> gemm.multiply(new float[5], ten, fifteen))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("matrix A of 3 × 2 at offset 0 with stride 2 does not fit in 5");
    assertThatThrownBy(() -> gemm.multiply(six, 0, ten, 1, 0f, fifteen, 0))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("matrix B");
    assertThatThrownBy(() -> gemm.multiply(six, 0, ten, 0, 0f, fifteen, -1))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("matrix C");
    assertThatThrownBy(() -> gemm.multiply(new double[6], new double[10], new double[14]))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("matrix C");
  }

  @Test
  void shapesThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> Gemm.of(0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Gemm.of(2, 3, 4).strides(3, 3, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("strides 3, 3, 3");
  }

  @Test
  void openBlasUsesOneThreadAndSaysWhatItRunsOn() {
    assertThat(Blas.threads()).isEqualTo(1);
    assertThat(Blas.coreName()).matches("\\w+");
  }

  private static int size(int rows, int stride) {
    return rows * stride;
  }
}
