package periscope.checkpoints;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Metrics that wait for the checkpoint that commits them. */
final class MetricBuffer {
  private final Path file;
  private final int width;
  private final List<double[]> rows = new ArrayList<>(); // [width] each
  private final List<Long> steps = new ArrayList<>();
  private long lastStep = RunLayout.EMPTY;

  /**
   * Without metrics.
   *
   * @param file for messages
   * @param width number of metrics
   */
  MetricBuffer(Path file, int width) {
    this.file = file;
    this.width = width;
  }

  /** Step of the last metrics added, or -1 if none were. */
  long lastStep() {
    return lastStep;
  }

  void add(long step, double[] values) {
    if (!(step > lastStep)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%s: metrics of step %d after those of step %d", file, step, lastStep));
    }
    if (values.length != width) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%s: expected %d metrics, found %d", file, width, values.length));
    }
    rows.add(values.clone());
    steps.add(step);
    lastStep = step;
  }

  /** All that was added since the last {@link #clear}. */
  MetricRows rows() {
    List<double[]> columns = new ArrayList<>();
    for (int metric = 0; metric < width; metric++) {
      columns.add(column(metric));
    }
    return new MetricRows(steps.stream().mapToLong(Long::longValue).toArray(), columns);
  }

  void clear() {
    rows.clear();
    steps.clear();
  }

  private double[] column(int metric) {
    double[] values = new double[rows.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = rows.get(i)[metric];
    }
    return values;
  }
}
