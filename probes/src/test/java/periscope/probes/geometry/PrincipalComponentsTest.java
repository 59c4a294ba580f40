package periscope.probes.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PrincipalComponentsTest {
  /** Of one decomposition of matrices with entries near 1, relative to the largest component. */
  private static final double ROUNDING = 1e-12;

  @ParameterizedTest
  @CsvSource({"7,3", "7,20", "8,7", "2,5", "11,1"})
  void axesAreEigenvectorsOfTheCovarianceInOrder(int rows, int columns) {
    double[] matrix = centred(gaussian(rows * columns), rows, columns);
    var components = PrincipalComponents.of(matrix, rows, columns);
    double[][] covariance = covariance(matrix, rows, columns);
    double total = 0;
    for (int i = 0; i < columns; i++) {
      total += covariance[i][i];
    }
    assertThat(components.count()).isEqualTo(Math.min(rows - 1, columns));
    for (int c = 0; c < components.count(); c++) {
      double norm = 0;
      for (int i = 0; i < columns; i++) {
        double image = 0;
        for (int j = 0; j < columns; j++) {
          image += covariance[i][j] * components.axis(c, j);
        }
        double expected = components.explained()[c] * total * components.axis(c, i);
        assertThat(image).isCloseTo(expected, within(ROUNDING * total));
        norm += components.axis(c, i) * components.axis(c, i);
      }
      assertThat(norm).isCloseTo(1, within(ROUNDING));
    }
    assertThat(Arrays.stream(components.explained()).sum()).isCloseTo(1, within(ROUNDING));
    for (int c = 1; c < components.count(); c++) {
      assertThat(components.explained()[c]).isLessThanOrEqualTo(components.explained()[c - 1]);
    }
  }

  @ParameterizedTest
  @CsvSource({"7,3", "7,20", "8,7"})
  void sharesAloneAreTheSameShares(int rows, int columns) {
    double[] matrix = centred(gaussian(rows * columns), rows, columns);
    assertThat(PrincipalComponents.explained(matrix, rows, columns))
        .containsExactly(
            PrincipalComponents.of(matrix, rows, columns).explained(), within(ROUNDING));
  }

  @Test
  void theLargestEntryOfAnAxisIsPositive() {
    double[] matrix = centred(gaussian(7 * 5), 7, 5);
    double[] mirrored = Arrays.stream(matrix).map(value -> -value).toArray();
    var components = PrincipalComponents.of(matrix, 7, 5);
    var again = PrincipalComponents.of(mirrored, 7, 5);
    for (int c = 0; c < 5; c++) {
      double largest = 0;
      for (int i = 0; i < 5; i++) {
        double entry = components.axis(c, i);
        largest = Math.abs(entry) > Math.abs(largest) ? entry : largest;
        assertThat(again.axis(c, i)).isCloseTo(entry, within(ROUNDING));
      }
      assertThat(largest).isPositive();
    }
  }

  @Test
  void projectsOntoTheFirstAxesCentred() {
    int rows = 6;
    int columns = 4;
    double[] matrix = centred(gaussian(rows * columns), rows, columns);
    var components = PrincipalComponents.of(matrix, rows, columns);
    double[] projected = components.project(matrix, 2);
    double[] mean = new double[2];
    double[] squares = new double[2];
    for (int row = 0; row < rows; row++) {
      for (int axis = 0; axis < 2; axis++) {
        mean[axis] += projected[row * 2 + axis];
        squares[axis] += projected[row * 2 + axis] * projected[row * 2 + axis];
      }
    }
    assertThat(mean).containsExactly(new double[2], within(ROUNDING));
    assertThat(squares[1] / squares[0])
        .isCloseTo(components.explained()[1] / components.explained()[0], within(ROUNDING));
  }

  @Test
  void aCircleHasTwoEqualComponentsAndNoThird() {
    int p = 11;
    double[] matrix = new double[p * 3];
    for (int t = 0; t < p; t++) {
      matrix[3 * t] = 5 + Math.cos(2 * Math.PI * 3 * t / p);
      matrix[3 * t + 1] = -1 + Math.sin(2 * Math.PI * 3 * t / p);
      matrix[3 * t + 2] = 2;
    }
    assertThat(PrincipalComponents.explained(centred(matrix, p, 3), p, 3))
        .containsExactly(new double[] {0.5, 0.5, 0}, within(ROUNDING));
  }

  @Test
  void noVarianceAndNoNumbersGiveNaN() {
    assertThat(PrincipalComponents.explained(new double[6], 3, 2)).containsOnly(Double.NaN);
    assertThat(PrincipalComponents.of(new double[] {1, 2, 1, Double.NaN}, 2, 2).explained())
        .containsOnly(Double.NaN);
  }

  @Test
  void rejectsASingleRow() {
    assertThatThrownBy(() -> PrincipalComponents.of(new double[4], 1, 4))
        .hasMessage("expected 2 or more rows of 4 values, found 1 rows and 4 values");
  }

  @Test
  void centringTakesColumnMeansAway() {
    assertThat(centred(new double[] {1, 10, 3, 30}, 2, 2)).containsExactly(-1, -10, 1, 10);
  }

  private static double[] centred(double[] matrix, int rows, int columns) {
    return PrincipalComponents.centred(matrix, rows, columns);
  }

  private static double[] gaussian(int size) {
    var random = new Random(size);
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = random.nextGaussian();
    }
    return values;
  }

  /** Σ over rows of products of deviations from the column means. */
  private static double[][] covariance(double[] matrix, int rows, int columns) {
    double[][] covariance = new double[columns][columns];
    for (int i = 0; i < columns; i++) {
      for (int j = 0; j < columns; j++) {
        double meanI = 0;
        double meanJ = 0;
        for (int row = 0; row < rows; row++) {
          meanI += matrix[row * columns + i] / rows;
          meanJ += matrix[row * columns + j] / rows;
        }
        for (int row = 0; row < rows; row++) {
          covariance[i][j] +=
              (matrix[row * columns + i] - meanI) * (matrix[row * columns + j] - meanJ);
        }
      }
    }
    return covariance;
  }
}
