package periscope.checkpoints;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import periscope.checkpoints.internal.DatasetPlan;
import periscope.checkpoints.internal.ElementType;
import periscope.checkpoints.internal.H5Dataset;
import periscope.checkpoints.internal.H5File;

/** Values for a whole run, or the reason why there are none, before they are in a file. */
sealed interface Constant {
  /** What it is known by. */
  String id();

  /** Makes its dataset, with this place among all. */
  void write(H5File file, String path, int index) throws IOException;

  /** Puts values into the dataset made for them. */
  interface Filler {
    /** Writes all values. */
    void fill(H5Dataset dataset) throws IOException;
  }

  /** Numbers of some type. */
  record Values(String id, DatasetPlan plan, Map<String, String> attributes, Filler filler)
      implements Constant {
    @Override
    public void write(H5File file, String path, int index) throws IOException {
      try (H5Dataset dataset = plan.create(file, path)) {
        filler.fill(dataset);
        SeriesLayout.label(dataset, SeriesLayout.Kind.CONSTANT, id, index, attributes);
      }
    }
  }

  /** No values. */
  record Absent(String id, String reason) implements Constant {
    @Override
    public void write(H5File file, String path, int index) throws IOException {
      try (H5Dataset dataset = DatasetPlan.createEmpty(file, path)) {
        SeriesLayout.label(dataset, SeriesLayout.Kind.ABSENT, id, index, Map.of());
        dataset.writeText(SeriesLayout.REASON, reason);
      }
    }
  }

  /** Float64 values. */
  static Constant of(
      String id, List<Integer> shape, double[] values, Map<String, String> attributes) {
    double[] copy = values.clone();
    return new Values(
        id,
        plan(id, ElementType.FLOAT64, shape, values.length),
        attributes(id, attributes),
        dataset -> dataset.writeDoubles(dataset.all(), copy));
  }

  /** Int32 values. */
  static Constant of(String id, List<Integer> shape, int[] values, Map<String, String> attributes) {
    int[] copy = values.clone();
    return new Values(
        id,
        plan(id, ElementType.INT32, shape, values.length),
        attributes(id, attributes),
        dataset -> dataset.writeInts(dataset.all(), copy));
  }

  /** One int64 value. */
  static Constant of(String id, long value, Map<String, String> attributes) {
    return new Values(
        id,
        plan(id, ElementType.INT64, List.of(), 1),
        attributes(id, attributes),
        dataset -> dataset.writeLongs(dataset.all(), new long[] {value}));
  }

  private static DatasetPlan plan(String id, ElementType type, List<Integer> shape, int values) {
    long size = 1;
    for (int dimension : shape) {
      if (!(dimension >= 0)) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "%s: shape %s is negative", id, shape));
      }
      size = Math.min(size * dimension, Integer.MAX_VALUE);
    }
    if (size != values) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%s: shape %s has %d values, found %d", id, shape, size, values));
    }
    return DatasetPlan.fixed(type, shape);
  }

  private static Map<String, String> attributes(String id, Map<String, String> attributes) {
    SeriesLayout.requireFree(id, attributes);
    return Map.copyOf(attributes);
  }
}
