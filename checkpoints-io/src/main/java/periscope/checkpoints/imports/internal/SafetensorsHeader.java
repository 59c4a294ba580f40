package periscope.checkpoints.imports.internal;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import periscope.checkpoints.imports.ForeignFileException;

/**
 * The JSON header of a safetensors file.
 *
 * @param tensors in the order of the header
 * @param metadata texts by name
 */
record SafetensorsHeader(List<Entry> tensors, Map<String, String> metadata) {
  private static final int MOST_TENSORS = 1_000_000;
  private static final int MOST_AXES = 64;
  private static final int LONGEST_QUOTE = 40;

  /** What it says of a tensor; bytes are counted from the end of the header. */
  record Entry(String name, String type, List<Integer> shape, long begin, long end) {}

  /**
   * Reads it.
   *
   * @param where the file, for messages
   */
  static SafetensorsHeader read(String where, InputStream json) throws IOException {
    try (JsonParser parser = JsonInput.parser(json)) {
      return new Reader(where, parser).read();
    } catch (JsonProcessingException | CharConversionException e) {
      throw new ForeignFileException(where + ": its header is not JSON: " + reason(e), e);
    }
  }

  /** A sentence of Jackson's without its references to Java's objects. */
  static String reason(IOException e) {
    boolean json = e instanceof JsonProcessingException;
    String message = json ? ((JsonProcessingException) e).getOriginalMessage() : e.getMessage();
    String reason =
        String.valueOf(message)
            .replaceAll(" \\(start marker at .*", "")
            .lines()
            .findFirst()
            .orElse("no reason given");
    JsonLocation location = json ? ((JsonProcessingException) e).getLocation() : null;
    return location == null
        ? reason
        : String.format(Locale.ROOT, "%s at character %d", reason, location.getCharOffset());
  }

  private static final class Reader {
    private final String where;
    private final JsonParser parser;
    private final List<Entry> tensors = new ArrayList<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    Reader(String where, JsonParser parser) {
      this.where = where;
      this.parser = parser;
    }

    SafetensorsHeader read() throws IOException {
      expect(JsonToken.START_OBJECT, "an object");
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        expect(JsonToken.START_OBJECT, "an object for " + name);
        if (name.equals("__metadata__")) {
          readMetadata();
        } else {
          tensors.add(readTensor(name));
        }
        if (tensors.size() > MOST_TENSORS) {
          throw Refusals.refuse("%s: more than %d tensors", where, MOST_TENSORS);
        }
      }
      if (parser.nextToken() != null) {
        throw Refusals.refuse("%s: expected one object in its header, found more", where);
      }
      return new SafetensorsHeader(tensors, metadata);
    }

    private void expect(JsonToken wanted, String what) throws IOException {
      JsonToken found = parser.nextToken();
      if (found != wanted) {
        throw Refusals.refuse(
            "%s: expected %s in its header at character %d, found %s",
            where,
            what,
            parser.currentTokenLocation().getCharOffset(),
            found == null ? "its end" : start(parser.getText()));
      }
    }

    private static String start(String text) {
      return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
    }

    private void readMetadata() throws IOException {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String key = parser.currentName();
        expect(JsonToken.VALUE_STRING, "a text for " + key);
        metadata.put(key, parser.getText());
      }
    }

    private Entry readTensor(String name) throws IOException {
      String type = null;
      List<Long> shape = null;
      List<Long> offsets = null;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        switch (parser.currentName()) {
          case "dtype" -> {
            expect(JsonToken.VALUE_STRING, "the dtype of " + name);
            type = parser.getText();
          }
          case "shape" -> shape = readNumbers("shape", name, MOST_AXES);
          case "data_offsets" -> offsets = readNumbers("data_offsets", name, 2);
          default -> {
            parser.nextToken();
            parser.skipChildren();
          }
        }
      }
      if (type == null || shape == null || offsets == null || offsets.size() != 2) {
        throw Refusals.refuse(
            "%s: %s: expected a dtype, a shape and two data_offsets in the header", where, name);
      }
      List<Integer> sizes = new ArrayList<>();
      for (long size : shape) {
        if (!(size <= Integer.MAX_VALUE)) {
          throw Refusals.refuse("%s: %s claims %d values on an axis", where, name, size);
        }
        sizes.add((int) size);
      }
      return new Entry(name, type, sizes, offsets.get(0), offsets.get(1));
    }

    private List<Long> readNumbers(String what, String name, int most) throws IOException {
      expect(JsonToken.START_ARRAY, "the " + what + " of " + name);
      List<Long> numbers = new ArrayList<>();
      while (parser.nextToken() == JsonToken.VALUE_NUMBER_INT) {
        if (!(parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
            && parser.getLongValue() >= 0
            && numbers.size() < most)) {
          throw bad(what, name, most);
        }
        numbers.add(parser.getLongValue());
      }
      if (parser.currentToken() != JsonToken.END_ARRAY) {
        throw bad(what, name, most);
      }
      return numbers;
    }

    private ForeignFileException bad(String what, String name, int most) {
      return Refusals.refuse(
          "%s: %s: expected at most %d whole numbers in its %s", where, name, most, what);
    }
  }
}
