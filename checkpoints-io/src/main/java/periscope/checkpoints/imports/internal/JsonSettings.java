package periscope.checkpoints.imports.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import periscope.checkpoints.imports.ForeignFileException;

/** The configuration that stands in a JSON file beside a checkpoint. */
final class JsonSettings {
  private static final String PREFIX = "config.";
  private static final long LARGEST = 16 << 20;
  private static final int MOST = 10_000;

  private JsonSettings() {}

  /**
   * All single values, under {@code config.} and their keys joined by dots; what is null is left
   * out.
   *
   * @return nothing if there is no such file, or it holds no object
   * @throws ForeignFileException if it is not JSON, or too large to be a configuration
   */
  static Map<String, String> read(Path file) throws IOException {
    Map<String, String> settings = new LinkedHashMap<>();
    if (!Files.isRegularFile(file)) {
      return settings;
    }
    if (!(Files.size(file) <= LARGEST)) {
      throw Refusals.refuse(
          "%s: %d bytes are too many for a configuration; move it elsewhere",
          file, Files.size(file));
    }
    try (InputStream bytes = Files.newInputStream(file);
        JsonParser parser = JsonInput.parser(bytes)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        read(parser, settings);
      }
    } catch (JsonProcessingException | CharConversionException e) {
      throw new ForeignFileException(
          file
              + ": it is not a JSON file: "
              + SafetensorsHeader.reason(e)
              + "; mend it or move it elsewhere",
          e);
    }
    return settings;
  }

  private static void read(JsonParser parser, Map<String, String> settings) throws IOException {
    int open = 1;
    while (open > 0 && settings.size() < MOST) {
      JsonToken token = parser.nextToken();
      if (token == null || token.isStructEnd()) {
        open--;
      } else if (token.isStructStart()) {
        open++;
      } else if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
        settings.put(PREFIX + name(parser), parser.getText());
      }
    }
  }

  private static String name(JsonParser parser) {
    return parser
        .getParsingContext()
        .pathAsPointer()
        .toString()
        .substring(1)
        .replace('/', '.')
        .replace("~1", "/")
        .replace("~0", "~");
  }
}
