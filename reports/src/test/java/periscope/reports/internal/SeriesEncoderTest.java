package periscope.reports.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.reports.internal.Series.Axis;

class SeriesEncoderTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void largeTensorsAreWithinHalfAThousandthOfEachValue(long seed) throws IOException {
    double[] values = walk(new Random(seed), 60, 2000, Math.pow(10, 12.0 * (int) seed - 20));
    EncodedSeries encoded = encode(List.of(50, 40), values);

    assertThat(encoded.encoding()).isInstanceOf(Encoding.F16.class);
    double[] decoded = SeriesDecoder.decode(encoded);
    double largest = Arrays.stream(values).map(Math::abs).max().orElseThrow();
    for (int i = 0; i < values.length; i++) {
      // Half a unit in the last of 11 places; below 2^-28 of the largest, half of its subnormal
      // unit.
      double bound = Math.max(Math.abs(values[i]) * 0x1p-11, largest * 0x1p-38);
      assertThat(decoded[i]).as("value %d", i).isCloseTo(values[i], within(bound));
    }
  }

  @Test
  void smallTensorsKeepFloat32() throws IOException {
    double[] values = walk(new Random(4), 10, 30, 1);
    EncodedSeries encoded = encode(List.of(30), values);

    assertThat(encoded.encoding()).isInstanceOf(Encoding.F32.class);
    assertThat(SeriesDecoder.decode(encoded))
        .containsExactly(Arrays.stream(values).map(v -> (float) v).toArray());
  }

  @Test
  void scalarsAtCheckpointsAreExact() throws IOException {
    double[] values = {Math.PI, 0, -0.0, 1e300, Double.MIN_VALUE, Double.NaN, 1e-300};
    EncodedSeries encoded = encode(List.of(), values);

    assertThat(SeriesDecoder.decode(encoded)).containsExactly(values);
  }

  @ParameterizedTest
  @EnumSource(Axis.class)
  void whatFloat32CannotHoldIsExact(Axis axis) throws IOException {
    double[] values = {1e60, -3e-5, Double.NaN, Double.NEGATIVE_INFINITY};
    EncodedSeries encoded =
        SeriesEncoder.encode(
            Series.of("huge", axis, axis == Axis.METRICS ? List.of() : List.of(2), values));

    assertThat(SeriesDecoder.decode(encoded)).containsExactly(values);
  }

  @Test
  void lossesThatFloat32CannotHoldAreExact() throws IOException {
    double[] diverged = {2.4, 1e-304, 4.2e120, Double.NaN, 1e301, Double.POSITIVE_INFINITY};

    for (EncodedSeries encoded :
        List.of(metric("loss/test", diverged), encode(List.of(2), diverged))) {
      assertThat(encoded.encoding()).isInstanceOf(Encoding.F64.class);
      assertThat(SeriesDecoder.decode(encoded)).containsExactly(diverged);
    }
    assertThat(metric("loss/test", new double[] {2.4, Double.NaN, 1e30}).encoding())
        .isInstanceOf(Encoding.F32.class);
  }

  @Test
  void aTensorOfManyScalesFallsBackToFloat32() throws IOException {
    Random random = new Random(5);
    double[] values = random.doubles(70_000).map(u -> Math.pow(10, -20 * u)).toArray();
    EncodedSeries encoded = encode(List.of(700), values);

    assertThat(encoded.encoding()).isInstanceOf(Encoding.F32.class);
    assertThat(SeriesDecoder.decode(encoded))
        .containsExactly(Arrays.stream(values).map(v -> (float) v).toArray());
  }

  @Test
  void aTensorWithNumbersThatAreNotFiniteFallsBackToFloat32() throws IOException {
    double[] values = new double[70_000];
    values[5] = Double.NaN;
    values[6] = Double.POSITIVE_INFINITY;
    values[7] = Double.NEGATIVE_INFINITY;
    double[] decoded = SeriesDecoder.decode(encode(List.of(700), values));

    assertThat(decoded).containsExactly(values);
  }

  @Test
  void aTensorOfZerosStaysZero() throws IOException {
    double[] decoded = SeriesDecoder.decode(encode(List.of(700), new double[70_000]));

    assertThat(decoded).containsOnly(0.0);
  }

  @Test
  void denseLossesAreWithinTheErrorThatThePageStates() throws IOException {
    double[] values =
        IntStream.range(0, 5000).mapToDouble(i -> 100 * Math.pow(10, -i / 420.0)).toArray();
    EncodedSeries encoded = metric("loss/test", values);

    assertThat(encoded.encoding()).isInstanceOf(Encoding.Log16.class);
    // Almost 12 decades over 65,535 steps: half a step is 0.021 %.
    assertThat(encoded.encoding().relativeError()).isLessThan(2.2e-4);
    double[] decoded = SeriesDecoder.decode(encoded);
    for (int i = 0; i < values.length; i++) {
      double bound = values[i] * encoded.encoding().relativeError() * (1 + 1e-9);
      assertThat(decoded[i]).as("value %d", i).isCloseTo(values[i], within(bound));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY, 1e-13})
  void denseLossesThatHaveNoSmallLogarithmFallBackToFloat32(double odd) throws IOException {
    double[] values = {1, 2, odd, 3};
    EncodedSeries encoded = metric("loss/train", values);

    assertThat(SeriesDecoder.decode(encoded)).containsExactly(1, 2, (float) odd, 3);
  }

  @Test
  void aDenseLossThatNeverChangesSurvives() throws IOException {
    // The logarithm and its exponential round once each.
    assertThat(SeriesDecoder.decode(metric("loss/train", new double[] {2.5, 2.5, 2.5})))
        .containsExactly(new double[] {2.5, 2.5, 2.5}, within(2e-15));
  }

  @Test
  void denseAccuraciesAreNotRoundedToLevels() throws IOException {
    double[] values = {910.0 / 911, 1, 0};
    assertThat(SeriesDecoder.decode(metric("accuracy/train", values)))
        .containsExactly((float) (910.0 / 911), 1, 0);
  }

  @Test
  void seriesTooLargeKeepEveryKthStepAndTheLast() throws IOException {
    int size = SeriesEncoder.MAX_VALUES / 4;
    Rows rows =
        new Rows() {
          @Override
          public int count() {
            return 12;
          }

          @Override
          public double[] row(int index) {
            double[] row = new double[size];
            Arrays.fill(row, index + 1);
            return row;
          }
        };
    EncodedSeries encoded =
        SeriesEncoder.encode(new Series("W_input", Axis.CHECKPOINTS, List.of(size), "", rows));

    assertThat(encoded.every()).isEqualTo(4);
    assertThat(encoded.count()).isEqualTo(4);
    double[] decoded = SeriesDecoder.decode(encoded);
    assertThat(IntStream.range(0, 4).mapToDouble(k -> decoded[k * size]).toArray())
        .containsExactly(1, 5, 9, 12);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 12, 101})
  void whatIsKeptStartsWithTheFirstRowAndEndsWithTheLast(int rows) {
    Rows many =
        new Rows() {
          @Override
          public int count() {
            return rows;
          }

          @Override
          public double[] row(int index) {
            throw new AssertionError("no row is needed to choose");
          }
        };
    Kept kept =
        Kept.of(
            new Series("x", Axis.CHECKPOINTS, List.of(SeriesEncoder.MAX_VALUES / 5), "", many),
            Budget.ofOne());

    assertThat(kept.count()).isBetween(1, Math.min(5, rows));
    assertThat(kept.index(0)).isZero();
    assertThat(kept.index(kept.count() - 1)).isEqualTo(rows - 1);
  }

  private static EncodedSeries encode(List<Integer> shape, double[] values) throws IOException {
    return SeriesEncoder.encode(Series.of("W_input", Axis.CHECKPOINTS, shape, values));
  }

  private static EncodedSeries metric(String id, double[] values) throws IOException {
    return SeriesEncoder.encode(Series.of(id, Axis.METRICS, List.of(), values));
  }

  /** Values that drift from row to row, through zero and back. */
  private static double[] walk(Random random, int rows, int size, double scale) {
    double[] values = new double[rows * size];
    for (int i = 0; i < values.length; i++) {
      double before = i < size ? 0 : values[i - size];
      values[i] = before + scale * random.nextGaussian();
    }
    return values;
  }
}
