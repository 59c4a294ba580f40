package periscope.reports.internal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the page knows besides numbers.
 *
 * @param definitions of its measures, by id
 * @param network what it takes to run the network in the page; null if the page cannot
 */
public record Background(Map<String, Definition> definitions, @Nullable PairNetwork network) {
  /** Nothing. */
  public static final Background NONE = new Background(Map.of(), null);

  /** Copies the definitions, in their order. */
  public Background {
    definitions = Collections.unmodifiableMap(new LinkedHashMap<>(definitions));
  }
}
