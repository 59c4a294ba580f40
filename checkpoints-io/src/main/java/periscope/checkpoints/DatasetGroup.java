package periscope.checkpoints;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import periscope.checkpoints.internal.ElementType;
import periscope.checkpoints.internal.H5Dataset;
import periscope.checkpoints.internal.H5File;
import periscope.checkpoints.internal.H5Group;

/** The datasets of one group of a run file, in the order of the header. */
record DatasetGroup(List<String> ids, List<H5Dataset> datasets) {

  private record Entry(String id, int index, H5Dataset dataset) {}

  /** Opens all datasets under a group but its step axis; none if there is no such group. */
  static DatasetGroup open(H5File file, String group, ElementType type) throws IOException {
    List<Entry> entries = new ArrayList<>();
    if (file.has(group)) {
      try (H5Group opened = H5Group.open(file, group)) {
        for (String path : opened.datasets()) {
          String name = path.substring(group.length() + 1);
          if (!name.equals(RunLayout.STEP)) {
            H5Dataset dataset = H5Dataset.open(file, path, type);
            entries.add(
                new Entry(
                    dataset.text(RunLayout.ID).orElse(name),
                    dataset.integer(RunLayout.INDEX).orElse(Integer.MAX_VALUE),
                    dataset));
          }
        }
      }
    }
    entries.sort(Comparator.comparingInt(Entry::index));
    return new DatasetGroup(
        entries.stream().map(Entry::id).toList(), entries.stream().map(Entry::dataset).toList());
  }

  /** Names and row shapes. */
  List<TensorSpec> specs() throws IOException {
    List<TensorSpec> specs = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      H5Dataset dataset = datasets.get(i);
      try {
        specs.add(new TensorSpec(ids.get(i), dataset.rowShape()));
      } catch (IllegalArgumentException e) {
        throw new IOException(dataset.where() + ": " + e.getMessage(), e);
      }
    }
    return specs;
  }

  /** One row of each. */
  List<float[]> row(long index) throws IOException {
    List<float[]> rows = new ArrayList<>();
    for (H5Dataset dataset : datasets) {
      rows.add(dataset.readFloats(dataset.rows(index, 1)));
    }
    return rows;
  }

  /** Overwrites one row of each. */
  void writeRow(long index, List<float[]> values) throws IOException {
    for (int i = 0; i < datasets.size(); i++) {
      H5Dataset dataset = datasets.get(i);
      dataset.writeFloats(dataset.rows(index, 1), values.get(i));
    }
  }

  /** Changes the number of rows of each. */
  void resize(long rows) throws IOException {
    for (H5Dataset dataset : datasets) {
      dataset.resize(rows);
    }
  }

  /** Looks again at each in a file that is being written. */
  void refresh() throws IOException {
    for (H5Dataset dataset : datasets) {
      dataset.refresh();
    }
  }

  /**
   * Checks that each has the rows that it should, and the file their bytes.
   *
   * @throws IOException if not
   */
  void requireRows(long rows) throws IOException {
    for (H5Dataset dataset : datasets) {
      requireRows(dataset, rows);
    }
  }

  /** The same for one dataset. */
  static void requireRows(H5Dataset dataset, long rows) throws IOException {
    if (dataset.rows() < rows) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: expected at least %d rows, found %d; the file is damaged",
              dataset.where(),
              rows,
              dataset.rows()));
    }
    if (rows > 0) {
      dataset.requireStored(rows - 1);
    }
  }
}
