package periscope.probes.ablation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What an ablation did, for people and for machines. Plain ASCII, so that no terminal garbles it.
 */
public final class AblationSummary {
  private final Path run;
  private final AblationPlan plan;
  private final List<AblationResult> results;

  /**
   * A summary.
   *
   * @param results one or more, in the order of their steps
   */
  public AblationSummary(Path run, AblationPlan plan, List<AblationResult> results) {
    this.run = run;
    this.plan = plan;
    this.results = List.copyOf(results);
  }

  /** The first result: a line for each state of the network. */
  public String one() {
    AblationResult result = results.getFirst();
    var lines = new ArrayList<String>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s, step %d: %s",
            run.getFileName(),
            result.step(),
            plan.ablation().what()));
    var header = new StringBuilder(String.format(Locale.ROOT, "  %-14s", ""));
    for (String measure : List.of("loss", "accuracy")) {
      for (Scores.Score score : result.before().sets()) {
        header.append(String.format(Locale.ROOT, "%-16s", measure + "/" + score.set()));
      }
    }
    lines.add(header.toString().stripTrailing());
    lines.add(line("before", result.before()));
    lines.add(line("after", result.after()));
    if (!result.controls().isEmpty()) {
      lines.add(controls("control mean", result, AblationResult.Spread::mean));
      lines.add(controls("deviation", result, AblationResult.Spread::deviation));
      lines.add(controls("lowest", result, AblationResult.Spread::lowest));
      lines.add(controls("highest", result, AblationResult.Spread::highest));
      lines.add(
          String.format(
              Locale.ROOT,
              "  controls: %d random directions of the same length",
              result.controls().size()));
    }
    return String.join(System.lineSeparator(), lines);
  }

  private static String line(String label, Scores scores) {
    var line = new StringBuilder(String.format(Locale.ROOT, "  %-14s", label));
    scores.sets().forEach(score -> line.append(loss(score.loss())));
    scores.sets().forEach(score -> line.append(accuracy(score.accuracy())));
    return line.toString().stripTrailing();
  }

  private static String controls(
      String label, AblationResult result, ToDoubleFunction<AblationResult.Spread> number) {
    var line = new StringBuilder(String.format(Locale.ROOT, "  %-14s", label));
    int sets = result.before().sets().size();
    for (int set = 0; set < sets; set++) {
      line.append(loss(number.applyAsDouble(result.controlLoss(set))));
    }
    for (int set = 0; set < sets; set++) {
      line.append(accuracy(number.applyAsDouble(result.controlAccuracy(set))));
    }
    return line.toString().stripTrailing();
  }

  private static String loss(double value) {
    return String.format(Locale.ROOT, "%-16.4e", value);
  }

  private static String accuracy(double value) {
    return String.format(Locale.ROOT, "%-16.4f", value);
  }

  /** All results as comma-separated values, a row a step. */
  public String table() {
    var rows = new ArrayList<String>();
    var header = new ArrayList<String>(List.of("step"));
    for (String state : states(results.getFirst())) {
      for (Scores.Score score : results.getFirst().before().sets()) {
        header.add(state + " loss/" + score.set());
        header.add(state + " accuracy/" + score.set());
      }
    }
    rows.add(String.join(",", header));
    for (AblationResult result : results) {
      var row = new ArrayList<String>(List.of(Long.toString(result.step())));
      for (Scores scores : List.of(result.before(), result.after())) {
        for (Scores.Score score : scores.sets()) {
          row.add(Double.toString(score.loss()));
          row.add(Double.toString(score.accuracy()));
        }
      }
      if (!result.controls().isEmpty()) {
        for (int set = 0; set < result.before().sets().size(); set++) {
          row.add(Double.toString(result.controlLoss(set).mean()));
          row.add(Double.toString(result.controlAccuracy(set).mean()));
        }
      }
      rows.add(String.join(",", row));
    }
    return String.join(System.lineSeparator(), rows);
  }

  private static List<String> states(AblationResult result) {
    return result.controls().isEmpty()
        ? List.of("before", "after")
        : List.of("before", "after", "control mean");
  }

  /**
   * All results as JSON: {@code {"run": …, "ablation": …, "results": [{"step": …, "before":
   * {"loss/train": …}, "after": {…}, "controls": [{…}]}]}}. Numbers that are not finite become
   * null.
   */
  public String json() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("run", run.getFileName().toString());
    root.put("ablation", plan.ablation().what());
    ArrayNode list = root.putArray("results");
    for (AblationResult result : results) {
      ObjectNode one = list.addObject();
      one.put("step", result.step());
      put(one.putObject("before"), result.before());
      put(one.putObject("after"), result.after());
      ArrayNode controls = one.putArray("controls");
      result.controls().forEach(control -> put(controls.addObject(), control));
    }
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of numbers can be written", e);
    }
  }

  private static void put(ObjectNode node, Scores scores) {
    for (Scores.Score score : scores.sets()) {
      put(node, "loss/" + score.set(), score.loss());
      put(node, "accuracy/" + score.set(), score.accuracy());
    }
  }

  private static void put(ObjectNode node, String id, double value) {
    if (Double.isFinite(value)) {
      node.put(id, value);
    } else {
      node.putNull(id);
    }
  }
}
