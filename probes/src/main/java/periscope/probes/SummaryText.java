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
    keys();
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
    for (String measure : List.of("loss", "accuracy")) {
      var values = new StringBuilder();
      for (String split : splits) {
        String id = measure + "/" + split;
        told.add(id);
        String number = measure.equals("loss") ? "%.4e" : "%.4f";
        values.append(
            String.format(Locale.ROOT, "%-12s", file.has(id) ? format(number, value(id)) : "-"));
      }
      line(measure, values.toString());
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
                ? String.format(
                    Locale.ROOT,
                    ", %d steps after memorising",
                    generalised.getAsLong() - memorised.getAsLong())
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
    told.add(RunContext.NOT_FINITE); // there is a note of it
    for (String id : file.series()) {
      boolean parameter = id.startsWith("weights/sum-of-squares/");
      if (!told.contains(id) && !parameter && file.spec(id).shape().isEmpty()) {
        line(id, format("%.6g", value(id)));
      }
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
