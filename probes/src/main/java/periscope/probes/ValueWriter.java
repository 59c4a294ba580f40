package periscope.probes;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import periscope.checkpoints.SeriesWriter;

/** Computes and writes what is not over steps: constants, derived values, and what is absent. */
final class ValueWriter {
  private final List<Plan.Entry> entries;
  private final Map<String, MeasureValue> values = new ConcurrentHashMap<>();
  private final Map<String, Throwable> thrown = new ConcurrentHashMap<>();

  ValueWriter(List<Plan.Entry> entries) {
    this.entries = entries;
  }

  /** What computes the constants, each of them on any thread and beside the series. */
  List<Runnable> constants() {
    return entries.stream()
        .filter(entry -> entry.measure() instanceof Measure.Constant)
        .<Runnable>map(entry -> () -> compute(entry, ((Measure.Constant) entry.measure()).value()))
        .toList();
  }

  /** Computes what is made of series. */
  void derive(ScalarSeries series) {
    for (Plan.Entry entry : entries) {
      if (entry.measure() instanceof Measure.Derived derived) {
        compute(entry, () -> derived.value().apply(series));
      }
    }
  }

  private void compute(Plan.Entry entry, Supplier<MeasureValue> supplier) {
    try {
      values.put(entry.id(), supplier.get());
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      thrown.put(entry.id(), e);
      values.put(entry.id(), new MeasureValue.None("its probe failed: " + e));
    }
  }

  /** What failed, in the order of the measures. */
  void reportTo(Failures failures) {
    for (Plan.Entry entry : entries) {
      Throwable cause = thrown.get(entry.id());
      if (cause != null) {
        failures.add(entry.probe(), entry.id(), cause);
      }
    }
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
              entry.id(), List.of(list.values().length()), list.values().toArray(), attributes);
      case MeasureValue.Reals list ->
          writer.constant(entry.id(), list.shape(), list.values().toArray(), attributes);
      case MeasureValue.Step step -> writer.constant(entry.id(), step.step(), attributes);
      case MeasureValue.None none -> writer.absent(entry.id(), none.reason());
    }
  }
}
