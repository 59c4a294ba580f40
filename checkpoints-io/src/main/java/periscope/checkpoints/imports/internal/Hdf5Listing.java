package periscope.checkpoints.imports.internal;

import static periscope.checkpoints.imports.internal.Refusals.refuse;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import periscope.checkpoints.imports.ElementFormat;
import periscope.checkpoints.imports.ForeignFileException;
import periscope.checkpoints.internal.Hdf5;
import periscope.checkpoints.internal.NumberType;
import periscope.checkpoints.internal.jhdf.JavaFile;
import periscope.checkpoints.internal.jhdf.RawDataset;

/**
 * What is in an HDF5 file.
 *
 * @param datasets those of numbers, named by their paths without the first slash
 * @param attributes those of the file itself that are single values
 */
record Hdf5Listing(List<NamedTensor> datasets, Map<String, String> attributes) {
  /** Reads it; values are read through the handle when asked for. */
  static Hdf5Listing read(Hdf5Handle handle) throws IOException {
    Path path = handle.path();
    return Hdf5.call(
        () -> {
          JavaFile file = handle.file();
          Map<String, String> attributes = file.singleValues("/");
          requireForeign(path, attributes);
          List<NamedTensor> datasets = new ArrayList<>();
          for (String name : file.datasets("/")) {
            addIfNumbers(handle, file, name, datasets);
          }
          return new Hdf5Listing(datasets, attributes);
        });
  }

  private static void requireForeign(Path path, Map<String, String> attributes)
      throws ForeignFileException {
    String format = attributes.getOrDefault("format", "");
    if (format.equals("periscope-run")) {
      throw refuse("%s is a run file of Periscope already: use it as it is", path);
    }
    if (format.startsWith("periscope-")) {
      throw refuse("%s is a %s file, which holds no checkpoints", path, format);
    }
  }

  private static void addIfNumbers(
      Hdf5Handle handle, JavaFile file, String path, List<NamedTensor> found) throws IOException {
    RawDataset dataset = file.raw(path);
    Optional<NumberType> type = dataset.type();
    if (type.isEmpty() && !dataset.isNumeric()) {
      return;
    }
    ElementFormat format = type.map(Hdf5Listing::format).orElse(null);
    if (type.isEmpty() || format == null) {
      throw refuse(
          "%s: values of type %s are not read; save it as float32",
          dataset.where(), dataset.typeLabel());
    }
    dataset.requireReadable();
    ByteOrder order = type.get().bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    Hdf5Data data = new Hdf5Data(handle, path, -1, dataset.shape(), format, order);
    found.add(new NamedTensor(path.substring(1), data));
  }

  private static @org.jspecify.annotations.Nullable ElementFormat format(NumberType type) {
    return switch (type.kind()) {
      case FLOAT ->
          switch (type.bytes()) {
            case 2 -> ElementFormat.FLOAT16;
            case 4 -> ElementFormat.FLOAT32;
            default -> ElementFormat.FLOAT64;
          };
      case BFLOAT -> ElementFormat.BFLOAT16;
      case SIGNED ->
          switch (type.bytes()) {
            case 1 -> ElementFormat.INT8;
            case 2 -> ElementFormat.INT16;
            case 4 -> ElementFormat.INT32;
            default -> ElementFormat.INT64;
          };
      case UNSIGNED -> type.bytes() == 1 ? ElementFormat.UINT8 : null;
      case BOOL -> ElementFormat.BOOL;
    };
  }
}
