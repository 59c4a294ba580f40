package periscope.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.rng.simple.RandomSource;
import periscope.checkpoints.imports.ForeignFiles;
import periscope.checkpoints.imports.ForeignRun;
import periscope.checkpoints.imports.ForeignTensor;
import periscope.models.task.Split;
import periscope.models.task.SplitSpec;

/**
 * Which examples an imported run was trained on, as {@code --split} says.
 *
 * @param spec for the run's specification: a recipe, or where the indices came from
 * @param split the split itself
 */
record ImportSplit(Object spec, Split split) {
  private static final Pattern RECIPE =
      Pattern.compile("(python-random|torch-randperm):(-?\\d{1,18}),([0-9.eE-]{1,30})");
  private static final long LARGEST_FILE = 100 << 20;

  /**
   * Reads the option.
   *
   * @param text {@code python-random:SEED,FRACTION}, {@code torch-randperm:SEED,FRACTION}, {@code
   *     all-train}, or a file of indices: one a line, or npy
   * @param size number of examples
   */
  static ImportSplit of(String text, int size) throws IOException {
    if (text.equals("all-train")) {
      return recipe(new SplitSpec.AllTrain(), size);
    }
    Matcher matcher = RECIPE.matcher(text);
    if (matcher.matches()) {
      long seed = Long.parseLong(matcher.group(2));
      double fraction = number(matcher.group(3), text);
      return recipe(
          matcher.group(1).equals("python-random")
              ? new SplitSpec.PythonRandom(seed, fraction)
              : new SplitSpec.TorchRandperm(seed, fraction),
          size);
    }
    Path file = Path.of(text);
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--split is '%s', which is no file; expected a file of indices, python-random:SEED,FRACTION, torch-randperm:SEED,FRACTION or all-train",
              text));
    }
    Map<String, String> spec =
        Map.of("type", "indices", "file", String.valueOf(file.getFileName()));
    try {
      return new ImportSplit(spec, Split.ofTrain(size, indices(file)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * The split that the imported file itself tells, in a list {@code train_indices}.
   *
   * @param lists of whole numbers beside the weights, by name
   * @throws IllegalArgumentException if the list is there but cannot be the indices of examples
   */
  static Optional<ImportSplit> ofFile(Map<String, long[]> lists, int size) {
    for (Map.Entry<String, long[]> list : lists.entrySet()) {
      if (list.getKey().endsWith("train_indices")) {
        int[] train =
            Arrays.stream(list.getValue())
                .mapToInt(index -> example(index, list.getKey(), size))
                .toArray();
        Map<String, String> spec = Map.of("type", "indices", "file", list.getKey());
        return Optional.of(new ImportSplit(spec, Split.ofTrain(size, train)));
      }
    }
    return Optional.empty();
  }

  private static int example(long index, String list, int size) {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the list %s beside the weights has the index %d, expected 0 to %d: say the training examples with --split",
              list,
              index,
              size - 1));
    }
    return (int) index;
  }

  private static ImportSplit recipe(SplitSpec spec, int size) {
    // These recipes have seeds of their own.
    return new ImportSplit(spec, spec.split(size, RandomSource.XO_SHI_RO_256_PP.create(0)));
  }

  private static double number(String fraction, String text) {
    try {
      return Double.parseDouble(fraction);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "--split is '%s', expected a number after the comma", text),
          e);
    }
  }

  private static int[] indices(Path file) throws IOException {
    if (Files.size(file) > LARGEST_FILE) {
      throw new IllegalArgumentException("a file of indices is at most 100 MB");
    }
    byte[] start;
    try (var in = Files.newInputStream(file)) {
      start = in.readNBytes(1);
    }
    return start.length == 1 && (start[0] & 0xff) == 0x93 ? array(file) : lines(file);
  }

  private static int[] array(Path file) throws IOException {
    try (ForeignRun run = ForeignFiles.open(List.of(file))) {
      ForeignTensor tensor = run.snapshots().getFirst().tensors().getFirst();
      if (tensor.format().floating() || tensor.shape().size() != 1) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "has %s of shape %s, expected a list of whole numbers",
                tensor.format(),
                tensor.shape()));
      }
      return Arrays.stream(tensor.values()).mapToInt(value -> (int) value).toArray();
    }
  }

  private static int[] lines(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    int[] result = new int[lines.size()];
    int count = 0;
    for (int i = 0; i < result.length; i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty()) {
        continue;
      }
      if (!line.matches("\\d{1,9}")) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "line %d is '%s', expected the index of an example",
                i + 1,
                line.substring(0, Math.min(40, line.length()))));
      }
      result[count++] = Integer.parseInt(line);
    }
    return Arrays.copyOf(result, count);
  }
}
