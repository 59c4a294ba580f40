package periscope.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.commons.statistics.descriptive.Median;
import periscope.checkpoints.RunReader;
import periscope.probes.MeasureFile;

/**
 * How one seed went.
 *
 * @param half first step with test accuracy 0.5 or more
 * @param generalised first step with test accuracy 0.99 or more
 * @param testAccuracy at the end, if there are test examples
 * @param keys key frequencies at the end, as the neurons' activations have them
 * @param largestDft key frequencies at the end, as the largest DFT component of the input weights
 * @param highestNorm largest root of the sum of squared weights over the checkpoints
 * @param lastNorm that root at the end
 */
record SweepRow(
    long seed,
    OptionalLong memorised,
    OptionalLong half,
    OptionalLong generalised,
    OptionalDouble testAccuracy,
    List<Integer> keys,
    List<Integer> largestDft,
    double highestNorm,
    double lastNorm) {

  private static final String FORMAT = "%8s %10s %10s %12s %9s %7s %7s  %-22s %s%n";

  /** Reads it from a run's files. */
  static SweepRow of(long seed, Path run, Path measures) throws IOException {
    try (var file = MeasureFile.open(measures);
        var reader = RunReader.open(run)) {
      double[] squares = file.all("weights/sum-of-squares");
      return new SweepRow(
          seed,
          file.step("events/memorised"),
          file.step("events/half"),
          file.step("events/generalised"),
          testAccuracy(reader),
          list(file, "keys"),
          list(file, "keys/dft-above-10"),
          Math.sqrt(Arrays.stream(squares).max().orElse(Double.NaN)),
          Math.sqrt(squares[squares.length - 1]));
    }
  }

  private static OptionalDouble testAccuracy(RunReader reader) throws IOException {
    String id = "accuracy/test";
    return reader.metrics().contains(id)
        ? Arrays.stream(reader.metric(id)).reduce((before, after) -> after)
        : OptionalDouble.empty();
  }

  private static List<Integer> list(MeasureFile file, String id) throws IOException {
    return file.has(id) ? Arrays.stream(file.integers(id)).boxed().toList() : List.of();
  }

  /** One line for a person who waits. */
  String line() {
    return String.format(
        Locale.ROOT,
        "seed %d, memorised %s, generalised %s, test accuracy %s",
        seed,
        step(memorised),
        step(generalised),
        accuracy("%.3f"));
  }

  /** All rows with a heading, and what they come to together. */
  static String table(List<SweepRow> rows) {
    var text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            FORMAT,
            "seed",
            "memorised",
            "test 0.5",
            "generalised",
            "test acc",
            "norm^",
            "norm",
            "keys",
            "keys (DFT > 10)"));
    for (SweepRow row : rows) {
      text.append(
          String.format(
              Locale.ROOT,
              FORMAT,
              row.seed,
              step(row.memorised),
              step(row.half),
              step(row.generalised),
              row.accuracy("%.4f"),
              String.format(Locale.ROOT, "%.1f", row.highestNorm),
              String.format(Locale.ROOT, "%.1f", row.lastNorm),
              join(row.keys),
              join(row.largestDft)));
    }
    long[] steps = rows.stream().flatMapToLong(row -> row.generalised.stream()).sorted().toArray();
    text.append(
        String.format(
            Locale.ROOT, "%d of %d generalised (test accuracy 0.99)", steps.length, rows.size()));
    if (steps.length > 0) {
      double[] reals = Arrays.stream(steps).asDoubleStream().toArray();
      text.append(
          String.format(
              Locale.ROOT,
              ", at step %,d to %,d, median %,.0f",
              steps[0],
              steps[steps.length - 1],
              Median.withDefaults().evaluate(reals)));
    }
    return text.append(System.lineSeparator()).toString();
  }

  private String accuracy(String pattern) {
    return testAccuracy.isPresent()
        ? String.format(Locale.ROOT, pattern, testAccuracy.getAsDouble())
        : "-";
  }

  private static String step(OptionalLong step) {
    return step.isPresent() ? String.format(Locale.ROOT, "%,d", step.getAsLong()) : "-";
  }

  private static String join(List<Integer> frequencies) {
    return frequencies.isEmpty()
        ? "-"
        : frequencies.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
