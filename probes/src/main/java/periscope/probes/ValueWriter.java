package periscope.probes;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import periscope.checkpoints.SeriesWriter;

/** Computes and writes what is not over steps: constants, derived values, and what is absent. */
final class ValueWriter {
  private final SeriesWriter writer;
  private final Failures failures;

  ValueWriter(SeriesWriter writer, Failures failures) {
    this.writer = writer;
    this.failures = failures;
  }

  void beforePass(List<Plan.Entry> entries) {
    for (Plan.Entry entry : entries) {
      switch (entry.measure()) {
        case Measure.Constant constant -> write(entry, constant.value());
        case Measure.Absent absent -> writer.absent(entry.id(), absent.reason());
        case Measure.Series series -> {} // in the pass
        case Measure.Derived derived -> {} // after it
      }
    }
  }

  void afterPass(List<Plan.Entry> entries, ScalarSeries series) {
    for (Plan.Entry entry : entries) {
      if (entry.measure() instanceof Measure.Derived derived) {
        write(entry, () -> derived.value().apply(series));
      }
    }
  }

  private void write(Plan.Entry entry, Supplier<MeasureValue> supplier) {
    MeasureValue value;
    try {
      value = supplier.get();
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      failures.add(entry.probe(), entry.id(), e);
      value = new MeasureValue.None("its probe failed: " + e);
    }
    Map<String, String> attributes = MeasureFile.attributes(entry.spec());
    switch (value) {
      case MeasureValue.Integers list ->
          writer.constant(
              entry.id(), List.of(list.values().size()), list.values().toArray(), attributes);
      case MeasureValue.Reals list ->
          writer.constant(entry.id(), list.shape(), list.values().toArray(), attributes);
      case MeasureValue.Step step -> writer.constant(entry.id(), step.step(), attributes);
      case MeasureValue.None none -> writer.absent(entry.id(), none.reason());
    }
  }
}
