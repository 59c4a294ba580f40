package periscope.reports.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import org.jspecify.annotations.Nullable;

/**
 * JSON for a script element: {@code < > &} and the line separators U+2028 and U+2029 are written as
 * escapes, so that no text can close the element, open a comment or end a line of script.
 */
public final class InertJson extends CharacterEscapes {
  private static final long serialVersionUID = 1L;

  private static final int[] ASCII = asciiEscapes();

  private InertJson() {}

  /** A factory of writers that escape so. */
  public static JsonFactory factory() {
    return new JsonFactoryBuilder().characterEscapes(new InertJson()).build();
  }

  private static int[] asciiEscapes() {
    int[] escapes = standardAsciiEscapesForJSON();
    escapes['<'] = ESCAPE_STANDARD;
    escapes['>'] = ESCAPE_STANDARD;
    escapes['&'] = ESCAPE_STANDARD;
    return escapes;
  }

  @Override
  public int[] getEscapeCodesForAscii() {
    return ASCII.clone();
  }

  @Override
  public @Nullable SerializableString getEscapeSequence(int character) {
    return switch (character) {
      case 0x2028 -> new SerializedString("\\u2028");
      case 0x2029 -> new SerializedString("\\u2029");
      default -> null;
    };
  }
}
