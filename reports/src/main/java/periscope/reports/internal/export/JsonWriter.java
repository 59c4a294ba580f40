package periscope.reports.internal.export;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code <table>.json}: {@code {"step": […], "series": {name: {"shape": […], "values": [row, …]}},
 * "constants": {…}}}. A row is a number, or a flat row-major list; what was not measured is null.
 */
final class JsonWriter implements TableWriter {
  private static final JsonFactory JSON = new JsonFactory();

  @Override
  public List<Path> write(Table table, Path folder) throws IOException {
    Path file = folder.resolve(table.name() + ".json");
    try (JsonGenerator json = JSON.createGenerator(file.toFile(), JsonEncoding.UTF8)) {
      json.writeStartObject();
      json.writeArrayFieldStart("step");
      for (long step : table.steps()) {
        json.writeNumber(step);
      }
      json.writeEndArray();
      write(json, "series", table.columns());
      write(json, "constants", table.constants());
      json.writeEndObject();
      json.writeRaw('\n');
    }
    return List.of(file);
  }

  private static void write(JsonGenerator json, String group, List<Column> columns)
      throws IOException {
    json.writeObjectFieldStart(group);
    for (Column column : columns) {
      json.writeObjectFieldStart(column.name());
      json.writeArrayFieldStart("shape");
      for (int size : column.shape()) {
        json.writeNumber(size);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("values");
      column.rows().forEach(row -> row(json, row, column));
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void row(JsonGenerator json, double[] row, Column column) throws IOException {
    boolean list = !column.shape().isEmpty();
    if (list) {
      json.writeStartArray();
    }
    for (double value : row) {
      if (!Double.isFinite(value)) {
        json.writeNull(); // JSON has no number for it
      } else if (column.single()) {
        json.writeNumber((float) value);
      } else {
        json.writeNumber(value);
      }
    }
    if (list) {
      json.writeEndArray();
    }
  }
}
