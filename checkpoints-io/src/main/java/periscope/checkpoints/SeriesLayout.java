package periscope.checkpoints;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import periscope.checkpoints.internal.H5Dataset;
import periscope.checkpoints.internal.StoredDataset;

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

  /** Says on a dataset what it is. */
  static void label(
      H5Dataset dataset, Kind kind, String id, int index, Map<String, String> attributes)
      throws IOException {
    RunLayout.identify(dataset, id, index);
    dataset.writeText(KIND, kind.word());
    for (Map.Entry<String, String> entry : attributes.entrySet()) {
      dataset.writeText(entry.getKey(), entry.getValue());
    }
  }

  /** Reads from a dataset what it is. */
  static Kind kind(StoredDataset dataset) throws IOException {
    String word = dataset.text(KIND).orElse("");
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
