package periscope.probes.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.probes.fourier.CentredLogits;

/** Templates over all p³ logits, written out. */
final class LogitTemplatesTest {
  /** Sums of p³ products in float64. */
  private static final double ROUNDING = 1e-10;

  private static double clock(int p, int k, int i) {
    int a = i / p / p;
    int b = i / p % p;
    int c = i % p;
    return Math.cos(2 * Math.PI * k * (a + b - c) / p);
  }

  private static double pizza(int p, int k, int i) {
    int a = i / p / p;
    int b = i / p % p;
    int c = i % p;
    double half = Math.PI * k / p;
    return 2
        * Math.abs(Math.cos(half * (a - b)))
        * (Math.abs(Math.cos(half * (a + b - c))) - Math.abs(Math.sin(half * (a + b - c))));
  }

  private static double[] logits(int p, IntToDoubleFunction value) {
    double[] logits = new double[p * p * p];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = value.applyAsDouble(i);
    }
    return logits;
  }

  private static double[] centred(double[] logits, int p) {
    double[] centred = logits.clone();
    for (int from = 0; from < centred.length; from += p) {
      double sum = 0;
      for (int c = 0; c < p; c++) {
        sum += logits[from + c];
      }
      for (int c = 0; c < p; c++) {
        centred[from + c] -= sum / p;
      }
    }
    return centred;
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 11})
  void aClockIsAClockAndAPizzaAPizza(int p) {
    double[] clock = logits(p, i -> 3 * clock(p, 2, i) + clock(p, 3, i));
    var sums = new LogitSums(new CentredLogits(clock, p), p);
    assertThat(LogitTemplates.clock(p).together(sums)).isCloseTo(1, within(ROUNDING));
    assertThat(LogitTemplates.clock(p).alone(sums)[1]).isCloseTo(0.9, within(ROUNDING));
    assertThat(LogitTemplates.clock(p).alone(sums)[2]).isCloseTo(0.1, within(ROUNDING));
    assertThat(LogitTemplates.pizza(p).together(sums)).isStrictlyBetween(0.5, 0.9);

    double[] pizza = logits(p, i -> 3 * pizza(p, 2, i) + pizza(p, 3, i));
    sums = new LogitSums(new CentredLogits(pizza, p), p);
    assertThat(LogitTemplates.pizza(p).together(sums)).isCloseTo(1, within(ROUNDING));
    assertThat(LogitTemplates.clock(p).together(sums)).isStrictlyBetween(0.5, 0.9);
  }

  /** Gram and Schmidt on p³ values. */
  @ParameterizedTest
  @ValueSource(ints = {2, 7, 8, 9})
  void theDefinition(int p) {
    var random = new Random(p);
    double[] noise = random.doubles((long) p * p * p, -1, 1).toArray();
    double[] logits = logits(p, i -> noise[i] + 2 * clock(p, 1, i) + pizza(p, p / 2, i));
    double[] wanted = centred(logits, p);
    for (boolean round : new boolean[] {true, false}) {
      var templates = round ? LogitTemplates.clock(p) : LogitTemplates.pizza(p);
      double[] alone = templates.alone(new LogitSums(new CentredLogits(logits, p), p));
      List<double[]> orthogonal = new ArrayList<>();
      double explained = 0;
      for (int frequency = 1; frequency <= p / 2; frequency++) {
        int k = frequency;
        double[] template = centred(logits(p, i -> round ? clock(p, k, i) : pizza(p, k, i)), p);
        double share =
            Math.pow(dot(template, wanted), 2) / dot(template, template) / dot(wanted, wanted);
        assertThat(alone[k - 1]).isCloseTo(share, within(ROUNDING));
        double size = dot(template, template);
        for (double[] other : orthogonal) {
          double along = dot(template, other);
          for (int i = 0; i < template.length; i++) {
            template[i] -= along * other[i];
          }
        }
        double left = dot(template, template);
        if (left > ROUNDING * size) {
          for (int i = 0; i < template.length; i++) {
            template[i] /= Math.sqrt(left);
          }
          orthogonal.add(template);
          explained += Math.pow(dot(template, wanted), 2) / dot(wanted, wanted);
        }
      }
      assertThat(templates.together(new LogitSums(new CentredLogits(logits, p), p)))
          .isCloseTo(explained, within(ROUNDING));
    }
  }

  @Test
  void aConstantForAPairChangesNothing() {
    int p = 7;
    var random = new Random(5);
    double[] logits = random.doubles((long) p * p * p, -1, 1).toArray();
    double[] shifted = logits.clone();
    for (int pair = 0; pair < p * p; pair++) {
      double shift = random.nextDouble();
      for (int c = 0; c < p; c++) {
        shifted[pair * p + c] += shift;
      }
    }
    var templates = LogitTemplates.pizza(p);
    assertThat(templates.together(new LogitSums(new CentredLogits(shifted, p), p)))
        .isCloseTo(
            templates.together(new LogitSums(new CentredLogits(logits, p), p)), within(ROUNDING));
  }

  @Test
  void distanceIrrelevanceByGroups() {
    for (int p : new int[] {5, 6, 11}) {
      double[] logits = new Random(p).doubles((long) p * p * p, -1, 1).toArray();
      double sum = 0;
      List<Double> all = new ArrayList<>();
      for (int difference = 0; difference < p; difference++) {
        List<Double> group = new ArrayList<>();
        for (int b = 0; b < p; b++) {
          int a = (b + difference) % p;
          group.add(logits[(a * p + b) * p + (a + b) % p]);
        }
        sum += deviation(group);
        all.addAll(group);
      }
      assertThat(DistanceIrrelevance.of(logits, p))
          .isCloseTo(sum / p / deviation(all), within(ROUNDING));
    }
  }

  @Test
  void extremesOfDistanceIrrelevance() {
    int p = 7;
    assertThat(DistanceIrrelevance.of(logits(p, i -> (i / p / p + i / p % p) % p), p))
        .isCloseTo(1, within(ROUNDING));
    assertThat(DistanceIrrelevance.of(logits(p, i -> (p + i / p / p - i / p % p) % p), p))
        .isCloseTo(0, within(ROUNDING));
    assertThat(DistanceIrrelevance.of(new double[p * p * p], p)).isNaN();
  }

  private static double deviation(List<Double> values) {
    double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
    return Math.sqrt(
        values.stream().mapToDouble(v -> (v - mean) * (v - mean)).average().orElseThrow());
  }
}
