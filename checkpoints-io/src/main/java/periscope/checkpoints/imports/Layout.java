package periscope.checkpoints.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * How a kind of file names and shapes its tensors, and which parameters they are: ours, or one that
 * a user wrote. See {@code docs/import.md} for the text form.
 */
public final class Layout {
  private static final long LARGEST_FILE = 1 << 20;

  private final LayoutFile file;

  private Layout(LayoutFile file) {
    this.file = file;
    file.tensors().forEach(this::requirePositions);
  }

  private void requirePositions(String parameter, LayoutFile.Entry source) {
    for (String axis : source.axes().fixed()) {
      Integer at = source.at().get(axis);
      Integer size = file.sizes().get(axis);
      if (at == null || size == null || at < 0 || at >= size) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s is made of one position of the axis %s: expected its size under 'sizes' and a position below it under 'at'",
                parameter,
                axis));
      }
    }
  }

  /**
   * Reads a user's layout.
   *
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if it is not a layout: says what is wrong and where
   */
  public static Layout read(Path path) throws IOException {
    if (Files.size(path) > LARGEST_FILE) {
      throw new IllegalArgumentException(path + " is larger than a layout can be, 1 MB");
    }
    return parse(Files.readString(path, StandardCharsets.UTF_8), path.toString());
  }

  /** Reads a layout's text; {@code where} is for messages. */
  static Layout parse(String text, String where) {
    YAMLFactory yaml = new YAMLFactory();
    yaml.configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature(), true);
    ObjectMapper mapper =
        new ObjectMapper(yaml).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    try {
      return new Layout(mapper.readValue(text, LayoutFile.class));
    } catch (UnrecognizedPropertyException e) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: unknown key %s; known are %s",
              where,
              e.getPropertyName(),
              e.getKnownPropertyIds()),
          e);
    } catch (JsonProcessingException e) {
      String message = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s, line %d: not a layout: %s", where, line, message), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(where + ": " + e.getMessage(), e);
    }
  }

  /** What it is called on the command line. */
  public String name() {
    return file.name();
  }

  /** Where such files come from. */
  public String description() {
    return file.description();
  }

  /** Whether and how these tensors are of this layout. */
  LayoutMatch match(List<ForeignTensor> tensors) {
    return new LayoutMatcher(file).match(tensors);
  }
}
