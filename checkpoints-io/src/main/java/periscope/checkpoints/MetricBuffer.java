package periscope.checkpoints;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import periscope.checkpoints.internal.H5Dataset;

/** Metrics that wait for the checkpoint that commits them. */
final class MetricBuffer {
  private final RunFile file;
  private final int width;
  private final List<double[]> rows = new ArrayList<>(); // [width] each
  private final List<Long> steps = new ArrayList<>();
  private long lastStep = RunLayout.EMPTY;

  MetricBuffer(RunFile file) {
    this.file = file;
    this.width = file.header().metrics().size();
  }

  /** Step of the last metrics added, or -1 if none were. */
  long lastStep() {
    return lastStep;
  }

  void add(long step, double[] values) {
    if (!(step > lastStep)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: metrics of step %d after those of step %d",
              file.file().path(),
              step,
              lastStep));
    }
    if (values.length != width) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: expected %d metrics, found %d",
              file.file().path(),
              width,
              values.length));
    }
    rows.add(values.clone());
    steps.add(step);
    lastStep = step;
  }

  /** Appends all rows to the file and forgets them. */
  void write() throws IOException {
    H5Dataset axis = file.metricSteps();
    if (axis == null || rows.isEmpty()) {
      return;
    }
    long first = axis.rows();
    for (int metric = 0; metric < width; metric++) {
      H5Dataset dataset = file.metrics().datasets().get(metric);
      dataset.resize(first + rows.size());
      dataset.writeDoubles(dataset.rows(first, rows.size()), column(metric));
    }
    axis.resize(first + rows.size());
    axis.writeLongs(
        axis.rows(first, steps.size()), steps.stream().mapToLong(Long::longValue).toArray());
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
