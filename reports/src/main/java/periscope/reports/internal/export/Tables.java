package periscope.reports.internal.export;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import periscope.checkpoints.RunReader;
import periscope.checkpoints.TensorSpec;
import periscope.probes.MeasureFile;
import periscope.probes.Steps;

/** A run's metrics, measures and weights as tables. */
public final class Tables {
  private Tables() {}

  /** What was logged in training. */
  public static Table metrics(RunReader run) {
    List<Column> columns = new ArrayList<>();
    for (String id : run.metrics()) {
      columns.add(
          new Column(
              id,
              List.of(),
              false,
              consumer -> {
                double[] row = new double[1];
                for (double value : run.metric(id)) {
                  row[0] = value;
                  consumer.accept(row);
                }
              }));
    }
    return new Table("metrics", list(run.metricSteps()), columns, List.of());
  }

  /** What the probes computed. */
  public static Table measures(MeasureFile measures) {
    List<Long> steps = list(measures.steps());
    List<Column> columns = new ArrayList<>();
    for (String id : measures.series()) {
      columns.add(
          new Column(
              id,
              measures.spec(id).shape(),
              false,
              consumer -> {
                for (int i = 0; i < steps.size(); i++) {
                  consumer.accept(measures.row(id, i));
                }
              }));
    }
    List<Column> constants = new ArrayList<>();
    for (String id : measures.constants()) {
      constants.add(
          new Column(
              id, measures.spec(id).shape(), false, consumer -> consumer.accept(measures.all(id))));
    }
    return new Table("measures", steps, columns, constants);
  }

  /** The parameters at every checkpoint. */
  public static Table weights(RunReader run) {
    List<Column> columns = new ArrayList<>();
    for (TensorSpec tensor : run.parameters()) {
      columns.add(
          column(
              tensor,
              consumer -> {
                double[] wide = new double[tensor.size()];
                run.forEachSnapshotOf(
                    tensor.name(),
                    (step, values) -> {
                      widen(values, wide);
                      consumer.accept(wide);
                    });
              }));
    }
    return new Table("weights", list(run.steps()), columns, List.of());
  }

  /** The parameters at one checkpoint; {@code index} is its place among the run's steps. */
  public static Table weights(RunReader run, int index) throws IOException {
    return new Table("weights", List.of(run.steps()[index]), checkpoint(run, index), List.of());
  }

  /** The parameters of one checkpoint, read at once. */
  static List<Column> checkpoint(RunReader run, int index) throws IOException {
    var snapshot = run.snapshot(index);
    List<Column> columns = new ArrayList<>();
    for (TensorSpec tensor : snapshot.tensors()) {
      columns.add(
          column(
              tensor,
              consumer -> {
                double[] wide = new double[tensor.size()];
                widen(snapshot.get(tensor.name()), wide);
                consumer.accept(wide);
              }));
    }
    return columns;
  }

  /**
   * Place of a step among the run's checkpoints, or all of them if none is named.
   *
   * @throws IllegalArgumentException if the run has no checkpoint at that step
   */
  public static List<Integer> indices(RunReader run, OptionalLong step) {
    long[] steps = run.steps();
    if (step.isEmpty()) {
      return java.util.stream.IntStream.range(0, steps.length).boxed().toList();
    }
    return List.of(Steps.indexOf(steps, step.getAsLong()));
  }

  private static Column column(TensorSpec tensor, Column.Source rows) {
    return new Column(tensor.name(), tensor.shape(), true, rows);
  }

  private static void widen(float[] values, double[] wide) {
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
  }

  private static List<Long> list(long[] steps) {
    return Arrays.stream(steps).boxed().toList();
  }
}
