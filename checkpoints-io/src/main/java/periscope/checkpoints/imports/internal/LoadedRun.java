package periscope.checkpoints.imports.internal;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import periscope.checkpoints.imports.ForeignRun;
import periscope.checkpoints.imports.ForeignSnapshot;

/** Checkpoints of which everything but the values is known. */
record LoadedRun(
    String kind, List<ForeignSnapshot> snapshots, Beside beside, List<Closeable> resources)
    implements ForeignRun {

  @Override
  public Map<String, double[]> lists() {
    return beside.lists();
  }

  @Override
  public Map<String, long[]> indices() {
    return beside.indices();
  }

  @Override
  public Map<String, String> settings() {
    return beside.settings();
  }

  @Override
  public void close() throws IOException {
    close(resources);
  }

  /** Closes all, even if one cannot be closed. */
  static void close(List<Closeable> resources) throws IOException {
    IOException failure = null;
    for (Closeable resource : resources) {
      failure = closeOne(resource, failure);
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static @Nullable IOException closeOne(Closeable resource, @Nullable IOException before) {
    try {
      resource.close();
      return before;
    } catch (IOException e) {
      if (before != null) {
        before.addSuppressed(e);
        return before;
      }
      return e;
    }
  }
}
