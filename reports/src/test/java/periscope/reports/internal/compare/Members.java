package periscope.reports.internal.compare;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Members of a study that are made of a specification alone. */
final class Members {
  private Members() {}

  /** A run with this specification that was read from this file. */
  static Member of(String file, String spec) {
    Map<String, String> fields = SpecFields.of(spec);
    return new Member(
        "",
        "",
        Path.of(file),
        fields.getOrDefault("name", Member.stem(Path.of(file))),
        fields.getOrDefault("seed", ""),
        fields,
        List.of(),
        new Member.Extent(1, 0, 0),
        List.of(),
        Map.of(),
        List.of(),
        List.of(),
        Map.of(),
        List.of(),
        null);
  }
}
