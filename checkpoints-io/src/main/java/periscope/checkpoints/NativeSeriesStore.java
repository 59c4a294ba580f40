package periscope.checkpoints;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import periscope.checkpoints.internal.DatasetPlan;
import periscope.checkpoints.internal.ElementType;
import periscope.checkpoints.internal.H5Dataset;
import periscope.checkpoints.internal.H5File;
import periscope.checkpoints.internal.H5Group;
import periscope.checkpoints.internal.StepAxis;

/** Rows go to the file as they come, so memory does not grow with the number of steps. */
final class NativeSeriesStore implements SeriesStore {
  private static final int CHUNK_BYTES = 1 << 16;
  private static final int CHUNK_ROWS = 1024;

  private final H5File file;
  private final List<SeriesSpec> series;
  private final Map<String, String> provisional;
  private final List<H5Dataset> datasets = new ArrayList<>();
  private final H5Dataset steps;
  private long rows;

  private NativeSeriesStore(H5File file, List<SeriesSpec> series) throws IOException {
    this.file = file;
    this.series = series;
    provisional = SeriesStore.paths(series, List.of());
    steps =
        DatasetPlan.series(ElementType.INT64, List.of(), CHUNK_ROWS)
            .create(file, SeriesLayout.STEPS);
    StepAxis.mark(steps);
    for (SeriesSpec spec : series) {
      datasets.add(create(spec));
    }
  }

  static SeriesStore create(
      Path draft, String format, Map<String, String> attributes, List<SeriesSpec> series)
      throws IOException {
    H5File file = H5File.create(draft);
    try {
      describe(file, format, attributes);
      return new NativeSeriesStore(file, series);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static void describe(H5File file, String format, Map<String, String> attributes)
      throws IOException {
    try (H5Group root = H5Group.open(file, "/");
        H5Group meta = H5Group.create(file, SeriesLayout.META)) {
      root.writeText(FileFormat.FORMAT, format);
      root.writeInt(FileFormat.VERSION, SeriesLayout.VERSION);
      write(meta, attributes);
    }
  }

  private static void write(H5Group meta, Map<String, String> attributes) throws IOException {
    for (Map.Entry<String, String> entry : attributes.entrySet()) {
      meta.writeText(entry.getKey(), entry.getValue());
    }
  }

  private H5Dataset create(SeriesSpec spec) throws IOException {
    int chunkRows = Math.clamp(CHUNK_BYTES / (spec.rowSize() * 8L), 1, CHUNK_ROWS);
    H5Dataset dataset =
        DatasetPlan.series(ElementType.FLOAT64, spec.rowShape(), chunkRows)
            .create(file, "/" + provisional.get(spec.id()));
    StepAxis.attach(dataset, steps);
    Map<String, String> labels =
        SeriesLayout.labels(SeriesLayout.Kind.SERIES, spec.id(), spec.attributes());
    label(dataset, labels, datasets.size());
    return dataset;
  }

  private static void label(H5Dataset dataset, Map<String, String> labels, int index)
      throws IOException {
    for (Map.Entry<String, String> entry : labels.entrySet()) {
      dataset.writeText(entry.getKey(), entry.getValue());
    }
    dataset.writeInt(SeriesLayout.INDEX, index);
  }

  @Override
  public void append(long step, List<double[]> values) throws IOException {
    for (int i = 0; i < datasets.size(); i++) {
      H5Dataset dataset = datasets.get(i);
      dataset.resize(rows + 1);
      dataset.writeDoubles(dataset.rows(rows, 1), values.get(i));
    }
    steps.resize(rows + 1);
    steps.writeLongs(steps.rows(rows, 1), new long[] {step});
    rows++;
  }

  @Override
  public void complete(List<Constant> constants, Map<String, String> attributes)
      throws IOException {
    Map<String, String> paths = SeriesStore.paths(series, constants);
    // A series that a constant's id continues must make way for a group of its name.
    for (SeriesSpec spec : series) {
      String now = "/" + provisional.get(spec.id());
      String wanted = "/" + paths.get(spec.id());
      if (!now.equals(wanted)) {
        file.move(now, SeriesLayout.META + "/moving");
        file.move(SeriesLayout.META + "/moving", wanted);
      }
    }
    for (int i = 0; i < constants.size(); i++) {
      Constant constant = constants.get(i);
      try (H5Dataset dataset = create(constant, "/" + paths.get(constant.id()))) {
        label(dataset, SeriesLayout.labels(constant), series.size() + i);
      }
    }
    try (H5Group meta = H5Group.open(file, SeriesLayout.META)) {
      write(meta, attributes);
    }
    file.close();
  }

  private H5Dataset create(Constant constant, String path) throws IOException {
    return switch (constant) {
      case Constant.Absent absent -> DatasetPlan.createEmpty(file, path);
      case Constant.Values values -> {
        H5Dataset dataset = DatasetPlan.fixed(values.type(), values.shape()).create(file, path);
        switch (values.type()) {
          case FLOAT32 -> dataset.writeFloats(dataset.all(), (float[]) values.values());
          case FLOAT64 -> dataset.writeDoubles(dataset.all(), (double[]) values.values());
          case INT32 -> dataset.writeInts(dataset.all(), (int[]) values.values());
          case INT64 -> dataset.writeLongs(dataset.all(), (long[]) values.values());
        }
        yield dataset;
      }
    };
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
