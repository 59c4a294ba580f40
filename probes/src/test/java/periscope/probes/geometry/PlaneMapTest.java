package periscope.probes.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.models.net.Parameters;
import periscope.probes.RunContext;
import periscope.probes.RunFixture;

final class PlaneMapTest {
  private static final int ROWS = 60;
  private static final int WIDTH = 6;

  @TempDir Path folder;

  private static double squared(double[] points, int width, int i, int j) {
    double sum = 0;
    for (int c = 0; c < width; c++) {
      double d = points[i * width + c] - points[j * width + c];
      sum += d * d;
    }
    return sum;
  }

  /** Two groups of points, even and odd, far from each other. */
  @Test
  void umapKeepsGroupsApart() {
    var random = new Random(2);
    double[] points = new double[ROWS * WIDTH];
    for (int i = 0; i < points.length; i++) {
      points[i] = random.nextGaussian() + (i / WIDTH % 2) * 20;
    }
    double[] plane = Umap.forPoints(ROWS).fit(points, ROWS, WIDTH).orElseThrow();
    for (int i = 0; i < ROWS; i++) {
      int nearest = i == 0 ? 1 : 0;
      for (int j = 0; j < ROWS; j++) {
        if (j != i && squared(plane, 2, i, j) < squared(plane, 2, i, nearest)) {
          nearest = j;
        }
      }
      assertThat(nearest % 2).isEqualTo(i % 2);
    }
  }

  /** A ring, whose neighbours are all connected, and two groups, whose are not. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 50})
  void umapGivesTheSameBitsInOneProgram(double apart) {
    double[] points = new double[ROWS * WIDTH];
    for (int i = 0; i < ROWS; i++) {
      points[i * WIDTH] = Math.cos(2 * Math.PI * i / ROWS) + (i < ROWS / 2 ? apart : 0);
      points[i * WIDTH + 1] = Math.sin(2 * Math.PI * i / ROWS);
    }
    Umap map = Umap.forPoints(ROWS);
    double[] first = map.fit(points, ROWS, WIDTH).orElseThrow();
    assertThat(first).hasSize(2 * ROWS);
    try (var pool = new ForkJoinPool(3)) {
      assertThat(pool.submit(() -> map.fit(points, ROWS, WIDTH).orElseThrow()).join())
          .containsExactly(first);
    }
    assertThat(new Umap(map.neighbours(), 1).fit(points, ROWS, WIDTH).orElseThrow())
        .isNotEqualTo(first);
  }

  static Stream<PlaneMap> maps() {
    return Stream.of(Umap.forPoints(ROWS), Tsne.forPoints(ROWS));
  }

  /**
   * Of groups that are all as far from each other, a drawing may put any beside any: one that
   * starts from the drawing before keeps more of its order than one that starts from another.
   */
  @ParameterizedTest
  @MethodSource("maps")
  void aMapStartsFromTheDrawingBefore(PlaneMap map) {
    double kept = 0;
    double changed = 0;
    for (int set = 0; set < 20; set++) {
      double[] points = groups(new Random(set));
      double[] first = map.fit(points, ROWS, WIDTH).orElseThrow();
      double[] again = map.fit(points, ROWS, WIDTH, first).orElseThrow();
      double[] mixed = first.clone();
      for (int i = 0; i < ROWS; i++) {
        int other = i * 7 % ROWS; // another order of the points, and so of the groups
        mixed[2 * i] = first[2 * other];
        mixed[2 * i + 1] = first[2 * other + 1];
      }
      double[] elsewhere = map.fit(points, ROWS, WIDTH, mixed).orElseThrow();
      Procrustes.align(again, first);
      Procrustes.align(elsewhere, first);
      kept += distance(again, first);
      changed += distance(elsewhere, first);
    }
    assertThat(kept).isLessThan((map instanceof Tsne ? 0.1 : 0.9) * changed);
  }

  /** Five groups, around five corners of a simplex. */
  private static double[] groups(Random random) {
    double[] points = new double[ROWS * WIDTH];
    for (int i = 0; i < points.length; i++) {
      points[i] = random.nextGaussian() + (i % WIDTH == i / WIDTH % 5 ? 20 : 0);
    }
    return points;
  }

  @Test
  void pointsThatAreAllTheSameLieInOnePlace() {
    double[] points = new double[18];
    Arrays.fill(points, 3);
    assertThat(Umap.forPoints(6).fit(points, 6, 3).orElseThrow()).containsOnly(0);
    assertThat(Umap.forPoints(5).fit(new double[] {1, 2, 3, 4, 5}, 5, 1)).isPresent();
  }

