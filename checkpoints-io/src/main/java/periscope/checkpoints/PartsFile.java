package periscope.checkpoints;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import periscope.checkpoints.internal.ElementType;
import periscope.checkpoints.internal.StoredDataset;
import periscope.checkpoints.internal.StoredFile;

/**
 * A run that is kept in parts, read as if it were one file: what is fixed is in the file {@code
 * header.h5}, rows are in files of one or more checkpoints each, the optimiser's state in one of
 * its own. Files appear whole, under names that say what is in them, and never change.
 */
final class PartsFile extends OutlinedFile {
  private static final int OPEN = 16; // files kept open
  private static final int ATTEMPTS = 20;
  private static final int PAUSE = 10; // milliseconds

  private final Path folder;
  private final Engine engine;
  private final Map<Path, StoredFile> open = new LinkedHashMap<>(OPEN, 0.75f, true);
  private List<PartNames.Part> parts = List.of();
  private long bytes;

  private PartsFile(Path folder, Engine engine, StoredFile header) {
    super(header);
    this.folder = folder;
    this.engine = engine;
  }

  /** Opens the folder of a run. */
  static PartsFile open(Path folder, Engine engine) throws IOException {
    StoredFile header = engine.openForReading(folder.resolve(PartNames.HEADER));
    PartsFile file = new PartsFile(folder, engine, header);
    try {
      file.refresh();
      return file;
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public Path path() {
    return folder;
  }

  @Override
  public long size() {
    return bytes;
  }

  /** The parts that make up the run, in their order. */
  List<PartNames.Part> parts() {
    return parts;
  }

  /** Looks which parts there are now. While some are put together it may see too few. */
  @Override
  public void refresh() throws IOException {
    for (int attempt = 1; ; attempt++) {
      List<PartNames.Part> found = new ArrayList<>();
      int next = 0;
      boolean gap = false;
      for (PartNames.Part part : PartNames.parts(folder)) {
        gap |= part.first() > next;
        if (part.first() == next && part.last() >= next) {
          found.add(part);
          next = part.last() + 1;
        }
      }
      if (!gap) {
        parts = found;
        bytes = countBytes();
        return;
      }
      if (attempt == ATTEMPTS) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s: the file with checkpoint %d is missing, though there are later ones; the run is"
                    + " damaged",
                folder,
                next));
      }
      pause();
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while reading", e);
    }
  }

  private long countBytes() throws IOException {
    long sum = 0;
    for (Path file : PartNames.files(folder)) {
      try {
        sum += Files.size(file);
      } catch (NoSuchFileException e) {
        // It was put together with others just now.
      }
    }
    return sum;
  }

  /** Where the rows of a dataset are, in their order. */
  List<Piece> pieces(String dataset) {
    List<Piece> pieces = new ArrayList<>();
    if (dataset.startsWith(RunLayout.OPTIMIZER + "/")) {
      Path state = PartNames.optimizer(folder, checkpoints() - 1);
      if (Files.exists(state)) {
        pieces.add(new Piece(state, 0, 1));
      }
      return pieces;
    }
    boolean metric = dataset.startsWith(RunLayout.METRICS + "/");
    long first = 0;
    for (PartNames.Part part : parts) {
      int rows = metric ? part.metricRows() : part.checkpoints();
      pieces.add(new Piece(part.file(), first, rows));
      first += rows;
    }
    return pieces;
  }

  /**
   * Some rows of a dataset.
   *
   * @param file where they are
   * @param first index of the first
   * @param rows how many
   */
  record Piece(Path file, long first, long rows) {}

  private int checkpoints() {
    return parts.isEmpty() ? 0 : parts.getLast().last() + 1;
  }

  /** A part, opened; it stays open until others are needed more. */
  StoredFile part(Path file) throws IOException {
    StoredFile known = open.get(file);
    if (known != null) {
      return known;
    }
    if (open.size() >= OPEN) {
      Path oldest = open.keySet().iterator().next();
      StoredFile unused = open.remove(oldest);
      if (unused != null) {
        unused.close();
      }
    }
    StoredFile opened =
        FileFormat.open(file, RunLayout.PART_FORMAT, RunLayout.VERSION, engine::openForReading);
    open.put(file, opened);
    return opened;
  }

  @Override
  public StoredDataset dataset(String path, ElementType expected) throws IOException {
    StoredDataset fixed = structure().dataset(path, expected);
    return RunLayout.grows(path) ? new JoinedDataset(this, fixed) : fixed;
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    List<StoredFile> all = new ArrayList<>(open.values());
    all.add(structure());
    open.clear();
    for (StoredFile file : all) {
      try {
        file.close();
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
