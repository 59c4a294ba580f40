package periscope.probes.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TsneTest {
  private static final int WIDTH = 10;

  /** Three groups of points, far from each other. */
  private static double[] clusters(int rows, long seed) {
    var random = new Random(seed);
    double[] points = new double[rows * WIDTH];
    for (int i = 0; i < points.length; i++) {
      points[i] = random.nextGaussian() + (i % WIDTH == group(i / WIDTH) ? 30 : 0);
    }
    return points;
  }

  private static int group(int row) {
    return row % 3;
  }

  private static double squared(double[] points, int width, int i, int j) {
    double sum = 0;
    for (int c = 0; c < width; c++) {
      double d = points[i * width + c] - points[j * width + c];
      sum += d * d;
    }
    return sum;
  }

  /** Ten points of ten values are points, too: the library takes such a square for distances. */
  @ParameterizedTest
  @ValueSource(ints = {WIDTH, 12, 30, 67, 113})
  void theNearestNeighboursOfEveryPointAreOfItsGroup(int rows) {
    double[] plane = Tsne.forPoints(rows).fit(clusters(rows, rows), rows, WIDTH).orElseThrow();
    assertThat(plane).hasSize(2 * rows);
    for (int i = 0; i < rows; i++) {
      int nearest = i == 0 ? 1 : 0;
      for (int j = 0; j < rows; j++) {
        if (j != i && squared(plane, 2, i, j) < squared(plane, 2, i, nearest)) {
          nearest = j;
        }
      }
      assertThat(group(nearest)).isEqualTo(group(i));
    }
    for (int axis = 0; axis < 2; axis++) {
      double sum = 0;
      for (int i = 0; i < rows; i++) {
        sum += plane[2 * i + axis];
      }
      assertThat(sum / rows).isCloseTo(0, within(1e-9)); // of coordinates up to a few hundred
    }
  }

  /**
   * The divergence that t-SNE makes small, written out. A local minimum that tears the circle is
   * 1.13 times that of the circle itself at its best scale; a learning rate of 200 ends at twice
   * it.
   */
  @Test
  void itsDivergenceIsNearThatOfTheCircleThePointsCameFrom() {
    int rows = 40;
    var random = new Random(3);
    double[] circle = new double[2 * rows];
    double[] points = new double[rows * WIDTH];
    for (int i = 0; i < rows; i++) {
      circle[2 * i] = Math.cos(2 * Math.PI * i / rows);
      circle[2 * i + 1] = Math.sin(2 * Math.PI * i / rows);
      for (int c = 0; c < WIDTH; c++) {
        points[i * WIDTH + c] = (c < 2 ? circle[2 * i + c] : 0) + 0.01 * random.nextGaussian();
      }
    }
    Tsne map = Tsne.forPoints(rows);
    double[][] wanted = neighbours(points, rows, map.perplexity());
    double found = divergence(wanted, map.fit(points, rows, WIDTH).orElseThrow(), rows);
    for (double scale = 0.01; scale < 1000; scale *= 1.3) {
      double factor = scale;
      double[] scaled = Arrays.stream(circle).map(value -> factor * value).toArray();
      assertThat(found).isLessThan(1.5 * divergence(wanted, scaled, rows));
    }
  }

  /** Symmetric neighbour probabilities; each row's precision by bisection on its perplexity. */
  private static double[][] neighbours(double[] points, int rows, double perplexity) {
    double[][] p = new double[rows][rows];
    for (int i = 0; i < rows; i++) {
      double low = 0;
      double high = 1e6;
      for (int step = 0; step < 200; step++) {
        double beta = (low + high) / 2;
        double sum = 0;
        for (int j = 0; j < rows; j++) {
          p[i][j] = j == i ? 0 : Math.exp(-beta * squared(points, WIDTH, i, j));
          sum += p[i][j];
        }
        double entropy = 0;
        for (int j = 0; j < rows; j++) {
          p[i][j] /= sum;
          entropy -= p[i][j] > 0 ? p[i][j] * Math.log(p[i][j]) : 0;
        }
        if (entropy > Math.log(perplexity)) {
          low = beta;
        } else {
          high = beta;
        }
      }
    }
    double[][] joint = new double[rows][rows];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < rows; j++) {
        joint[i][j] = (p[i][j] + p[j][i]) / (2 * rows);
      }
    }
    return joint;
  }

  private static double divergence(double[][] p, double[] plane, int rows) {
    double total = 0;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < rows; j++) {
        total += i == j ? 0 : 1 / (1 + squared(plane, 2, i, j));
      }
    }
    double sum = 0;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < rows; j++) {
        if (i != j && p[i][j] > 0) {
          sum += p[i][j] * Math.log(p[i][j] * total * (1 + squared(plane, 2, i, j)));
        }
      }
    }
    return sum;
  }

  @Test
  void theSamePointsAndSeedGiveTheSameBitsOnAnyThread() {
    double[] points = clusters(25, 1);
    Tsne map = Tsne.forPoints(25);
    double[] first = map.fit(points, 25, WIDTH).orElseThrow();
    try (var pool = new ForkJoinPool(3)) {
      assertThat(pool.submit(() -> map.fit(points, 25, WIDTH).orElseThrow()).join())
          .containsExactly(first);
    }
    assertThat(new Tsne(map.perplexity(), map.iterations(), 1).fit(points, 25, WIDTH).orElseThrow())
        .isNotEqualTo(first);
  }

  @Test
  void pointsThatAreAllTheSameEndSomewhereFinite() {
    double[] plane = Tsne.forPoints(6).fit(new double[6 * 3], 6, 3).orElseThrow();
    assertThat(Arrays.stream(plane).allMatch(Double::isFinite)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.NEGATIVE_INFINITY})
  void aValueThatIsNotFiniteHasNoPlace(double value) {
    double[] points = clusters(5, 1);
    points[7] = value;
    assertThat(Tsne.forPoints(5).fit(points, 5, WIDTH)).isEmpty();
  }

  @Test
  void tooFewPointsAreRefused() {
    assertThatThrownBy(() -> Tsne.forPoints(3).fit(new double[6], 3, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there are 3 points, expected at least 4 and more than the perplexity 2.0");
    assertThatThrownBy(() -> new Tsne(8, 10, 0).fit(new double[16], 8, 2))
        .hasMessage("there are 8 points, expected at least 4 and more than the perplexity 8.0");
    assertThatThrownBy(() -> new Tsne(Double.NaN, 10, 0))
        .hasMessage("the perplexity is NaN, expected a number of at least 2");
    assertThatThrownBy(() -> new Tsne(2, 0, 0))
        .hasMessage("there are 0 iterations, expected 1 or more");
  }
}
