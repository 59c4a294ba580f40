package periscope.reports;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was written of a comparison in a folder.
 *
 * @param index the comparison's page
 * @param withoutPage runs whose own page could not be made, and why, in a sentence; those that
 *     could not be read at all are in {@link ComparisonReport#unread}
 */
public record FolderReport(Path index, Map<Path, String> withoutPage) {
  /** Takes a copy. */
  public FolderReport {
    withoutPage = Collections.unmodifiableMap(new LinkedHashMap<>(withoutPage));
  }
}
