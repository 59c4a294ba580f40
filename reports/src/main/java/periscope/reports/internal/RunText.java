package periscope.reports.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import periscope.checkpoints.RunReader;

/**
 * What a page says of a run in words. The specification is read leniently, since a run may come
 * from elsewhere: what is not there, or not what we know, is left out.
 *
 * @param name what people call the run; its file's name if the specification has none
 * @param description where the set-up comes from; may be empty
 * @param facts what to know at a glance
 * @param spec the specification, indented
 * @param provenance what made it, the file first
 */
public record RunText(
    String name,
    String description,
    List<Fact> facts,
    String spec,
    Map<String, String> provenance) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads what the run says of itself. */
  public static RunText of(RunReader run) {
    String file = String.valueOf(run.file().getFileName());
    JsonNode spec = parse(run.spec());
    String name = spec.path("name").asText().strip();
    Map<String, String> provenance = new LinkedHashMap<>();
    provenance.put("file", file);
    provenance.putAll(run.provenance());
    return new RunText(
        name.isEmpty() ? file.replaceFirst("\\.h5$", "") : name,
        spec.path("description").asText(),
        facts(spec, run.train().length),
        spec.isMissingNode() ? run.spec() : spec.toPrettyString(),
        provenance);
  }

  /** The specification; {@link MissingNode} where it is no JSON. */
  static JsonNode spec(RunReader run) {
    return parse(run.spec());
  }

  private static JsonNode parse(String spec) {
    try {
      return JSON.readTree(spec);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  /** Facts of a specification, in the order of the header. */
  static List<Fact> facts(JsonNode spec, int train) {
    List<Fact> facts = new ArrayList<>();
    JsonNode task = spec.path("task");
    add(facts, "task", TaskText.of(task));
    add(facts, "neurons", neurons(spec.path("model")));
    add(facts, "loss", loss(spec.path("loss").asText()));
    if (train > 0) {
      add(facts, "train", count(train) + TaskText.ofHowMany(task));
    }
    add(facts, "weight decay", number(spec.path("optimizer").path("weightDecay")));
    add(facts, "learning rate", number(spec.path("optimizer").path("learningRate")));
    add(facts, "seed", spec.path("seed").asText());
    return facts;
  }

  private static void add(List<Fact> facts, String label, String value) {
    if (!value.isBlank()) {
      facts.add(new Fact(label, value));
    }
  }

  /** Another loss than the usual one. */
  private static String loss(String name) {
    return name.equals("cross-entropy") ? "" : name;
  }

  /** Widths of an MLP's layers; empty if it has no list of them. */
  private static String hidden(JsonNode widths) {
    List<String> texts = new ArrayList<>();
    widths.forEach(width -> texts.add(width.asText()));
    return String.join(", ", texts);
  }

  private static String neurons(JsonNode model) {
    String width = model.path("dMlp").asText(hidden(model.path("hidden")));
    String activation = model.path("activation").asText();
    String name =
        switch (activation) {
          case "relu" -> "ReLU";
          case "gelu" -> "GELU";
          case "square" -> "x²";
          case "abs" -> "|x|";
          default -> activation;
        };
    return width.isEmpty() ? "" : String.format(Locale.ROOT, "%s %s", width, name).strip();
  }

  /** A whole number without decimals, any other as the shortest text that names it. */
  private static String number(JsonNode value) {
    if (!value.isNumber()) {
      return "";
    }
    double number = value.doubleValue();
    return number == Math.rint(number) && Math.abs(number) < 1e9
        ? String.format(Locale.ROOT, "%,d", (long) number)
        : value.decimalValue().stripTrailingZeros().toPlainString();
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
