package periscope.checkpoints;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import periscope.checkpoints.internal.StoredDataset;
import periscope.checkpoints.internal.StoredFile;

/** The names that a series file uses itself. */
final class SeriesLayout {
  static final int VERSION = 1;
  static final String META = "/meta";
  static final String STEPS = "/step";

  /** First parts that no id may have. */
  static final List<String> RESERVED = List.of("step", "meta");

  /** Attributes of datasets. */
  static final String ID = RunLayout.ID;

  static final String INDEX = RunLayout.INDEX;
  static final String KIND = "kind";
  static final String REASON = "reason";

  private static final Set<String> TAKEN =
      Set.of(
          ID,
          INDEX,
          KIND,
          REASON,
          "CLASS",
          "NAME",
          "DIMENSION_LIST",
          "DIMENSION_LABELS",
          "REFERENCE_LIST");

  /** What a dataset of a series file is; its attribute "kind" says so in these words. */
  enum Kind {
    /** Values at each step. */
    SERIES("series"),
    /** Values for the whole run. */
    CONSTANT("constant"),
    /** No values: what was asked for does not apply to this run. */
    ABSENT("absent");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  private SeriesLayout() {}

  /** Texts that say on a dataset what it is, by name. */
  static Map<String, String> labels(Kind kind, String id, Map<String, String> attributes) {
    Map<String, String> labels = new TreeMap<>(attributes);
    labels.put(ID, id);
    labels.put(KIND, kind.word());
    return labels;
  }

  /** The same for what is for the whole run. */
  static Map<String, String> labels(Constant constant) {
    return switch (constant) {
      case Constant.Values values -> labels(Kind.CONSTANT, values.id(), values.attributes());
      case Constant.Absent absent ->
          labels(Kind.ABSENT, absent.id(), Map.of(REASON, absent.reason()));
    };
  }

  /** Reads from a dataset what it is. */
  static Kind kind(StoredFile file, StoredDataset dataset) throws IOException {
    String word = file.text(dataset.path(), KIND).orElse("");
    for (Kind kind : Kind.values()) {
      if (kind.word.equals(word)) {
        return kind;
      }
    }
    throw new IOException(
        String.format(
            Locale.ROOT,
            "%s: expected attribute \"%s\" to be series, constant or absent, found \"%s\"",
            dataset.where(),
            KIND,
            word));
  }

  static boolean isTaken(String attribute) {
    return TAKEN.contains(attribute);
  }

  static void requireFree(String id, Map<String, String> attributes) {
    for (String name : attributes.keySet()) {
      StoragePaths.requireName("attribute", name);
      if (isTaken(name)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "%s: the attribute name %s is taken by the file itself", id, name));
      }
    }
  }
}
