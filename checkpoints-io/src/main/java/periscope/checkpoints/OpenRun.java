package periscope.checkpoints;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The run files that this process has open for reading, each once, however many readers it has. To
 * HDF5 two readers of one file are one file too, but one with two copies of each dataset, of which
 * {@code H5Drefresh} renews one and leaves the other with addresses that are no longer true. All
 * calls are made under the lock of HDF5.
 */
final class OpenRun {
  private record Key(FileIdentity identity, Engine engine) {}

  private static final Map<Key, OpenRun> OPEN = new HashMap<>();

  private final Key key;
  private final RunFile file;
  private int readers = 1;

  private OpenRun(Key key, RunFile file) {
    this.key = key;
    this.file = file;
  }

  /** Opens a file, or joins those who have it open. */
  static OpenRun open(Path path) throws IOException {
    Engine engine = Engine.current();
    Optional<FileIdentity> before = FileIdentity.of(path);
    OpenRun known = before.map(identity -> OPEN.get(new Key(identity, engine))).orElse(null);
    if (known != null) {
      known.file.refresh();
      known.readers++;
      return known;
    }
    RunFile file = RunFile.open(path, engine::openLive);
    Optional<FileIdentity> after = FileIdentity.of(path);
    if (after.isEmpty() || !after.equals(before)) {
      file.close(); // it was replaced by another just now
      return open(path);
    }
    OpenRun opened = new OpenRun(new Key(after.get(), engine), file);
    OPEN.put(opened.key, opened);
    return opened;
  }

  Engine engine() {
    return key.engine;
  }

  RunFile file() {
    return file;
  }

  /** Closes the file when its last reader leaves. */
  void leave() throws IOException {
    if (--readers == 0) {
      OPEN.remove(key);
      file.close();
    }
  }
}
