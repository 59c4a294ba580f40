package periscope.reports.internal;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import periscope.probes.MeasureFile;
import periscope.probes.MeasureSpec;
import periscope.probes.Sampled;

/**
 * Arrays that were measured at some checkpoints, {@code [checkpoints][row…]}, as a series over all
 * of them: each holds until the next.
 */
final class SampledSeries {
  private SampledSeries() {}

  /**
   * The series.
   *
   * @param id the arrays' id
   * @param family what the id of the steps begins with
   * @throws IOException if reading fails, or there is not an array for each of the steps
   */
  static Series of(MeasureFile measures, String id, String family) throws IOException {
    MeasureSpec spec = measures.spec(id);
    long[] steps = measures.steps();
    double[] sampled = measures.all(family + Sampled.STEPS);
    int[] positions = new int[sampled.length];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = Arrays.binarySearch(steps, (long) sampled[i]);
    }
    List<Integer> rowShape = spec.shape().subList(1, spec.shape().size());
    int size = rowShape.stream().reduce(1, Math::multiplyExact);
    double[] values = measures.all(id);
    if (positions.length == 0
        || positions[0] != 0
        || values.length != Math.multiplyExact(positions.length, size)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: %s has shape %s, expected one array for each of the %d steps in %s; probe the run again",
              measures.run(),
              id,
              spec.shape(),
              positions.length,
              family + Sampled.STEPS));
    }
    Rows rows =
        new Rows() {
          @Override
          public int count() {
            return steps.length;
          }

          @Override
          public double[] row(int index) {
            int found = Arrays.binarySearch(positions, index);
            int at = found >= 0 ? found : -found - 2;
            return Arrays.copyOfRange(values, at * size, (at + 1) * size);
          }
        };
    return new Series(
        id, Series.Axis.CHECKPOINTS, rowShape, spec.definition(), rows, positions.length);
  }
}
