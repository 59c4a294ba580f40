package periscope.probes.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.models.net.Activation;
import periscope.models.net.PairMlpSpec;
import periscope.models.net.Parameters;
import periscope.models.task.Permutations;
import periscope.models.task.SymmetricGroup;
import periscope.models.task.Task;
import periscope.probes.MeasureFile;
import periscope.probes.RunContext;
import periscope.probes.RunFixture;

final class GroupMeasuresTest {
  /** Relative: some ten thousand products in another order. */
  private static final double ROUNDING = 1e-11;

  @TempDir Path folder;

  private static RunFixture fixture(Permutations.Operation operation) {
    return new RunFixture(
            new Permutations(3, operation, false, false),
            new PairMlpSpec(
                4,
                9,
                Activation.RELU,
                PairMlpSpec.Embedding.UNTIED,
                PairMlpSpec.Hidden.UNTIED,
                false,
                false))
        .trainEvery(2);
  }

  /** Every cosine by the definition, over all examples and classes. */
  @ParameterizedTest
  @EnumSource(Permutations.Operation.class)
  void similarityAsDefined(Permutations.Operation operation) throws IOException {
    var fixture = fixture(operation);
    fixture.snapshot(fixture.gaussian(3));
    try (MeasureFile file = fixture.probe(folder);
        RunContext run = RunContext.open(folder.resolve("run.h5"))) {
      var group = new SymmetricGroup(3);
      Characters characters = Characters.of(group, 3);
      Task task = run.task();
      double[] logits = run.last().logits().values();
      double[] found = file.row("groups/logit-similarity", 0);
      assertThat(found).hasSize(3);
      double explained = 0;
      for (int irrep = 0; irrep < 3; irrep++) {
        double product = 0;
        double squares = 0;
        double character = 0;
        for (int example = 0; example < task.size(); example++) {
          double mean = Arrays.stream(logits, example * 6, example * 6 + 6).average().orElseThrow();
          for (int c = 0; c < 6; c++) {
            double value = logits[example * 6 + c] - mean;
            int quotient = group.product(task.labels()[example], group.inverse(c));
            product += value * characters.values(irrep)[quotient];
            squares += value * value;
            character += Math.pow(characters.values(irrep)[quotient], 2);
          }
        }
        double cosine = product / Math.sqrt(squares * character);
        assertThat(found[irrep]).isCloseTo(cosine, within(ROUNDING));
        explained += cosine * cosine;
      }
      assertThat(file.row("groups/logit-fve", 0)[0]).isCloseTo(explained, within(ROUNDING));
      assertThat(file.spec("groups/logit-similarity").convention())
          .isEqualTo("partitions (3), (2,1), (1,1,1); logits centred over classes");
      assertThat(file.absentReason("groups/left-cosets"))
          .contains("the subgroup is one of permutations of 5 things");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4})
  void logitsThatAreCharactersAreExplainedByThem(int degree) {
    var tables = new GroupTables(degree);
    Task task = new Permutations(degree, Permutations.Operation.PRODUCT, false, false).task();
    int count = tables.characters().count();
    int order = tables.order();
    double[] planted = new double[count];
    for (int irrep = 1; irrep < count; irrep += 2) {
      planted[irrep] = irrep;
    }
    double[] logits = new double[task.size() * order];
    var random = new Random(degree);
    for (int example = 0; example < task.size(); example++) {
      double offset = random.nextGaussian(); // of all classes alike: it changes no answer
      for (int c = 0; c < order; c++) {
        int quotient = tables.quotient(task.labels()[example], c);
        for (int irrep = 0; irrep < count; irrep++) {
          logits[example * order + c] +=
              planted[irrep] * tables.characters().values(irrep)[quotient];
        }
        logits[example * order + c] += offset;
      }
    }
    double length = Math.sqrt(Arrays.stream(planted).map(value -> value * value).sum());
    double[] cosines = GroupLogits.similarity(tables, task.labels(), logits);
    for (int irrep = 0; irrep < count; irrep++) {
      assertThat(cosines[irrep]).isCloseTo(planted[irrep] / length, within(ROUNDING));
    }
  }

