package periscope.probes;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The values of all series at one snapshot.
 *
 * @param step the snapshot's step
 * @param values one array per series; NaN where a probe threw
 * @param exceptions what was thrown
 */
record SnapshotRow(long step, List<double[]> values, List<Thrown> exceptions) {
  /** A measure that threw. */
  record Thrown(Probe probe, String measure, Throwable cause) {}

  /** Computes what is not known; the snapshot is read only if something is not. */
  static SnapshotRow compute(
      RunContext run, int index, List<Plan.Entry> series, EarlierMeasures earlier)
      throws IOException {
    var known = new ArrayList<Optional<double[]>>(series.size());
    for (Plan.Entry entry : series) {
      known.add(earlier.row(entry, index));
    }
    return known.stream().allMatch(Optional::isPresent)
        ? new SnapshotRow(
            run.steps()[index], known.stream().map(Optional::orElseThrow).toList(), List.of())
        : compute(run.analysis(index), series, known);
  }

  private static SnapshotRow compute(
      SnapshotAnalysis snapshot, List<Plan.Entry> series, List<Optional<double[]>> known) {
    var values = new ArrayList<double[]>(series.size());
    var exceptions = new ArrayList<Thrown>();
    for (int i = 0; i < series.size(); i++) {
      Plan.Entry entry = series.get(i);
      int size = entry.measure().spec().size();
      try {
        values.add(
            known.get(i).orElseGet(() -> row((Measure.Series) entry.measure(), snapshot, size)));
      } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
        exceptions.add(new Thrown(entry.probe(), entry.id(), e));
        double[] missing = new double[size];
        Arrays.fill(missing, Double.NaN);
        values.add(missing);
      }
    }
    return new SnapshotRow(snapshot.step(), values, exceptions);
  }

  private static double[] row(Measure.Series measure, SnapshotAnalysis snapshot, int size) {
    double[] row = measure.row().apply(snapshot);
    if (row.length != size) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "its shape %s has %d values, found %d",
              measure.spec().shape(),
              size,
              row.length));
    }
    return row;
  }

  void reportTo(Failures failures) {
    for (Thrown thrown : exceptions) {
      failures.add(thrown.probe(), thrown.measure(), step, thrown.cause());
    }
  }
}
