package periscope.reports.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import periscope.probes.MeasureFile;

/**
 * What a page says, for programs: name, facts, notes, events, phases, key frequencies by each rule,
 * all measures of the run's end, definitions, and what does not apply. What is not a finite number
 * is null.
 */
final class SummaryJson {
  private static final int VERSION = 1;

  /** Longer lists, such as drawings of all residues, are in the measures file alone. */
  private static final int MAX_VALUES = 1024;

  private static final JsonFactory JSON = new JsonFactory();

  private final ReportData data;
  private final MeasureFile measures;

  SummaryJson(ReportData data, MeasureFile measures) {
    this.data = data;
    this.measures = measures;
  }

  /** Writes it, indented; the writer stays open. */
  void write(Writer writer) throws IOException {
    JsonGenerator json = JSON.createGenerator(writer);
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.useDefaultPrettyPrinter();
    json.writeStartObject();
    json.writeStringField("format", "periscope-summary");
    json.writeNumberField("version", VERSION);
    json.writeStringField("name", data.name());
    json.writeStringField("description", data.description());
    strings(json, "facts", facts());
    strings(json, "provenance", data.provenance());
    json.writeArrayFieldStart("notes");
    for (String note : data.notes()) {
      json.writeString(note);
    }
    json.writeEndArray();
    json.writeObjectFieldStart("checkpoints");
    json.writeNumberField("count", data.steps().size());
    json.writeNumberField("first", data.steps().getFirst());
    json.writeNumberField("last", data.steps().getLast());
    json.writeEndObject();
    moments(json, "events");
    moments(json, "phases");
    keys(json);
    finals(json);
    constants(json);
    definitions(json);
    strings(json, "absent", data.absent());
    json.writeEndObject();
    json.writeRaw('\n');
    json.flush();
  }

  private Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    data.facts().forEach(fact -> facts.put(fact.label(), fact.value()));
    return facts;
  }

  private static void strings(JsonGenerator json, String name, Map<String, String> texts)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, String> text : texts.entrySet()) {
      json.writeStringField(text.getKey(), text.getValue());
    }
    json.writeEndObject();
  }

  /** Each as {@code {"step": 400}}, or with the reason why there is none. */
  private void moments(JsonGenerator json, String family) throws IOException {
    json.writeObjectFieldStart(family);
    for (Event event : data.events()) {
      if (!event.id().startsWith(family + "/")) {
        continue;
      }
      json.writeObjectFieldStart(event.id().substring(family.length() + 1));
      switch (event) {
        case Event.Reached reached -> json.writeNumberField("step", reached.step());
        case Event.NotReached not -> {
          json.writeNullField("step");
          json.writeStringField("reason", not.reason());
        }
      }
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  /** The frequencies of each rule that has been applied. */
  private void keys(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("keys");
    for (String id : measures.constants()) {
      if (id.equals("keys") || id.startsWith("keys/")) {
        values(json, id, measures.all(id), List.of(measures.all(id).length));
      }
    }
    json.writeEndObject();
  }

  /** The last checkpoint's value of every series that is not long. */
  private void finals(JsonGenerator json) throws IOException {
    int last = data.steps().size() - 1;
    json.writeObjectFieldStart("final");
    json.writeNumberField("step", data.steps().getLast());
    json.writeObjectFieldStart("measures");
    for (String id : measures.series()) {
      if (measures.spec(id).size() <= MAX_VALUES) {
        values(json, id, measures.row(id, last), measures.spec(id).shape());
      }
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private void constants(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("constants");
    for (String id : measures.constants()) {
      if (measures.spec(id).size() <= MAX_VALUES) {
        values(json, id, measures.all(id), measures.spec(id).shape());
      }
    }
    json.writeEndObject();
  }

  /** A number, or a flat row-major list. */
  private static void values(JsonGenerator json, String id, double[] values, List<Integer> shape)
      throws IOException {
    json.writeFieldName(id);
    if (shape.isEmpty()) {
      value(json, values[0]);
      return;
    }
    json.writeStartArray();
    for (double value : values) {
      value(json, value);
    }
    json.writeEndArray();
  }

  /** Whole numbers, as frequencies and steps are, without a point. */
  private static void value(JsonGenerator json, double value) throws IOException {
    if (!Double.isFinite(value)) {
      json.writeNull();
    } else if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      json.writeNumber((long) value);
    } else {
      json.writeNumber(value);
    }
  }

  private void definitions(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("definitions");
    for (List<String> ids : List.of(measures.series(), measures.constants())) {
      for (String id : ids) {
        Definition what = Definition.of(measures.spec(id));
        json.writeObjectFieldStart(id);
        json.writeStringField("definition", what.definition());
        json.writeStringField("units", what.units());
        json.writeStringField("convention", what.convention());
        json.writeStringField("source", what.source());
        json.writeEndObject();
      }
    }
    json.writeEndObject();
  }
}
