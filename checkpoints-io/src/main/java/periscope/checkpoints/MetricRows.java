package periscope.checkpoints;

import java.util.List;

/** Metrics logged since the checkpoint before. */
final class MetricRows {
  private final long[] steps;
  private final List<double[]> columns;

  MetricRows(long[] steps, List<double[]> columns) {
    this.steps = steps;
    this.columns = columns;
  }

  /** When, ascending; not a copy. */
  long[] steps() {
    return steps;
  }

  /** One array for each metric, as long as the steps; not copies. */
  List<double[]> columns() {
    return columns;
  }
}
