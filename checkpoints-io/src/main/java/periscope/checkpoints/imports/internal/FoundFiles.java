package periscope.checkpoints.imports.internal;

import static periscope.checkpoints.imports.internal.Refusals.refuse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The checkpoints among files and in folders, in natural order.
 *
 * @param kinds what they are
 * @param folder the one folder that was asked for, if it was
 */
record FoundFiles(Map<Path, Sniffer.Kind> kinds, Optional<Path> folder) {
  private static final int MOST_FILES = 100_000;

  /**
   * Looks at files, and into folders but not into the folders in those.
   *
   * @throws IOException if a file is none that is read, or a folder has none
   */
  static FoundFiles in(List<Path> paths) throws IOException {
    Map<Path, Sniffer.Kind> kinds = new LinkedHashMap<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        addFolder(path, kinds);
      } else {
        addFile(path, kinds);
      }
    }
    Map<Path, Sniffer.Kind> sorted = new LinkedHashMap<>();
    kinds.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(Comparator.comparing(Path::toString, new NaturalOrder())))
        .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    boolean folder = paths.size() == 1 && Files.isDirectory(paths.get(0));
    return new FoundFiles(sorted, folder ? Optional.of(paths.get(0)) : Optional.empty());
  }

  private static void addFile(Path file, Map<Path, Sniffer.Kind> kinds) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString(), null, "there is no such file");
    }
    if (!Files.isRegularFile(file)) {
      throw refuse("%s is not a regular file", file);
    }
    Optional<Sniffer.Kind> kind = Sniffer.kind(file);
    if (kind.isEmpty()) {
      throw refuse(
          "%s: expected a PyTorch, safetensors, npy, npz or HDF5 file, found %s",
          file, Files.size(file) == 0 ? "an empty file" : "something else");
    }
    kinds.put(file, kind.get());
  }

  private static void addFolder(Path folder, Map<Path, Sniffer.Kind> kinds) throws IOException {
    int seen = 0;
    int found = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (++seen > MOST_FILES) {
          throw refuse("%s: more than %d files are in this folder", folder, MOST_FILES);
        }
        boolean hidden = String.valueOf(file.getFileName()).startsWith(".");
        if (!hidden && Files.isRegularFile(file)) {
          Optional<Sniffer.Kind> kind = Sniffer.kind(file);
          if (kind.isPresent()) {
            kinds.put(file, kind.get());
            found++;
          }
        }
      }
    }
    if (found == 0) {
      throw refuse(
          "%s: expected PyTorch, safetensors, npy, npz or HDF5 files in this folder, found none"
              + " among %d entries",
          folder, seen);
    }
  }

  /** The files alone. */
  List<Path> files() {
    return List.copyOf(kinds.keySet());
  }

  /** How many and where, for messages. */
  String where() {
    return folder.map(Path::toString).orElse(files().get(0) + " and others");
  }
}