  /** A drawing with all points in one place is no start. */
  @Test
  void pointsLeaveOnePlace() {
    double[] points = groups(new Random(1));
    Tsne map = Tsne.forPoints(ROWS);
    assertThat(map.fit(points, ROWS, WIDTH, new double[2 * ROWS]).orElseThrow())
        .containsExactly(map.fit(points, ROWS, WIDTH).orElseThrow());
  }

  @Test
  void umapSaysWhatItCannotDraw() {
    assertThat(Umap.forPoints(5).fit(new double[] {1, 2, 3, Double.NaN, 5}, 5, 1)).isEmpty();
    assertThatThrownBy(() -> Umap.forPoints(3).fit(new double[6], 3, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there are 3 points, expected at least 4 and more than the 2 neighbours");
    assertThatThrownBy(() -> new Umap(1, 0))
        .hasMessage("there are 1 neighbours, expected 2 or more");
  }

  /** Points that were turned, mirrored and moved come back to where they were. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aMovedDrawingIsLaidBack(boolean mirrored) {
    var random = new Random(4);
    for (int trial = 0; trial < 20; trial++) {
      double[] target = random.doubles(30).toArray();
      double angle = 7 * random.nextDouble();
      double[] points = new double[target.length];
      for (int i = 0; i < points.length; i += 2) {
        double y = (mirrored ? -1 : 1) * target[i + 1];
        points[i] = Math.cos(angle) * target[i] - Math.sin(angle) * y + 5;
        points[i + 1] = Math.sin(angle) * target[i] + Math.cos(angle) * y - 3;
      }
      Procrustes.align(points, target);
      assertThat(points).containsExactly(target, within(1e-12)); // of coordinates up to 8
    }
  }

  /** No other turn of other points comes nearer. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void noTurnComesNearer(long seed) {
    var random = new Random(seed);
    double[] target = random.doubles(16).toArray();
    double[] points = random.doubles(16).toArray();
    Procrustes.align(points, target);
    double best = distance(points, target);
    double[] centre = {0, 0};
    for (int i = 0; i < 16; i++) {
      centre[i % 2] += target[i] / 8;
    }
    for (int mirror = 0; mirror < 2; mirror++) {
      for (double angle = 0; angle < 6.3; angle += 0.01) {
        double[] other = new double[16];
        for (int i = 0; i < 16; i += 2) {
          double x = points[i] - centre[0];
          double y = (mirror == 0 ? 1 : -1) * (points[i + 1] - centre[1]);
          other[i] = centre[0] + Math.cos(angle) * x - Math.sin(angle) * y;
          other[i + 1] = centre[1] + Math.sin(angle) * x + Math.cos(angle) * y;
        }
        assertThat(distance(other, target)).isGreaterThan(best - 1e-12);
      }
    }
  }

  private static double distance(double[] points, double[] target) {
    double sum = 0;
    for (int i = 0; i < points.length; i++) {
      sum += (points[i] - target[i]) * (points[i] - target[i]);
    }
    return sum;
  }

  @Test
  void aSeriesGoesOnAfterWeightsThatAreNotFinite() throws IOException {
    var fixture = RunFixture.addition(7, 5, 4);
    Parameters broken = fixture.gaussian(1);
    broken.get("embed.W_E")[0] = Float.NaN;
    fixture.snapshot(fixture.gaussian(1)).snapshot(broken).snapshot(fixture.gaussian(1));
    Path run = fixture.write(folder.resolve("run.h5"));
    try (RunContext context = RunContext.open(run)) {
      Points points = NamedPoints.of(context, "embedding", false);
      var drawings = MapSeries.of(context, points, Tsne.forPoints(7), List.of(0, 1, 2));
      assertThat(drawings).extracting(MapSeries.Drawing::step).containsExactly(0L, 10L, 20L);
      assertThat(drawings.get(1).plane()).isEmpty();
      assertThat(drawings.get(2).plane()).isPresent();
      Points columns = NamedPoints.of(context, "blocks.0.mlp.W_in", true);
      assertThat(columns.rows()).isEqualTo(4);
      assertThat(columns.columns()).isEqualTo(5);
      float[] matrix = context.last().weights().get("blocks.0.mlp.W_in"); // [5][4]
      assertThat(context.last().get(columns.values())[1 * 5 + 2]).isEqualTo(matrix[2 * 4 + 1]);
    }
  }
}
