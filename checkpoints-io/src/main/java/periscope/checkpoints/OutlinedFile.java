package periscope.checkpoints;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import periscope.checkpoints.internal.ElementType;
import periscope.checkpoints.internal.StoredFile;

/** A file whose groups, attributes and types are those of another, and values may be elsewhere. */
abstract class OutlinedFile implements StoredFile {
  private final StoredFile structure;

  /** Takes it over; the subclass closes it. */
  OutlinedFile(StoredFile structure) {
    this.structure = structure;
  }

  final StoredFile structure() {
    return structure;
  }

  @Override
  public final boolean has(String object) throws IOException {
    return structure.has(object);
  }

  @Override
  public final Map<String, Kind> children(String group) throws IOException {
    return structure.children(group);
  }

  @Override
  public final Optional<String> text(String object, String name) throws IOException {
    return structure.text(object, name);
  }

  @Override
  public final OptionalInt integer(String object, String name) throws IOException {
    return structure.integer(object, name);
  }

  @Override
  public final Map<String, String> texts(String object) throws IOException {
    return structure.texts(object);
  }

  @Override
  public final ElementType typeOf(String dataset) throws IOException {
    return structure.typeOf(dataset);
  }
}
