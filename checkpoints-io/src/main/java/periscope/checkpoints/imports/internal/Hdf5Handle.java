package periscope.checkpoints.imports.internal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import periscope.checkpoints.imports.ForeignFileException;
import periscope.checkpoints.internal.Hdf5;
import periscope.checkpoints.internal.NotHdf5Exception;
import periscope.checkpoints.internal.jhdf.JavaFile;
import periscope.checkpoints.internal.jhdf.RawDataset;

/**
 * An HDF5 file that is opened when values are asked for. Of all of them a few stay open, so that a
 * folder of thousands of files needs few descriptors.
 */
final class Hdf5Handle implements Closeable {
  private static final int MOST_FILES = 16;

  /** Those that are open, the one used last at the end. Only under the lock of HDF5. */
  private static final Set<Hdf5Handle> OPEN = new LinkedHashSet<>();

  private final Path path;
  private final Map<String, RawDataset> datasets = new HashMap<>();
  private @Nullable JavaFile file;

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
            open = file().raw(dataset);
            datasets.put(dataset, open);
          } else {
            file();
          }
          return row < 0 ? open.readAll() : open.readRow(row);
        });
  }

  /** The file, opened if it is not. Only under the lock of HDF5. */
  JavaFile file() throws IOException {
    OPEN.remove(this);
    JavaFile open = file;
    if (open == null) {
      if (OPEN.size() >= MOST_FILES) {
        OPEN.iterator().next().release();
      }
      try {
        open = JavaFile.open(path, true);
      } catch (NotHdf5Exception e) {
        throw new ForeignFileException(String.valueOf(e.getMessage()), e);
      }
      file = open;
    }
    OPEN.add(this);
    return open;
  }

  private void release() {
    OPEN.remove(this);
    datasets.clear();
    JavaFile open = file;
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
