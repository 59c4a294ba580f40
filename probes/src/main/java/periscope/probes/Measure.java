package periscope.probes;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** A measure of one run: what it is, and how it is computed or why it is not. */
public sealed interface Measure {

  /** What it is. */
  MeasureSpec spec();

  /**
   * A value at every snapshot.
   *
   * @param spec its shape is that of one value
   * @param row the value, row-major; called from several threads at once with different snapshots
   * @param ofSnapshotAlone whether the value depends on nothing but the snapshot, the task and the
   *     split, so that it stays true when the run grows; not if it depends on the last snapshot
   */
  record Series(MeasureSpec spec, Function<SnapshotAnalysis, double[]> row, boolean ofSnapshotAlone)
      implements Measure {}

  /**
   * One value for the whole run, from no series: of the last snapshot, or of the run file.
   *
   * @param spec its shape is ignored: the value has one
   * @param value the value; called once, by any thread, while others compute series
   */
  record Constant(MeasureSpec spec, Supplier<MeasureValue> value) implements Measure {}

  /**
   * One value for the whole run, made of series of single numbers when the pass is over.
   *
   * @param spec its shape is ignored: the value has one
   * @param inputs ids of the series that it needs
   * @param value the value
   */
  record Derived(MeasureSpec spec, List<String> inputs, Function<ScalarSeries, MeasureValue> value)
      implements Measure {
    /** Copies the inputs. */
    public Derived {
      inputs = List.copyOf(inputs);
    }
  }

  /**
   * A measure that makes no sense for this run.
   *
   * @param spec what it would be
   * @param reason half a sentence, such as {@code the run has no split}
   */
  record Absent(MeasureSpec spec, String reason) implements Measure {}

  /** All of these measures, absent for one reason. */
  static List<Measure> absent(List<Measure> measures, String reason) {
    return measures.stream().map(measure -> absent(measure.spec(), reason)).toList();
  }

  /** A series of arrays that depend on nothing but the snapshot, the task and the split. */
  static Measure series(MeasureSpec spec, Function<SnapshotAnalysis, double[]> row) {
    return new Series(spec, row, true);
  }

  /** A series of single numbers that depend on nothing but the snapshot, the task and the split. */
  static Measure scalar(MeasureSpec spec, ToDoubleFunction<SnapshotAnalysis> value) {
    return series(spec, analysis -> new double[] {value.applyAsDouble(analysis)});
  }

  /**
   * A series of arrays that depend on the last snapshot too, such as its key frequencies or axes:
   * all of them are computed anew when the run has grown.
   */
  static Measure relativeSeries(MeasureSpec spec, Function<SnapshotAnalysis, double[]> row) {
    return new Series(spec, row, false);
  }

  /** A series of single numbers that depend on the last snapshot too. */
  static Measure relativeScalar(MeasureSpec spec, ToDoubleFunction<SnapshotAnalysis> value) {
    return relativeSeries(spec, analysis -> new double[] {value.applyAsDouble(analysis)});
  }

  /** One value for the whole run. */
  static Measure constant(MeasureSpec spec, Supplier<MeasureValue> value) {
    return new Constant(spec, value);
  }

  /** One value made of series when the pass is over. */
  static Measure derived(
      MeasureSpec spec, List<String> inputs, Function<ScalarSeries, MeasureValue> value) {
    return new Derived(spec, inputs, value);
  }

  /** A measure that makes no sense for this run. */
  static Measure absent(MeasureSpec spec, String reason) {
    return new Absent(spec, reason);
  }
}
