package periscope.checkpoints;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How files are called in the folder of a run that is kept in parts. */
final class PartNames {
  static final String HEADER = "header.h5";
  private static final String UNFINISHED = ".new";
  private static final Pattern PART = Pattern.compile("(\\d{10})-(\\d{10})-(\\d{10})\\.h5");
  private static final Pattern OPTIMIZER = Pattern.compile("optimizer-(\\d{10})\\.h5");

  private PartNames() {}

  /**
   * Some checkpoints in one file.
   *
   * @param file where
   * @param first index of the first checkpoint
   * @param last index of the last checkpoint
   * @param metricRows number of rows of metrics
   */
  record Part(Path file, int first, int last, int metricRows) {
    int checkpoints() {
      return last - first + 1;
    }
  }

  /** Whether a folder is a run that is kept in parts. */
  static boolean isRun(Path folder) {
    return Files.isDirectory(folder) && Files.isRegularFile(folder.resolve(HEADER));
  }

  static Part part(Path folder, int first, int last, int metricRows) {
    String name = String.format(Locale.ROOT, "%010d-%010d-%010d.h5", first, last, metricRows);
    return new Part(folder.resolve(name), first, last, metricRows);
  }

  /** The state of the optimiser at a checkpoint. */
  static Path optimizer(Path folder, int checkpoint) {
    return folder.resolve(String.format(Locale.ROOT, "optimizer-%010d.h5", checkpoint));
  }

  /** The checkpoint that a file with the state of the optimiser is of; empty if it is none. */
  static OptionalInt optimizer(Path file) {
    Matcher name = OPTIMIZER.matcher(String.valueOf(file.getFileName()));
    return name.matches() ? number(name.group(1)) : OptionalInt.empty();
  }

  private static OptionalInt number(String digits) {
    long number = Long.parseLong(digits);
    return number <= Integer.MAX_VALUE ? OptionalInt.of((int) number) : OptionalInt.empty();
  }

  /**
   * All parts in a folder: by their first checkpoint, of those that begin together the longest
   * first.
   */
  static List<Part> parts(Path folder) throws IOException {
    List<Part> parts = new ArrayList<>();
    for (Path file : files(folder)) {
      Matcher name = PART.matcher(String.valueOf(file.getFileName()));
      if (name.matches()) {
        OptionalInt first = number(name.group(1));
        OptionalInt last = number(name.group(2));
        OptionalInt metricRows = number(name.group(3));
        if (first.isPresent() && last.isPresent() && metricRows.isPresent()) {
          parts.add(new Part(file, first.getAsInt(), last.getAsInt(), metricRows.getAsInt()));
        }
      }
    }
    parts.sort(
        Comparator.comparingInt(Part::first)
            .thenComparing(Comparator.comparingInt(Part::last).reversed()));
    return parts;
  }

  /** All files in a folder. */
  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  /** Under which a file is written before it gets its name. */
  static Path unfinished(Path file) {
    return file.resolveSibling(file.getFileName() + UNFINISHED);
  }

  /** Whether a file in the folder of a run belongs to the run. */
  static boolean isOurs(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.equals(HEADER)
        || isUnfinished(file)
        || PART.matcher(name).matches()
        || OPTIMIZER.matcher(name).matches();
  }

  static boolean isUnfinished(Path file) {
    return file.toString().endsWith(UNFINISHED);
  }
}
