package periscope.checkpoints;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import periscope.checkpoints.internal.ElementType;
import periscope.checkpoints.internal.StoredDataset;
import periscope.checkpoints.internal.StoredFile;

/**
 * A file whose values one reader reads, after another has gone through its structure. The native
 * library ends the JVM over structure whose sizes are wrong while its checksums are right; so what
 * makes no sense is refused in Java first, and attributes and groups are read there too.
 */
final class ExaminedFile implements StoredFile {
  private final StoredFile structure;
  private final StoredFile values;

  /** Takes both over; they are the same file. */
  ExaminedFile(StoredFile structure, StoredFile values) {
    this.structure = structure;
    this.values = values;
  }

  @Override
  public Path path() {
    return values.path();
  }

  @Override
  public boolean has(String object) throws IOException {
    return structure.has(object);
  }

  @Override
  public Map<String, Kind> children(String group) throws IOException {
    return structure.children(group);
  }

  @Override
  public Optional<String> text(String object, String name) throws IOException {
    return structure.text(object, name);
  }

  @Override
  public OptionalInt integer(String object, String name) throws IOException {
    return structure.integer(object, name);
  }

  @Override
  public Map<String, String> texts(String object) throws IOException {
    return structure.texts(object);
  }

  @Override
  public ElementType typeOf(String dataset) throws IOException {
    return structure.typeOf(dataset);
  }

  @Override
  public StoredDataset dataset(String path, ElementType expected) throws IOException {
    StoredDataset examined = structure.dataset(path, expected);
    return new ExaminedDataset(this, examined, values.dataset(path, expected));
  }

  @Override
  public void refresh() throws IOException {
    structure.refresh();
    values.refresh();
  }

  @Override
  public void close() throws IOException {
    try (structure) {
      values.close();
    }
  }
}
