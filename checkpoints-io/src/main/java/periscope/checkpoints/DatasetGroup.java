package periscope.checkpoints;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import periscope.checkpoints.internal.ElementType;
import periscope.checkpoints.internal.StoredDataset;
import periscope.checkpoints.internal.StoredFile;

/** The datasets of one group of a run file, in the order of the header. */
record DatasetGroup(List<String> ids, List<StoredDataset> datasets) {

  private record Entry(String id, int index, StoredDataset dataset) {}

  /** Opens all datasets under a group but its step axis; none if there is no such group. */
  static DatasetGroup open(StoredFile file, String group, ElementType type) throws IOException {
    List<Entry> entries = new ArrayList<>();
    if (file.has(group)) {
      for (String path : file.datasets(group)) {
        String name = path.substring(group.length() + 1);
        if (!name.equals(RunLayout.STEP)) {
          StoredDataset dataset = file.dataset(path, type);
          entries.add(
              new Entry(
                  file.text(path, RunLayout.ID).orElse(name),
                  file.integer(path, RunLayout.INDEX).orElse(Integer.MAX_VALUE),
                  dataset));
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
      StoredDataset dataset = datasets.get(i);
      try {
        specs.add(new TensorSpec(ids.get(i), dataset.rowShape()));
      } catch (IllegalArgumentException e) {
        throw new IOException(dataset.where() + ": " + e.getMessage(), e);
      }
    }
    return specs;
  }

  /** Looks again at each in a file that is being written. */
  void refresh() throws IOException {
    for (StoredDataset dataset : datasets) {
      dataset.refresh();
    }
  }

  /**
   * Checks that each has the rows that it should, and the file their bytes.
   *
   * @throws IOException if not
   */
  void requireRows(long rows) throws IOException {
    for (StoredDataset dataset : datasets) {
      requireRows(dataset, rows);
    }
  }

  /** The same for one dataset. */
  static void requireRows(StoredDataset dataset, long rows) throws IOException {
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
