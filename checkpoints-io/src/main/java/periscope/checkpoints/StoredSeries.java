package periscope.checkpoints;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import periscope.checkpoints.internal.ElementType;
import periscope.checkpoints.internal.StoredDataset;
import periscope.checkpoints.internal.StoredFile;

/** One dataset of a series file, described without its values. */
record StoredSeries(
    String id,
    SeriesLayout.Kind kind,
    String path,
    ElementType type,
    int index,
    List<Integer> shape,
    Map<String, String> attributes,
    String reason) {
  private static final long EXACT = 1L << 53; // integers up to here are doubles

  /** All datasets of a file but its axis, in the order written. */
  static List<StoredSeries> all(StoredFile file, long steps) throws IOException {
    List<StoredSeries> all = new ArrayList<>();
    for (String path : file.datasets("/")) {
      if (!path.equals(SeriesLayout.STEPS)) {
        all.add(describe(file, path, steps));
      }
    }
    all.sort(Comparator.comparingInt(StoredSeries::index));
    return all;
  }

  private static StoredSeries describe(StoredFile file, String path, long steps)
      throws IOException {
    ElementType type = file.typeOf(path);
    try (StoredDataset dataset = file.dataset(path, type)) {
      SeriesLayout.Kind kind = SeriesLayout.kind(file, dataset);
      Map<String, String> attributes = new TreeMap<>(file.texts(path));
      String reason = attributes.getOrDefault(SeriesLayout.REASON, "");
      attributes.keySet().removeIf(SeriesLayout::isTaken);
      return new StoredSeries(
          file.text(path, SeriesLayout.ID).orElse(path.substring(1)),
          kind,
          path,
          type,
          file.integer(path, SeriesLayout.INDEX).orElse(Integer.MAX_VALUE),
          shape(dataset, kind, steps),
          Map.copyOf(attributes),
          reason);
    }
  }

  private static List<Integer> shape(StoredDataset dataset, SeriesLayout.Kind kind, long steps)
      throws IOException {
    return switch (kind) {
      case SERIES -> {
        if (dataset.type() != ElementType.FLOAT64) {
          throw new IOException(
              String.format(
                  Locale.ROOT,
                  "%s: expected float64 values, found %s",
                  dataset.where(),
                  dataset.type().label()));
        }
        List<Integer> row = dataset.rowShape();
        if (dataset.rows() < steps) {
          throw new IOException(
              String.format(
                  Locale.ROOT,
                  "%s: expected %d rows, found %d; the file is damaged",
                  dataset.where(),
                  steps,
                  dataset.rows()));
        }
        yield row;
      }
      case CONSTANT -> dataset.dimensions();
      case ABSENT -> List.of();
    };
  }

  StoredDataset open(StoredFile file) throws IOException {
    return file.dataset(path, type);
  }

  /** All values as doubles, none of them rounded. */
  double[] values(StoredDataset dataset) throws IOException {
    return switch (type) {
      case FLOAT64 -> dataset.readDoubles(dataset.all());
      case FLOAT32 -> widen(dataset.readFloats(dataset.all()));
      case INT32 -> widen(dataset.readInts(dataset.all()));
      case INT64 -> exact(dataset);
    };
  }

  private static double[] widen(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  private static double[] widen(int[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  private static double[] exact(StoredDataset dataset) throws IOException {
    long[] values = dataset.readLongs(dataset.all());
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] >= -EXACT && values[i] <= EXACT)) {
        throw new IOException(
            String.format(
                Locale.ROOT, "%s: %d is too large to be a double", dataset.where(), values[i]));
      }
      wide[i] = values[i];
    }
    return wide;
  }
}
