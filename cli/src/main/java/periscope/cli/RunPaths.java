package periscope.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Run files as a command line names them, one by one or by their folder. */
final class RunPaths {
  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final int MOST_DIGITS = 20;

  private RunPaths() {}

  /**
   * The run files, each once, in the order named; those of a folder by name, numbers as numbers.
   *
   * @param again told of files that are named again, each once
   * @throws NoSuchFileException if one is not there
   * @throws IOException if a folder has no run file
   */
  static List<Path> of(List<Path> named, Consumer<Path> again) throws IOException {
    Map<Path, Path> runs = new LinkedHashMap<>(); // as they are named, by their absolute paths
    Set<Path> twice = new LinkedHashSet<>();
    for (Path path : named) {
      if (!Files.exists(path)) {
        throw new NoSuchFileException(path.toString());
      }
      for (Path run : Files.isDirectory(path) ? in(path) : List.of(path)) {
        Path first = runs.putIfAbsent(run.toAbsolutePath().normalize(), run);
        if (first != null) {
          twice.add(first);
        }
      }
    }
    twice.forEach(again);
    return new ArrayList<>(runs.values());
  }

  private static List<Path> in(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> runs =
          files
              .filter(RunPaths::looksLikeARun)
              .sorted(Comparator.comparing(RunPaths::sortKey))
              .toList();
      if (runs.isEmpty()) {
        throw new IOException(
            String.format(
                Locale.ROOT, "%s has no run files: expected names that end in .h5", folder));
      }
      return runs;
    }
  }

  private static boolean looksLikeARun(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(".h5") && !name.endsWith(".probes.h5");
  }

  /** The name with every number padded, so that seed 10 comes after seed 9. */
  private static String sortKey(Path file) {
    return NUMBER
        .matcher(String.valueOf(file.getFileName()))
        .replaceAll(
            number ->
                "0".repeat(Math.max(0, MOST_DIGITS - number.group().length())) + number.group());
  }
}
