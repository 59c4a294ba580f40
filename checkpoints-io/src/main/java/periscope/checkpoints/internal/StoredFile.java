package periscope.checkpoints.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An open file of datasets, whatever reads it. Objects are named by absolute paths. All calls are
 * made under the lock of {@link Hdf5}.
 */
public interface StoredFile extends AutoCloseable {
  /** Groups deeper than this are refused: a file of ours has none. */
  int DEEPEST = 16;

  /** More objects than this are refused. */
  int MOST_OBJECTS = 100_000;

  /** What a name in a group stands for. */
  enum Kind {
    /** More names. */
    GROUP,
    /** Values. */
    DATASET,
    /** Something that runs and measure files do not have. */
    OTHER
  }

  /** Where it is. */
  Path path();

  /** Length in bytes, as it is now. */
  default long size() throws IOException {
    return Files.size(path());
  }

  /** Whether there is an object. */
  boolean has(String object) throws IOException;

  /**
   * What is in a group, by name. Soft and external links are left out: a file of ours has none, and
   * a foreign one could point anywhere.
   */
  Map<String, Kind> children(String group) throws IOException;

  /** Value of a text attribute, empty if there is none of that name or it is not one text. */
  Optional<String> text(String object, String name) throws IOException;

  /** Value of an integer attribute, empty if there is none or it is not one integer. */
  OptionalInt integer(String object, String name) throws IOException;

  /** All text attributes of an object by name; attributes of other types are left out. */
  Map<String, String> texts(String object) throws IOException;

  /**
   * The number type of a dataset.
   *
   * @throws IOException if it does not hold numbers of a known type
   */
  ElementType typeOf(String dataset) throws IOException;

  /**
   * Opens a dataset.
   *
   * @throws IOException if its values are not of the expected type, or are kept in other files
   */
  StoredDataset dataset(String path, ElementType expected) throws IOException;

  /** Looks again at a file that is being written; its datasets are then refreshed one by one. */
  void refresh() throws IOException;

  /** Closes the file and what is open in it. */
  @Override
  void close() throws IOException;

  /**
   * Paths of all datasets in a group and the groups below it.
   *
   * @throws IOException also if groups are nested deeper than a run's, or in a circle
   */
  default List<String> datasets(String group) throws IOException {
    return datasets(group, MOST_OBJECTS);
  }

  /** As {@link #datasets(String)}, of so many objects at most. */
  default List<String> datasets(String group, int most) throws IOException {
    List<String> found = new ArrayList<>();
    collect(group, found, new int[] {most}, 0);
    return found;
  }

  /**
   * Whether a file says of itself that someone is writing it: so does one that a crash left behind.
   */
  static boolean isMarkedAsWritten(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer start = ByteBuffer.allocate(12);
      channel.read(start, 0);
      return start.get(8) == 3 && start.get(11) != 0; // version of the superblock, status flags
    }
  }

  private void collect(String group, List<String> found, int[] left, int depth) throws IOException {
    if (depth > DEEPEST) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: %s: groups are nested more than %d deep here",
              path(),
              group,
              DEEPEST));
    }
    for (Map.Entry<String, Kind> child : children(group).entrySet()) {
      if (--left[0] < 0) {
        throw new IOException(path() + ": " + group + ": too many objects are under it");
      }
      String path = group.equals("/") ? "/" + child.getKey() : group + "/" + child.getKey();
      switch (child.getValue()) {
        case DATASET -> found.add(path);
        case GROUP -> collect(path, found, left, depth + 1);
        case OTHER -> {}
      }
    }
  }
}
