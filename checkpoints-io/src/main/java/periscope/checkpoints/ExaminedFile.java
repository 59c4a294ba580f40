package periscope.checkpoints;

import java.io.IOException;
import java.nio.file.Path;
import periscope.checkpoints.internal.ElementType;
import periscope.checkpoints.internal.StoredDataset;
import periscope.checkpoints.internal.StoredFile;

/**
 * A file whose values one reader reads, after another has gone through its structure. The native
 * library ends the JVM over structure whose sizes are wrong while its checksums are right; so what
 * makes no sense is refused in Java first, and attributes and groups are read there too.
 */
final class ExaminedFile extends OutlinedFile {
  private final StoredFile values;

  /** Takes both over; they are the same file. */
  ExaminedFile(StoredFile structure, StoredFile values) {
    super(structure);
    this.values = values;
  }

  @Override
  public Path path() {
    return values.path();
  }

  @Override
  public StoredDataset dataset(String path, ElementType expected) throws IOException {
    StoredDataset examined = structure().dataset(path, expected);
    return new ExaminedDataset(this, examined, values.dataset(path, expected));
  }

  @Override
  public void refresh() throws IOException {
    structure().refresh();
    values.refresh();
  }

  @Override
  public void close() throws IOException {
    try {
      values.close();
    } finally {
      structure().close();
    }
  }
}