  @Test
  void vectorsAreSharedOutAmongTheRepresentations() {
    int degree = 4;
    var tables = new GroupTables(degree);
    int order = tables.order();
    int count = tables.characters().count();
    // A character is a vector of its own representation only.
    for (int irrep = 0; irrep < count; irrep++) {
      double[] shares = tables.shares(tables.characters().values(irrep), 1);
      for (int other = 0; other < count; other++) {
        assertThat(shares[other]).isCloseTo(other == irrep ? 1 : 0, within(ROUNDING));
      }
    }
    // Others against the projection written out: d/n! · Σ χ(g⁻¹) v(g⁻¹ x).
    var group = new SymmetricGroup(degree);
    var random = new Random(5);
    int width = 3;
    double[] vectors = random.doubles((long) order * width).map(v -> v - 0.3).toArray();
    double[] shares = tables.shares(vectors, width);
    double total = Arrays.stream(vectors).map(v -> v * v).sum();
    for (int irrep = 0; irrep < count; irrep++) {
      double squares = 0;
      for (int x = 0; x < order; x++) {
        for (int i = 0; i < width; i++) {
          double projected = 0;
          for (int g = 0; g < order; g++) {
            int inverse = group.inverse(g);
            projected +=
                tables.characters().dimension(irrep)
                    / order
                    * tables.characters().values(irrep)[inverse]
                    * vectors[group.product(inverse, x) * width + i];
          }
          squares += projected * projected;
        }
      }
      assertThat(shares[irrep]).isCloseTo(squares / total, within(ROUNDING));
    }
    assertThat(Arrays.stream(shares).sum()).isCloseTo(1, within(ROUNDING));
    assertThat(tables.shares(new double[order], 1)).containsOnly(Double.NaN);
  }

  @ParameterizedTest
  @EnumSource(Cosets.Side.class)
  void cosetsAreThoseOfTheSubgroup(Cosets.Side side) {
    var group = new SymmetricGroup(5);
    var subgroup = Cosets.subgroup(group);
    assertThat(subgroup.cardinality()).isEqualTo(10);
    int[] labels = Cosets.of(side);
    for (int x = 0; x < group.order(); x++) {
      for (int y = 0; y < group.order(); y++) {
        int quotient =
            side == Cosets.Side.LEFT
                ? group.product(group.inverse(x), y)
                : group.product(y, group.inverse(x));
        assertThat(labels[x] == labels[y]).isEqualTo(subgroup.get(quotient));
      }
    }
    assertThat(Arrays.stream(labels).max()).hasValue(11);
  }

  @Test
  void weightsThatAreNotFiniteHaveNoKeys() throws IOException {
    var fixture = fixture(Permutations.Operation.PRODUCT);
    Parameters broken = fixture.gaussian(1);
    broken.get(0)[0] = Float.NaN;
    fixture.snapshot(fixture.gaussian(2)).snapshot(broken);
    try (MeasureFile file = fixture.probe(folder)) {
      assertThat(file.row("groups/logit-similarity", 0)).doesNotContain(Double.NaN);
      assertThat(file.row("groups/logit-similarity", 1)).containsOnly(Double.NaN);
      assertThat(file.row("groups/embedding-share", 1)).containsOnly(Double.NaN);
      assertThat(file.absentReason("groups/key-irreps"))
          .contains("logits of the last checkpoint are not finite, or all alike");
    }
  }

  @Test
  void residuesHaveNoRepresentationsHere() throws IOException {
    var fixture = RunFixture.addition(5, 3, 2);
    fixture.snapshot(fixture.gaussian(1));
    try (MeasureFile file = fixture.probe(folder)) {
      for (String id : file.absent()) {
        if (id.startsWith("groups/")) {
          assertThat(file.absentReason(id)).contains("the operands are not permutations");
        }
      }
      assertThat(file.absent()).contains("groups/logit-fve", "groups/right-cosets");
    }
  }
}
