package periscope.checkpoints.internal;

import static org.bytedeco.hdf5.global.hdf5.*;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * What a new dataset is to look like.
 *
 * @param type number type; floating-point datasets are filled with NaN
 * @param shape dimensions at first
 * @param chunkRows rows kept together in the file, or 0 to keep all values together
 * @param growing whether axis 0 may grow
 */
public record DatasetPlan(ElementType type, List<Long> shape, int chunkRows, boolean growing) {
  private static final long LARGEST_CHUNK = 1L << 28; // bytes; HDF5's own limit is 4 GB

  /** Rows over steps: no row at first, one more with each step. */
  public static DatasetPlan series(ElementType type, List<Integer> rowShape, int chunkRows) {
    return new DatasetPlan(type, shape(0, rowShape), chunkRows, true);
  }

  /** A fixed number of rows that are overwritten in turn, each kept by itself. */
  public static DatasetPlan slots(ElementType type, int slots, List<Integer> rowShape) {
    return new DatasetPlan(type, shape(slots, rowShape), 1, false);
  }

  /** Values of a fixed shape, written once. */
  public static DatasetPlan fixed(ElementType type, List<Integer> shape) {
    return new DatasetPlan(type, shape.stream().map(Integer::longValue).toList(), 0, false);
  }

  private static List<Long> shape(long rows, List<Integer> rowShape) {
    Long[] shape = new Long[rowShape.size() + 1];
    shape[0] = rows;
    for (int axis = 0; axis < rowShape.size(); axis++) {
      shape[axis + 1] = rowShape.get(axis).longValue();
    }
    return List.of(shape);
  }

  /** Makes the dataset, and the groups on the way to it. */
  public H5Dataset create(H5File file, String path) throws IOException {
    String where = file.path() + ": " + path;
    long[] now = shape.stream().mapToLong(Long::longValue).toArray();
    long[] most = now.clone();
    if (growing) {
      most[0] = -1; // unlimited
    }
    try (Id space = Id.space(H5Screate_simple(now.length, now, most), where);
        Id links = H5File.linkProperties(where);
        Id properties = creationProperties(where)) {
      long id =
          H5Dcreate2(
              file.id(),
              path,
              type.inFile(),
              space.value(),
              links.value(),
              properties.value(),
              H5P_DEFAULT());
      return H5Dataset.created(file, path, Hdf5.check(id, where, "create this dataset"), type, now);
    }
  }

  /** Makes a dataset that has no values at all. */
  public static H5Dataset createEmpty(H5File file, String path) throws IOException {
    String where = file.path() + ": " + path;
    ElementType type = ElementType.FLOAT64;
    try (Id space = Id.space(H5Screate(H5S_NULL), where);
        Id links = H5File.linkProperties(where)) {
      long id =
          H5Dcreate2(
              file.id(),
              path,
              type.inFile(),
              space.value(),
              links.value(),
              H5P_DEFAULT(),
              H5P_DEFAULT());
      return H5Dataset.created(
          file, path, Hdf5.check(id, where, "create this dataset"), type, new long[] {0});
    }
  }

  private Id creationProperties(String where) throws IOException {
    Id properties = Id.newProperties(H5P_CLS_DATASET_CREATE_ID_g(), where);
    if (chunkRows > 0) {
      long[] chunk = shape.stream().mapToLong(Long::longValue).toArray();
      chunk[0] = 1;
      long rowBytes = new Slab(chunk, chunk).bytes(type);
      chunk[0] = Math.clamp(LARGEST_CHUNK / rowBytes, 1, chunkRows);
      Hdf5.check(H5Pset_chunk(properties.value(), chunk.length, chunk), where, "set its chunks");
    }
    if (growing) {
      // A new chunk is not filled first: rows that nobody has written are outside the dataset.
      Hdf5.check(
          H5Pset_fill_time(properties.value(), H5D_FILL_TIME_NEVER), where, "leave it unfilled");
    } else {
      H5Pset_alloc_time(properties.value(), H5D_ALLOC_TIME_EARLY);
    }
    setFill(properties.value());
    return properties;
  }

  private void setFill(long properties) {
    if (type == ElementType.FLOAT32) {
      MemorySegment fill = Scratch.of(Float.BYTES);
      fill.set(ValueLayout.JAVA_FLOAT, 0, Float.NaN);
      H5Pset_fill_value(properties, H5T_NATIVE_FLOAT_g(), Scratch.pointer(fill));
    } else if (type == ElementType.FLOAT64) {
      MemorySegment fill = Scratch.of(Double.BYTES);
      fill.set(ValueLayout.JAVA_DOUBLE, 0, Double.NaN);
      H5Pset_fill_value(properties, H5T_NATIVE_DOUBLE_g(), Scratch.pointer(fill));
    }
  }
}
