package periscope.reports.internal.compare;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import periscope.reports.internal.AtomicText;
import periscope.reports.internal.Event;

/**
 * A comparison's events, final measures and their spread as JSON, for programs. What is not a
 * finite number is {@code null}.
 */
public final class SummaryFile {
  private static final JsonFactory JSON = new JsonFactory();

  private SummaryFile() {}

  /** Writes the file. */
  public static void write(Study study, Path file) throws IOException {
    AtomicText.write(
        file,
        writer -> {
          try (JsonGenerator json = JSON.createGenerator(writer)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeStringField("format", "periscope-comparison");
            json.writeNumberField("version", 1);
            json.writeStringField("title", study.title());
            json.writeStringField("quantiles", "Hyndman and Fan 1996, definition 7");
            texts(json, "notes", study.notes());
            texts(json, "differing", Grouping.differing(study.members()));
            json.writeArrayFieldStart("runs");
            for (Member member : study.members()) {
              run(json, study, member);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("groupings");
            for (Grouping grouping : study.groupings()) {
              grouping(json, study, grouping);
            }
            json.writeEndArray();
            correlations(json, study);
            json.writeEndObject();
          }
        });
  }

  private static void run(JsonGenerator json, Study study, Member member) throws IOException {
    json.writeStartObject();
    json.writeStringField("run", member.label());
    json.writeStringField("file", String.valueOf(member.run().getFileName()));
    json.writeStringField("name", member.name());
    json.writeStringField("seed", member.seed());
    if (member.failure() != null) {
      json.writeStringField("failure", member.failure());
    }
    json.writeObjectFieldStart("fields");
    for (String path : Grouping.differing(study.members())) {
      if (member.fields().containsKey(path)) {
        json.writeStringField(path, member.fields().getOrDefault(path, ""));
      }
    }
    json.writeEndObject();
    if (member.extent() != null) {
      json.writeNumberField("checkpoints", member.extent().checkpoints());
      json.writeNumberField("lastStep", member.extent().last());
    }
    json.writeObjectFieldStart("events");
    for (Event event : member.events()) {
      switch (event) {
        case Event.Reached reached -> json.writeNumberField(reached.id(), reached.step());
        case Event.NotReached not -> json.writeNullField(not.id());
      }
    }
    json.writeEndObject();
    json.writeObjectFieldStart("final");
    for (Map.Entry<String, Double> value : member.values().entrySet()) {
      number(json, value.getKey(), value.getValue());
    }
    json.writeEndObject();
    json.writeArrayFieldStart("keys");
    for (Member.Key key : member.keys()) {
      json.writeStartObject();
      json.writeNumberField("frequency", key.frequency());
      json.writeNumberField("neurons", key.neurons());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void grouping(JsonGenerator json, Study study, Grouping grouping)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("by", grouping.label());
    texts(json, "fields", grouping.paths());
    json.writeArrayFieldStart("groups");
    for (Grouping.Group group : grouping.groups()) {
      json.writeStartObject();
      json.writeStringField("group", group.label());
      json.writeObjectFieldStart("fields");
      for (Map.Entry<String, String> field :
          grouping.valuesOf(study.members().get(group.runs().getFirst())).entrySet()) {
        json.writeStringField(field.getKey(), field.getValue());
      }
      json.writeEndObject();
      json.writeNumberField("runs", group.runs().size());
      spreads(json, "events", study, study.events(), group);
      spreads(json, "final", study, study.values(), group);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void spreads(
      JsonGenerator json, String name, Study study, List<String> ids, Grouping.Group group)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (String id : ids) {
      double[] column = study.column(id);
      Spread spread =
          Spread.of(group.runs().stream().flatMapToDouble(i -> DoubleStream.of(column[i])));
      json.writeObjectFieldStart(id);
      json.writeNumberField("n", spread.n());
      number(json, "least", spread.least());
      number(json, "lowerQuartile", spread.lowerQuartile());
      number(json, "median", spread.median());
      number(json, "upperQuartile", spread.upperQuartile());
      number(json, "most", spread.most());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  /** Of every event with every event and final measure after it. */
  private static void correlations(JsonGenerator json, Study study) throws IOException {
    List<String> events = study.events();
    List<String> all = Stream.concat(events.stream(), study.values().stream()).toList();
    json.writeArrayFieldStart("correlations");
    for (int i = 0; i < events.size(); i++) {
      for (String other : all.subList(i + 1, all.size())) {
        Spread.Correlation found =
            Spread.correlation(study.column(events.get(i)), study.column(other));
        if (Double.isFinite(found.rho())) {
          json.writeStartObject();
          json.writeStringField("x", events.get(i));
          json.writeStringField("y", other);
          json.writeNumberField("n", found.n());
          json.writeNumberField("spearman", found.rho());
          json.writeEndObject();
        }
      }
    }
    json.writeEndArray();
  }

  private static void texts(JsonGenerator json, String name, List<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  private static void number(JsonGenerator json, String name, @Nullable Double value)
      throws IOException {
    if (value != null && Double.isFinite(value)) {
      json.writeNumberField(name, value);
    } else {
      json.writeNullField(name);
    }
  }
}
