package periscope.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Locale;

/** What {@code inspect} finds, for a person. */
final class InspectionText {
  private static final int MOST_STEPS = 8;

  private final StringBuilder text = new StringBuilder();

  private InspectionText() {}

  /** A run. */
  static String ofRun(JsonNode run) {
    var lines = new InspectionText();
    lines.add("run", run.get("file").asText());
    JsonNode spec = run.path("spec");
    lines.addIf("name", spec.path("name"));
    lines.addIf("task", spec.path("task"));
    lines.addIf("split", spec.path("split"));
    lines.addIf("model", spec.path("model"));
    lines.addIf("optimizer", spec.path("optimizer"));
    lines.addIf("dtype", spec.path("dtype"));
    if (run.has("steps")) {
      lines.add("checkpoints", steps(run.get("steps")));
      lines.add(
          "metrics",
          String.format(
              Locale.ROOT,
              "%s, %,d rows",
              join(run.get("metrics")),
              run.path("health").path("metricRows").asLong()));
      int train = run.get("trainExamples").asInt();
      lines.add(
          "train", train == 0 ? "not known" : String.format(Locale.ROOT, "%,d examples", train));
      lines.tensors(run);
    } else if (run.has("spec")) {
      lines.add("checkpoints", noneYet(run));
    }
    run.path("provenance")
        .properties()
        .forEach(entry -> lines.add(entry.getKey(), entry.getValue().asText()));
    lines.health(run.get("health"));
    return lines.text.toString().stripTrailing();
  }

  /** Checkpoints that somebody else saved. */
  static String ofForeign(Path file, JsonNode found) {
    var lines = new InspectionText();
    lines.add("to import", file + ", " + found.get("kind").asText());
    lines.add("layout", found.get("layout").asText());
    lines.add(
        "checkpoints",
        String.format(
            Locale.ROOT,
            "%,d%s",
            found.get("checkpoints").asInt(),
            found.get("steps").isEmpty()
                ? ", steps not said"
                : ", steps " + some(found.get("steps"))));
    for (JsonNode tensor : found.get("tensors")) {
      lines.add(
          "",
          String.format(
              Locale.ROOT,
              "%-28s %-18s %s",
              tensor.get("name").asText(),
              join(tensor.get("shape")),
              tensor.get("format").asText()));
    }
    found
        .get("lists")
        .properties()
        .forEach(
            list ->
                lines.add(
                    "list",
                    String.format(
                        Locale.ROOT, "%s, %,d entries", list.getKey(), list.getValue().asInt())));
    return lines.text.toString().stripTrailing();
  }

  private static String noneYet(JsonNode run) {
    return run.get("health").get("lock").asText().equals("live")
        ? "none yet: the first is being made"
        : "none yet: begin it with periscope resume " + run.get("file").asText();
  }

  private static String steps(JsonNode steps) {
    return String.format(
        Locale.ROOT,
        "%,d, steps %,d to %,d%s",
        steps.get("count").asInt(),
        steps.get("first").asLong(),
        steps.get("last").asLong(),
        steps.has("every")
            ? String.format(Locale.ROOT, " every %,d", steps.get("every").asLong())
            : "");
  }

  private void tensors(JsonNode run) {
    long values = 0;
    for (JsonNode tensor : run.get("parameters")) {
      values += tensor.get("values").asLong();
    }
    add(
        "parameters",
        String.format(
            Locale.ROOT, "%,d values, %,.1f kB a checkpoint", values, values * Float.BYTES / 1e3));
    for (JsonNode tensor : run.get("parameters")) {
      add(
          "",
          String.format(
              Locale.ROOT,
              "%-28s %-18s %,d",
              tensor.get("name").asText(),
              join(tensor.get("shape")),
              tensor.get("values").asLong()));
    }
    add(
        "resume",
        run.get("optimizer").isEmpty()
            ? "not possible: no optimiser state is stored"
            : "possible from the last checkpoint");
  }

  private void health(JsonNode health) {
    String size = String.format(Locale.ROOT, "%,.1f MB", health.get("bytes").asLong() / 1e6);
    String writer = health.has("writer") ? "process " + health.get("writer").asLong() : "a process";
    String lock =
        switch (health.get("lock").asText()) {
          case "live" -> ", being written by " + writer;
          case "stale" -> ", left by " + writer + ", which died";
          default -> "";
        };
    add("file", size + lock);
    long cut = health.get("uncommittedCheckpoints").asLong();
    long cutMetrics = health.get("uncommittedMetricRows").asLong();
    if (cut + cutMetrics > 0 && !health.get("lock").asText().equals("live")) {
      add(
          "uncommitted",
          String.format(
              Locale.ROOT,
              "%,d checkpoints and %,d rows of metrics, which resuming cuts off",
              cut,
              cutMetrics));
    }
    for (JsonNode problem : health.get("problems")) {
      add("problem", problem.asText());
    }
    if (health.get("problems").isEmpty()) {
      add("health", sound(health));
    }
  }

  private static String sound(JsonNode health) {
    if (!health.get("checksums").asBoolean()) {
      return "sound, as far as can be told without checksums";
    }
    return health.get("valuesRead").asBoolean()
        ? "sound: all values are as they were written"
        : "sound; --verify compares all values with their checksums";
  }

  private static String some(JsonNode steps) {
    StringBuilder list = new StringBuilder();
    for (int i = 0; i < steps.size(); i++) {
      if (i == MOST_STEPS - 1 && steps.size() > MOST_STEPS) {
        return list + "… " + steps.get(steps.size() - 1);
      }
      list.append(steps.get(i)).append(i < steps.size() - 1 ? ", " : "");
    }
    return list.toString();
  }

  private static String join(JsonNode array) {
    StringBuilder joined = new StringBuilder();
    for (JsonNode element : array) {
      joined.append(joined.isEmpty() ? "" : " ").append(element.asText());
    }
    return joined.isEmpty() ? "-" : joined.toString();
  }

  private void addIf(String name, JsonNode value) {
    if (!value.isMissingNode()) {
      add(name, value.isTextual() ? value.asText() : brief(value));
    }
  }

  /** {@code type key=value …}. */
  private static String brief(JsonNode object) {
    var words = new StringBuilder(object.path("type").asText(""));
    object
        .properties()
        .forEach(
            entry -> {
              if (!entry.getKey().equals("type")) {
                words
                    .append(' ')
                    .append(entry.getKey())
                    .append('=')
                    .append(value(entry.getValue()));
              }
            });
    return words.toString().strip();
  }

  private static String value(JsonNode value) {
    return value.isObject() ? "(" + brief(value) + ")" : value.asText();
  }

  private void add(String name, String value) {
    text.append(String.format(Locale.ROOT, "%-14s %s%n", Printable.of(name), Printable.of(value)));
  }
}
