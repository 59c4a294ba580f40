package periscope.probes.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ParallelogramsTest {
  private static final double DELTA = 0.01;

  @Test
  void aLatticeFormsAll() {
    int n = 12;
    double[] points = new double[3 * n];
    for (int i = 0; i < n; i++) {
      points[3 * i] = 2 * i;
      points[3 * i + 1] = -i;
      points[3 * i + 2] = 0.5 * i;
    }
    var lattice = new Parallelograms(PrincipalComponents.centred(points, n, 3), n, 3);
    assertThat(lattice.ofIntegers(DELTA)).isEqualTo(1);
    // Modulo n a step over the end breaks those whose sums differ by n.
    assertThat(lattice.ofResidues(DELTA)).isStrictlyBetween(0.4, 0.6);
  }

  @Test
  void scatteredPointsFormNone() {
    int n = 20;
    double[] points = new Random(1).doubles(2L * n, -1, 1).toArray();
    var scattered = new Parallelograms(PrincipalComponents.centred(points, n, 2), n, 2);
    assertThat(scattered.ofIntegers(1e-6)).isZero();
    assertThat(scattered.ofResidues(1e-6)).isZero();
  }

  /** All quadruples, with a tolerance that about half of them keep. */
  @ParameterizedTest
  @ValueSource(ints = {3, 7, 8, 11})
  void theDefinition(int n) {
    int d = 2;
    double delta = 1.5;
    double[] points =
        PrincipalComponents.centred(new Random(n).doubles((long) n * d, -3, 5).toArray(), n, d);
    double squares = 0;
    for (double value : points) {
      squares += value * value;
    }
    double scale = Math.sqrt(squares / n);
    double[] formed = new double[2];
    double[] possible = new double[2];
    for (int i = 0; i < n; i++) {
      for (int j = i; j < n; j++) {
        for (int m = i + 1; m < n; m++) { // {i, j} first, so that each is counted once
          for (int k = m; k < n; k++) {
            double square = 0;
            for (int c = 0; c < d; c++) {
              double side =
                  points[i * d + c] + points[j * d + c] - points[m * d + c] - points[k * d + c];
              square += Math.pow(side / scale, 2);
            }
            boolean near = Math.sqrt(square) <= delta;
            boolean[] asked = {i + j == m + k, (i + j) % n == (m + k) % n};
            for (int which = 0; which < 2; which++) {
              possible[which] += asked[which] ? 1 : 0;
              formed[which] += asked[which] && near ? 1 : 0;
            }
          }
        }
      }
    }
    var found = new Parallelograms(points, n, d);
    assertThat(found.ofIntegers(delta)).isEqualTo(formed[0] / possible[0]);
    assertThat(found.ofResidues(delta)).isEqualTo(formed[1] / possible[1]);
  }

  @Test
  void scaleAndRotationChangeNothing() {
    int n = 9;
    double[] points =
        PrincipalComponents.centred(new Random(4).doubles(2L * n, -1, 1).toArray(), n, 2);
    double[] turned = new double[2 * n];
    for (int i = 0; i < n; i++) {
      turned[2 * i] = 7 * (0.6 * points[2 * i] - 0.8 * points[2 * i + 1]);
      turned[2 * i + 1] = 7 * (0.8 * points[2 * i] + 0.6 * points[2 * i + 1]);
    }
    for (double delta : new double[] {0.3, 1, 2}) {
      assertThat(new Parallelograms(turned, n, 2).ofResidues(delta))
          .isCloseTo(new Parallelograms(points, n, 2).ofResidues(delta), within(0.0));
    }
  }

  @Test
  void nothingAndNotANumber() {
    assertThat(new Parallelograms(new double[6], 3, 2).ofIntegers(DELTA)).isNaN();
    assertThat(new Parallelograms(new double[] {1, Double.NaN, -1}, 3, 1).ofResidues(DELTA))
        .isNaN();
    // Of two points no two pairs have one sum of whole numbers; modulo 2, {0, 0} and {1, 1} have.
    var two = new Parallelograms(new double[] {-1, 1}, 2, 1);
    assertThat(two.ofIntegers(DELTA)).isNaN();
    assertThat(two.ofResidues(DELTA)).isZero();
  }
}
