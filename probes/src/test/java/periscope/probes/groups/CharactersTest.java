package periscope.probes.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.models.task.SymmetricGroup;

final class CharactersTest {
  /** Traces of products of at most fifteen orthogonal matrices of at most ten rows. */
  private static final double ROUNDING = 1e-11;

  private static Characters characters(int degree) {
    return Characters.of(new SymmetricGroup(degree), degree);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void theyAreOrthonormalOverTheGroup(int degree) {
    Characters characters = characters(degree);
    double order = characters.values(0).length;
    for (int i = 0; i < characters.count(); i++) {
      for (int j = 0; j < characters.count(); j++) {
        double product = 0;
        for (int x = 0; x < order; x++) {
          product += characters.values(i)[x] * characters.values(j)[x];
        }
        assertThat(product / order).isEqualTo(i == j ? 1 : 0);
      }
    }
    double squares = 0;
    for (int i = 0; i < characters.count(); i++) {
      squares += characters.dimension(i) * characters.dimension(i);
    }
    assertThat(squares).isEqualTo(order);
  }

  @Test
  void theTableOfFiveThings() {
    Characters characters = characters(5);
    assertThat(IntStream.range(0, 7).mapToObj(characters::name))
        .containsExactly("(5)", "(4,1)", "(3,2)", "(3,1,1)", "(2,2,1)", "(2,1,1,1)", "(1,1,1,1,1)");
    assertThat(IntStream.range(0, 7).mapToDouble(characters::dimension))
        .containsExactly(1.0, 4.0, 5.0, 6.0, 5.0, 4.0, 1.0);
    var group = new SymmetricGroup(5);
    for (int x = 0; x < group.order(); x++) {
      byte[] things = group.get(x);
      int fixed = (int) IntStream.range(0, 5).filter(i -> things[i] == i).count();
      int inversions = 0;
      for (int i = 0; i < 5; i++) {
        for (int j = i + 1; j < 5; j++) {
          inversions += things[i] > things[j] ? 1 : 0;
        }
      }
      double sign = inversions % 2 == 0 ? 1 : -1;
      assertThat(characters.values(0)[x]).isEqualTo(1);
      assertThat(characters.values(1)[x]).isEqualTo(fixed - 1);
      assertThat(characters.values(5)[x]).isEqualTo(sign * (fixed - 1));
      assertThat(characters.values(6)[x]).isEqualTo(sign);
    }
  }

  /**
   * The representations themselves, in Young's orthogonal form: their traces are the characters.
   */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void theyAreTracesOfRepresentations(int degree) {
    var group = new SymmetricGroup(degree);
    Characters characters = Characters.of(group, degree);
    List<int[]> partitions = Characters.partitions(degree);
    for (int irrep = 0; irrep < partitions.size(); irrep++) {
      List<int[]> tableaux = tableaux(partitions.get(irrep), degree);
      assertThat(characters.dimension(irrep)).isEqualTo(tableaux.size());
      for (int x = 0; x < group.order(); x++) {
        double[][] matrix = representation(tableaux, group.get(x));
        double trace = 0;
        for (int i = 0; i < matrix.length; i++) {
          trace += matrix[i][i];
        }
        assertThat(trace).isCloseTo(characters.values(irrep)[x], within(ROUNDING));
      }
    }
  }

  /** Standard tableaux as the cell of each number, row · n + column. */
  private static List<int[]> tableaux(int[] shape, int n) {
    var all = new ArrayList<int[]>();
    fill(shape, new int[shape.length], new int[n], 0, all);
    return all;
  }

  private static void fill(int[] shape, int[] rows, int[] cells, int number, List<int[]> all) {
    if (number == cells.length) {
      all.add(cells.clone());
      return;
    }
    for (int row = 0; row < shape.length; row++) {
      if (rows[row] < shape[row] && (row == 0 || rows[row - 1] > rows[row])) {
        cells[number] = row * cells.length + rows[row]++;
        fill(shape, rows, cells, number + 1, all);
        rows[row]--;
      }
    }
  }

  /** A product of neighbouring transpositions, found by sorting. */
  private static double[][] representation(List<int[]> tableaux, byte[] permutation) {
    int size = tableaux.size();
    double[][] product = new double[size][size];
    for (int i = 0; i < size; i++) {
      product[i][i] = 1;
    }
    byte[] rest = permutation.clone();
    for (int pass = 0; pass < rest.length; pass++) {
      for (int i = 0; i + 1 < rest.length; i++) {
        if (rest[i] > rest[i + 1]) {
          byte kept = rest[i];
          rest[i] = rest[i + 1];
          rest[i + 1] = kept;
          product = multiply(transposition(tableaux, i), product);
        }
      }
    }
    return product;
  }

  /** Exchanges numbers i and i + 1: 1/r on the diagonal, where r is their axial distance. */
  private static double[][] transposition(List<int[]> tableaux, int i) {
    int size = tableaux.size();
    double[][] matrix = new double[size][size];
    for (int t = 0; t < size; t++) {
      int[] cells = tableaux.get(t);
      int n = cells.length;
      double distance = content(cells[i + 1], n) - content(cells[i], n);
      matrix[t][t] = 1 / distance;
      int[] other = cells.clone();
      other[i] = cells[i + 1];
      other[i + 1] = cells[i];
      for (int u = 0; u < size; u++) {
        if (Arrays.equals(tableaux.get(u), other)) {
          matrix[t][u] = Math.sqrt(1 - 1 / (distance * distance));
        }
      }
    }
    return matrix;
  }

  private static int content(int cell, int n) {
    return cell % n - cell / n;
  }

  private static double[][] multiply(double[][] a, double[][] b) {
    double[][] product = new double[a.length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a.length; j++) {
        for (int k = 0; k < a.length; k++) {
          product[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return product;
  }
}
