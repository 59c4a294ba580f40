package periscope.probes;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import periscope.checkpoints.SeriesWriter;

/** Computes and writes what is not over steps: constants, derived values, and what is absent. */
final class ValueWriter {
  private final List<Plan.Entry> entries;
  private final Failures failures;
  private final Map<String, MeasureValue> values = new HashMap<>();

  ValueWriter(List<Plan.Entry> entries, Failures failures) {
    this.entries = entries;
    this.failures = failures;
  }

  /** Computes the constants, on which series may depend. */
  void beforePass() {
    for (Plan.Entry entry : entries) {
      if (entry.measure() instanceof Measure.Constant constant) {
        compute(entry, constant.value());
      }
    }
  }

  /** Computes what is made of series. */
  void afterPass(ScalarSeries series) {
    for (Plan.Entry entry : entries) {
      if (entry.measure() instanceof Measure.Derived derived) {
        compute(entry, () -> derived.value().apply(series));
      }
    }
  }

  private void compute(Plan.Entry entry, Supplier<MeasureValue> supplier) {
    MeasureValue value;
    try {
      value = supplier.get();
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      failures.add(entry.probe(), entry.id(), e);
      value = new MeasureValue.None("its probe failed: " + e);
    }
    values.put(entry.id(), value);
  }

  void write(SeriesWriter writer) {
    for (Plan.Entry entry : entries) {
      MeasureValue value = values.get(entry.id());
      if (value != null) {
        write(writer, entry, value);
      } else if (entry.measure() instanceof Measure.Absent absent) {
        writer.absent(entry.id(), absent.reason());
      }
    }
  }

  private static void write(SeriesWriter writer, Plan.Entry entry, MeasureValue value) {
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
