package periscope.probes;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The lines of a {@link ProbeSummary}. Plain ASCII, so that no terminal garbles it. */
final class SummaryText {
  private static final int LABEL = 18;

  private final MeasureFile file;
  private final int index;
  private final List<String> lines = new ArrayList<>();
  private final Set<String> told = new HashSet<>();

  SummaryText(MeasureFile file, int index) {
    this.file = file;
    this.index = index;
  }

  String write() throws IOException {
    long[] steps = file.steps();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s, step %d: checkpoint %d of %d",
            file.run(),
            steps[index],
            index + 1,
            steps.length));
    losses();
    events();
    phases();
    keys();
    perKey();
    explained();
    row("neurons", "neurons/share-above-0.85", "%.3f explained above 0.85 by one frequency");
    row("sum of squares", "weights/sum-of-squares", "%.4f");
    several(
        "gini",
        "gini/W_E",
        "gini/W_input",
        file.has("gini/W_output") ? "gini/W_output" : "gini/W_L");
    told.add("gini/W_L"); // the same as of W_output
    several("ipr", "ipr/in", "ipr/out");
    finalAxes();
    several("shape", "circularity", "effective-dimension", "rqi");
    several("operands", "gradient-symmetricity", "distance-irrelevance");
    logitsExplained();
    others();
    for (String note : file.notes()) {
      lines.add("note: " + note);
    }
    return String.join(System.lineSeparator(), lines);
  }

  private void losses() throws IOException {
    List<String> splits =
        List.of("train", "test", "all").stream().filter(s -> file.has("loss/" + s)).toList();
    if (splits.isEmpty()) {
      return;
    }
    line(
        "",
        splits.stream()
            .map(split -> String.format(Locale.ROOT, "%-12s", split))
            .collect(Collectors.joining()));
    table(splits, "loss", "loss/", "%.4e");
    table(splits, "restricted", "restricted/", "%.4e");
    table(splits, "excluded", "excluded/all-keys/", "%.4e");
    table(splits, "accuracy", "accuracy/", "%.4f");
  }

  /** A row of a measure's values over the sets of examples, if there is one. */
  private void table(List<String> splits, String label, String prefix, String number)
      throws IOException {
    var values = new StringBuilder();
    boolean any = prefix.equals(label + "/") && !label.equals("restricted");
    for (String split : splits) {
      String id = prefix + split;
      told.add(id);
      any |= file.has(id);
      values.append(
          String.format(Locale.ROOT, "%-12s", file.has(id) ? format(number, value(id)) : "-"));
    }
    if (any) {
      line(label, values.toString());
    }
  }

  private void phases() throws IOException {
    var borders = new ArrayList<String>();
    for (String phase : List.of("memorisation", "circuit-formation", "clean-up")) {
      OptionalLong end = file.step("phases/" + phase + "-end");
      if (end.isPresent()) {
        borders.add(phase.replace('-', ' ') + " until " + end.getAsLong());
      }
    }
    if (!borders.isEmpty()) {
      line("phases", String.join(", ", borders));
    }
  }

  private void perKey() throws IOException {
    String id = "excluded/per-key/train";
    if (file.has(id) && file.has("keys")) {
      int[] keys = file.integers("keys");
      double[] losses = file.row(id, index);
      line(
          "without one key",
          IntStream.range(0, Math.min(keys.length, losses.length))
                  .mapToObj(i -> String.format(Locale.ROOT, "%d: %.4g", keys[i], losses[i]))
                  .collect(Collectors.joining(", "))
              + " (train loss)");
    }
  }

  /** What the key frequencies explain. */
  private void explained() throws IOException {
    var parts = new ArrayList<String>();
    for (String what : List.of("logits/explained/raw", "embedding", "W_L")) {
      String id = what.startsWith("logits") ? what : what + "/explained-by-keys";
      if (file.has(id)) {
        told.add(id);
        parts.add(format("%.3f", value(id)) + " of " + what.replace("/explained/raw", ""));
      }
    }
    if (!parts.isEmpty()) {
      line("keys explain", String.join(", ", parts));
    }
  }

  private void events() throws IOException {
    OptionalLong memorised = file.step("events/memorised");
    OptionalLong generalised = file.step("events/generalised");
    for (String event : List.of("memorised", "half", "generalised")) {
      String id = "events/" + event;
      if (file.has(id)) {
        String gap =
            event.equals("generalised") && memorised.isPresent()
                ? gap(generalised.getAsLong() - memorised.getAsLong())
                : "";
        line(
            event,
            String.format(
                Locale.ROOT,
                "step %d: %s%s",
                file.step(id).getAsLong(),
                file.spec(id).definition(),
                gap));
      } else if (file.absentReason(id).isPresent()) {
        line(event, "no: " + file.absentReason(id).get());
      }
    }
  }

  private static String gap(long steps) {
    return steps == 0
        ? ", as it memorised"
        : String.format(
            Locale.ROOT,
            ", %d steps %s memorising",
            Math.abs(steps),
            steps > 0 ? "after" : "before");
  }

  private void keys() throws IOException {
    if (file.has("keys") && file.has("keys/neurons-per-key")) {
      int[] keys = file.integers("keys");
      int[] neurons = file.integers("keys/neurons-per-key");
      line(
          "key frequencies",
          keys.length == 0
              ? "none: no neuron is explained above 0.85 by one frequency"
              : IntStream.range(0, keys.length)
                      .mapToObj(i -> String.format(Locale.ROOT, "%d (%d)", keys[i], neurons[i]))
                      .collect(Collectors.joining(", "))
                  + ": frequency (neurons explained above 0.85), last checkpoint");
    }
    if (file.has("keys/dft-above-10")) {
      int[] keys = file.integers("keys/dft-above-10");
      line(
          "by |DFT| > 10",
          keys.length == 0
              ? "none"
              : IntStream.of(keys).mapToObj(String::valueOf).collect(Collectors.joining(", ")));
    }
  }

  private void finalAxes() throws IOException {
    String id = "pca/final-axes/explained";
    if (file.has(id)) {
      var shares = new ArrayList<String>();
      for (double share : file.row(id, index)) {
        shares.add(format("%.3f", share));
      }
      line("pca", String.join(" ", shares) + " of variance on the final axes");
    }
  }

  /** Single numbers of other probes, under their ids. */
  private void others() throws IOException {
    // Variants of what is told, for those who look for them: they are in the file and in the JSON.
    told.addAll(
        file.series().stream()
            .filter(
                id ->
                    id.matches(
                        ".*-cube/.*|.*-mlp/.*|.*/final-axes|.*/modular|.*-by-logit-keys|.*/all-frequencies|logits/explained/.*"))
            .toList());
    told.add(RunContext.NOT_FINITE); // there is a note of it
    for (String id : file.series()) {
      boolean parameter = id.startsWith("weights/sum-of-squares/");
      if (!told.contains(id) && !parameter && file.spec(id).shape().isEmpty()) {
        line(id, format("%.6g", value(id)));
      }
    }
  }

  private void logitsExplained() throws IOException {
    var parts = new ArrayList<String>();
    for (String what : List.of("", "clock/", "pizza/")) {
      String id = what + "logit-fve";
      if (file.has(id)) {
        told.add(id);
        parts.add(
            (what.isEmpty() ? "logit keys" : what.replace("/", "")) + format(" %.4f", value(id)));
      }
    }
    if (!parts.isEmpty()) {
      line("logit FVE", String.join("  ", parts));
    }
  }

  private void row(String label, String id, String pattern) throws IOException {
    if (file.has(id)) {
      told.add(id);
      line(label, format(pattern, value(id)));
    }
  }

  private void several(String label, String... ids) throws IOException {
    var values = new ArrayList<String>();
    for (String id : ids) {
      if (file.has(id)) {
        told.add(id);
        values.add(id.substring(id.indexOf('/') + 1) + " " + format("%.4f", value(id)));
      }
    }
    if (!values.isEmpty()) {
      line(label, String.join("  ", values));
    }
  }

  private double value(String id) throws IOException {
    return file.row(id, index)[0];
  }

  private void line(String label, String value) {
    String padded = label.length() < LABEL ? " ".repeat(LABEL - label.length()) : " ";
    lines.add(("  " + label + padded + value).stripTrailing());
  }

  private static String format(String pattern, double value) {
    return String.format(Locale.ROOT, pattern, value);
  }
}
