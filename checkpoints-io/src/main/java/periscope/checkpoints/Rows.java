package periscope.checkpoints;

import java.util.ArrayList;
import java.util.List;

/** Some checkpoints in a row, as they go to one file. */
final class Rows {
  private final long[] steps;
  private final List<float[]> parameters;
  private final MetricRows metrics;
  private final int[] checksums;

  /**
   * Takes the arrays over.
   *
   * @param steps of each checkpoint
   * @param parameters one array for each, the values of all checkpoints in turn
   * @param metrics committed with these checkpoints
   * @param checksums rows of {@link RunChecksums}, one after the other
   */
  Rows(long[] steps, List<float[]> parameters, MetricRows metrics, int[] checksums) {
    this.steps = steps;
    this.parameters = parameters;
    this.metrics = metrics;
    this.checksums = checksums;
  }

  /** No checkpoint. */
  static Rows none(RunHeader header) {
    List<float[]> parameters = new ArrayList<>();
    header.parameters().forEach(tensor -> parameters.add(new float[0]));
    List<double[]> metrics = new ArrayList<>();
    header.metrics().forEach(id -> metrics.add(new double[0]));
    return new Rows(new long[0], parameters, new MetricRows(new long[0], metrics), new int[0]);
  }

  /** One checkpoint. */
  static Rows of(Checkpoint checkpoint, int[] checksums) {
    return new Rows(
        new long[] {checkpoint.step()}, checkpoint.parameters(), checkpoint.metrics(), checksums);
  }

  long[] steps() {
    return steps;
  }

  List<float[]> parameters() {
    return parameters;
  }

  MetricRows metrics() {
    return metrics;
  }

  int[] checksums() {
    return checksums;
  }
}
