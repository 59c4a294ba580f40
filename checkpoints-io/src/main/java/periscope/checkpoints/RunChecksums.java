package periscope.checkpoints;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import periscope.checkpoints.internal.ElementType;
import periscope.checkpoints.internal.Slab;
import periscope.checkpoints.internal.StoredDataset;
import periscope.checkpoints.internal.StoredFile;

/**
 * The checksums of what each checkpoint committed, in columns: its step, each parameter, each
 * tensor of the optimiser, and if there are metrics their steps and each metric since the
 * checkpoint before.
 */
final class RunChecksums {
  private final StoredDataset dataset; // [N][columns]
  private final int columns;

  private RunChecksums(StoredDataset dataset, int columns) {
    this.dataset = dataset;
    this.columns = columns;
  }

  /** The column of the step. */
  static final int STEP = 0;

  /** Number of columns of a run. */
  static int columns(RunHeader header) {
    return metric(header, header.metrics().isEmpty() ? -1 : header.metrics().size());
  }

  static int parameter(int index) {
    return 1 + index;
  }

  static int optimizer(RunHeader header, int index) {
    return parameter(header.parameters().size()) + index;
  }

  static int metricSteps(RunHeader header) {
    return optimizer(header, header.optimizer().size());
  }

  static int metric(RunHeader header, int index) {
    return metricSteps(header) + 1 + index;
  }

  /** Checksums of one checkpoint. */
  static int[] of(RunHeader header, Checkpoint checkpoint) {
    int[] row = ofStepAndMetrics(header, checkpoint);
    for (int i = 0; i < checkpoint.parameters().size(); i++) {
      row[parameter(i)] = Checksum.of(checkpoint.parameters().get(i));
    }
    for (int i = 0; i < checkpoint.optimizer().size(); i++) {
      row[optimizer(header, i)] = Checksum.of(checkpoint.optimizer().get(i));
    }
    return row;
  }

  /** Those of its tensors are left out: they come when the tensors are written. */
  static int[] ofStepAndMetrics(RunHeader header, Checkpoint checkpoint) {
    int[] row = new int[columns(header)];
    row[STEP] = Checksum.of(new long[] {checkpoint.step()}, 0, 1);
    MetricRows metrics = checkpoint.metrics();
    if (!header.metrics().isEmpty()) {
      row[metricSteps(header)] = Checksum.of(metrics.steps(), 0, metrics.steps().length);
      for (int i = 0; i < metrics.columns().size(); i++) {
        double[] values = metrics.columns().get(i);
        row[metric(header, i)] = Checksum.of(values, 0, values.length);
      }
    }
    return row;
  }

  /**
   * Opens those of a run.
   *
   * @throws IOException if they do not fit the header, or the header is not what was written
   */
  static RunChecksums open(StoredFile file, RunHeader header, int[] train) throws IOException {
    StoredDataset dataset = file.dataset(RunLayout.CHECKSUMS, ElementType.INT32);
    int columns = columns(header);
    if (!dataset.rowShape().equals(List.of(columns))) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: expected rows of %d checksums, found shape %s; the file is damaged",
              dataset.where(),
              columns,
              dataset.rowShape()));
    }
    int expected = Checksum.of(header, train);
    if (file.integer(RunLayout.CHECKSUMS, RunLayout.HEADER_CHECKSUM).orElse(~expected)
        != expected) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: the specification, the provenance, a name, a shape or the split is not what was"
                  + " written: the checksum of the header differs; the file is damaged",
              file.path()));
    }
    return new RunChecksums(dataset, columns);
  }

  StoredDataset dataset() {
    return dataset;
  }

  /** All checksums of one checkpoint. */
  int[] row(int checkpoint) throws IOException {
    return dataset.readInts(dataset.rows(checkpoint, 1));
  }

  /** A hash of the first checkpoints' checksums and of the header's, in hexadecimal. */
  String digest(int header, int checkpoints) throws IOException {
    int[] rows = dataset.readInts(dataset.rows(0, checkpoints));
    int[] all = new int[Math.addExact(1, rows.length)];
    all[0] = header;
    System.arraycopy(rows, 0, all, 1, rows.length);
    return Checksum.hash(all);
  }

  /** One kind of checksum of some checkpoints. */
  int[] column(int column, int first, int count) throws IOException {
    if (!(column < columns)) {
      throw new IllegalArgumentException("no column " + column);
    }
    return dataset.readInts(new Slab(new long[] {first, column}, new long[] {count, 1}));
  }

  /**
   * Compares what was read with what was written.
   *
   * @throws IOException if it differs
   */
  static void require(StoredDataset values, long step, int written, int found) throws IOException {
    if (written != found) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: the values of the checkpoint at step %d are not those that were written"
                  + " (checksum %08x, found %08x); the file is damaged",
              values.where(),
              step,
              written,
              found));
    }
  }
}
