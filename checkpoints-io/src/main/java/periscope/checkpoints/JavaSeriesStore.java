package periscope.checkpoints;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import periscope.checkpoints.internal.ElementType;
import periscope.checkpoints.internal.jhdf.JavaDraft;

/** Rows are kept in memory until the file is written at once, in Java alone. */
final class JavaSeriesStore implements SeriesStore {
  private final Path draft;
  private final String format;
  private final Map<String, String> attributes;
  private final List<SeriesSpec> series;
  private final List<Long> steps = new ArrayList<>();
  private final List<List<double[]>> rows = new ArrayList<>(); // [series][step]

  JavaSeriesStore(
      Path draft, String format, Map<String, String> attributes, List<SeriesSpec> series) {
    this.draft = draft;
    this.format = format;
    this.attributes = Map.copyOf(attributes);
    this.series = series;
    series.forEach(spec -> rows.add(new ArrayList<>()));
  }

  @Override
  public void append(long step, List<double[]> values) {
    for (int i = 0; i < rows.size(); i++) {
      rows.get(i).add(values.get(i).clone());
    }
    steps.add(step);
  }

  @Override
  public void complete(List<Constant> constants, Map<String, String> late) throws IOException {
    Map<String, String> paths = SeriesStore.paths(series, constants);
    JavaDraft file = new JavaDraft(draft);
    file.text("/", FileFormat.FORMAT, format);
    file.integer("/", FileFormat.VERSION, SeriesLayout.VERSION);
    file.group(SeriesLayout.META);
    attributes.forEach((name, value) -> file.text(SeriesLayout.META, name, value));
    late.forEach((name, value) -> file.text(SeriesLayout.META, name, value));
    long[] axis = steps.stream().mapToLong(Long::longValue).toArray();
    file.dataset(SeriesLayout.STEPS, ElementType.INT64, List.of((long) axis.length), axis);
    for (int i = 0; i < series.size(); i++) {
      SeriesSpec spec = series.get(i);
      String path = "/" + paths.get(spec.id());
      List<Long> shape = shape(spec.rowShape());
      shape.addFirst((long) axis.length);
      file.dataset(path, ElementType.FLOAT64, shape, joined(i, spec.rowSize()));
      label(
          file,
          path,
          SeriesLayout.labels(SeriesLayout.Kind.SERIES, spec.id(), spec.attributes()),
          i);
    }
    for (int i = 0; i < constants.size(); i++) {
      Constant constant = constants.get(i);
      String path = "/" + paths.get(constant.id());
      switch (constant) {
        case Constant.Absent absent ->
            file.dataset(path, ElementType.FLOAT64, List.of(0L), new double[0]);
        case Constant.Values values ->
            file.dataset(path, values.type(), shape(values.shape()), values.values());
      }
      label(file, path, SeriesLayout.labels(constant), series.size() + i);
    }
    file.save();
  }

  private static List<Long> shape(List<Integer> sizes) {
    return new ArrayList<>(sizes.stream().map(Integer::longValue).toList());
  }

  private static void label(JavaDraft file, String path, Map<String, String> labels, int index) {
    labels.forEach((name, value) -> file.text(path, name, value));
    file.integer(path, SeriesLayout.INDEX, index);
  }

  /** All rows of a series, which are then given back. */
  private double[] joined(int index, int rowSize) {
    List<double[]> own = rows.get(index);
    double[] joined = new double[Math.multiplyExact(own.size(), rowSize)];
    for (int i = 0; i < own.size(); i++) {
      System.arraycopy(own.get(i), 0, joined, i * rowSize, rowSize);
    }
    own.clear();
    return joined;
  }

  /** Nothing is open before the end. */
  @Override
  public void close() {}
}
