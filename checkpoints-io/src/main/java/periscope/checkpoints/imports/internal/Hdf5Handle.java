package periscope.checkpoints.imports.internal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import periscope.checkpoints.internal.H5File;
import periscope.checkpoints.internal.Hdf5;
import periscope.checkpoints.internal.RawDataset;

/**
 * An HDF5 file that is opened when values are asked for. Of all of them a few stay open, each with
 * the datasets used last, so that a folder of thousands of files needs few descriptors.
 */
final class Hdf5Handle implements Closeable {
  private static final int MOST_FILES = 16;
  private static final int MOST_DATASETS = 64;

  /** Those that are open, the one used last at the end. Only under the lock of HDF5. */
  private static final Set<Hdf5Handle> OPEN = new LinkedHashSet<>();

  private final Path path;
  private final Map<String, RawDataset> datasets = new LinkedHashMap<>(16, 0.75f, true);
  private @Nullable H5File file;

  Hdf5Handle(Path path) {
    this.path = path;
  }

  Path path() {
    return path;
  }

  /** The bytes of a row of a dataset, or of all of it if the row is negative. */
  byte[] read(String dataset, long row) throws IOException {
    return Hdf5.call(
        () -> {
          RawDataset open = datasets.get(dataset);
          if (open == null) {
            open = open(dataset, row >= 0);
          }
          return row < 0 ? open.readAll() : open.readRow(row);
        });
  }

  private RawDataset open(String dataset, boolean forRows) throws IOException {
    H5File opened = file();
    if (datasets.size() >= MOST_DATASETS) {
      Iterator<RawDataset> eldest = datasets.values().iterator();
      eldest.next().close();
      eldest.remove();
    }
    RawDataset open =
        forRows ? RawDataset.openForRows(opened, dataset) : RawDataset.open(opened, dataset);
    datasets.put(dataset, open);
    return open;
  }

  private H5File file() throws IOException {
    OPEN.remove(this);
    if (file == null) {
      if (OPEN.size() >= MOST_FILES) {
        OPEN.iterator().next().release();
      }
      file = H5File.openForReading(path);
    }
    OPEN.add(this);
    return file;
  }

  private void release() throws IOException {
    OPEN.remove(this);
    datasets.clear(); // closed with the file
    H5File open = file;
    file = null;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public void close() throws IOException {
    Hdf5.run(this::release);
  }
}
