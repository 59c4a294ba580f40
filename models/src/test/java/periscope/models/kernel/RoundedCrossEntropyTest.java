package periscope.models.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Against the gradients that PyTorch 2 computes for logits 0 0 margin 0 −1 0 0 with label 2.
 *
 * <p>Its sum of seven exponentials is in float32; ours is rounded once, so one ulp of 1, 1.2e-7,
 * lies between them where p is near 1. In float64 the same is 2.3e-16.
 */
class RoundedCrossEntropyTest {
  private static final int[] LABEL = {2};

  @ParameterizedTest
  @CsvSource({
    "-20, -1,                  0.18629330396652222",
    "0,   -0.842961847782135,  0.157038152217865",
    "8,   -0.0017974376678467, 0.0003348597965669",
    "14,  -4.529953003e-6,     8.315247441714746e-07",
    "17,  -1.192092896e-7,     4.139937459513021e-08",
    "20,  0,                   2.06115369216775e-09",
    "30,  0,                   9.357622912219837e-14"
  })
  void inFloat32TheLabelsGradientIsRounded(float margin, double label, double other) {
    float[] logits = {0, 0, margin, 0, -1, 0, 0};
    double loss = new RoundedCrossEntropy(7).gradientInPlace(logits, 1, LABEL, 0, 1);
    assertThat((double) logits[2]).isCloseTo(label, within(1.3e-7));
    assertThat((double) logits[0]).isCloseTo(other, within(2e-6 * other));
    float[] exact = {0, 0, margin, 0, -1, 0, 0};
    assertThat(loss).isEqualTo(new CrossEntropy(7).gradientInPlace(exact, 1, LABEL, 0, 1));
  }

  @Test
  void itIsZeroWhereSoftmaxCollapsesAndTheOthersAreNot() {
    float[] logits = {0, 0, 20, 0, -1, 0, 0};
    new RoundedCrossEntropy(7).gradientInPlace(logits, 1, LABEL, 0, 1.0 / 512);
    assertThat(logits[2]).isZero();
    assertThat((double) logits[0]).isCloseTo(2.06115369e-09 / 512, within(1e-17));
  }

  /** 1/n as a float is often larger than 1/n, and the gradient divided by 1/n then below −1. */
  @Test
  void aLabelWithoutProbabilityGivesMinusTheScaleForAnyNumberOfExamples() {
    for (int n = 1; n <= 5000; n++) {
      float[] logits = {0, 0, -40, 0, -1, 0, 0};
      new RoundedCrossEntropy(7).gradientInPlace(logits, 1, LABEL, 0, 1.0 / n);
      assertThat((double) logits[2]).isCloseTo(-1.0 / n, within(6e-8 / n));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-20, -0.9999999996160209",
    "8,   -0.0017974861690136512",
    "30,  -5.020428517354958e-13",
    "36,  -1.3322676295501878e-15",
    "38,  0"
  })
  void inFloat64ItCollapsesLater(double margin, double label) {
    double[] logits = {0, 0, margin, 0, -1, 0, 0};
    new RoundedCrossEntropy(7).gradientInPlace(logits, 1, LABEL);
    assertThat(logits[2]).isCloseTo(label, within(2.3e-16));
  }

  @Test
  void aLogitThatIsNotANumberGivesNoNumber() {
    float[] logits = {0, Float.NaN, 1};
    assertThat(new RoundedCrossEntropy(3).gradientInPlace(logits, 1, LABEL, 0, 1)).isNaN();
    assertThat(logits[2]).isNaN();
  }
}
