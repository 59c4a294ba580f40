package periscope.checkpoints;

import java.io.IOException;
import java.nio.file.Path;

/** Opens files with one engine or the other; the choice is made when a file is opened. */
final class Engines {
  private Engines() {}

  /** Something that opens a file. */
  interface Opening<T> {
    T open() throws IOException;
  }

  /**
   * Has a file opened by the given engine; one thread at a time, since a system property says so.
   */
  static synchronized <T> T with(Engine engine, Opening<T> opening) throws IOException {
    String before = System.getProperty(Engine.PROPERTY);
    System.setProperty(Engine.PROPERTY, engine.toString());
    try {
      return opening.open();
    } finally {
      if (before == null) {
        System.clearProperty(Engine.PROPERTY);
      } else {
        System.setProperty(Engine.PROPERTY, before);
      }
    }
  }

  /** Opens a run. */
  static RunReader open(Engine engine, Path file) throws IOException {
    return with(engine, () -> RunReader.open(file));
  }
}
