package periscope.checkpoints;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import periscope.checkpoints.internal.ElementType;
import periscope.checkpoints.internal.H5File;
import periscope.checkpoints.internal.jhdf.JavaDraft;

/**
 * Writes the files of a run that is kept in parts. Each appears under its name when it is whole.
 */
final class PartFiles {
  private final RunHeader header;
  private final List<String> parameters;
  private final List<String> optimizer;
  private final List<String> metrics;

  PartFiles(RunHeader header) {
    this.header = header;
    parameters =
        RunHeader.storagePaths("parameter", RunHeader.names(header.parameters())).stream()
            .map(path -> RunLayout.PARAMETERS + "/" + path)
            .toList();
    optimizer =
        RunHeader.storagePaths("optimizer tensor", RunHeader.names(header.optimizer())).stream()
            .map(path -> RunLayout.OPTIMIZER + "/" + path)
            .toList();
    metrics =
        RunHeader.storagePaths("metric", header.metrics()).stream()
            .map(path -> RunLayout.METRICS + "/" + path)
            .toList();
  }

  /** Writes what is fixed, with datasets that have no rows yet. */
  void writeHeader(Path file, int[] train) throws IOException {
    JavaDraft draft = draft(file, RunLayout.FORMAT);
    draft.group(RunLayout.META);
    draft.text(RunLayout.META, RunLayout.SPEC, header.spec());
    for (Map.Entry<String, String> entry : header.provenance().entrySet()) {
      draft.text(RunLayout.META, entry.getKey(), entry.getValue());
    }
    if (train.length > 0) {
      draft.dataset(RunLayout.TRAIN, ElementType.INT32, List.of((long) train.length), train);
    }
    addRows(draft, Rows.none(header));
    draft.integer(RunLayout.CHECKSUMS, RunLayout.HEADER_CHECKSUM, Checksum.of(header, train));
    identify(draft, parameters, RunHeader.names(header.parameters()));
    identify(draft, metrics, header.metrics());
    addOptimizer(draft, 0, new long[0], noValues(optimizer.size()));
    identify(draft, optimizer, RunHeader.names(header.optimizer()));
    draft.save();
  }

  private static List<float[]> noValues(int tensors) {
    List<float[]> none = new ArrayList<>();
    for (int i = 0; i < tensors; i++) {
      none.add(new float[0]);
    }
    return none;
  }

  private static JavaDraft draft(Path file, String format) throws IOException {
    JavaDraft draft = new JavaDraft(file);
    draft.text("/", FileFormat.FORMAT, format);
    draft.integer("/", FileFormat.VERSION, RunLayout.VERSION);
    return draft;
  }

  private static void identify(JavaDraft draft, List<String> paths, List<String> ids) {
    for (int i = 0; i < paths.size(); i++) {
      draft.text(paths.get(i), RunLayout.ID, ids.get(i));
      draft.integer(paths.get(i), RunLayout.INDEX, i);
    }
  }

  private void addRows(JavaDraft draft, Rows rows) {
    long count = rows.steps().length;
    draft.dataset(RunLayout.STEPS, ElementType.INT64, List.of(count), rows.steps());
    for (int i = 0; i < parameters.size(); i++) {
      List<Integer> row = header.parameters().get(i).shape();
      draft.dataset(
          parameters.get(i), ElementType.FLOAT32, shape(count, row), rows.parameters().get(i));
    }
    if (!metrics.isEmpty()) {
      List<Long> logged = List.of((long) rows.metrics().steps().length);
      draft.dataset(RunLayout.METRIC_STEPS, ElementType.INT64, logged, rows.metrics().steps());
      for (int i = 0; i < metrics.size(); i++) {
        draft.dataset(metrics.get(i), ElementType.FLOAT64, logged, rows.metrics().columns().get(i));
      }
    }
    List<Long> sums = List.of(count, (long) RunChecksums.columns(header));
    draft.dataset(RunLayout.CHECKSUMS, ElementType.INT32, sums, rows.checksums());
  }

  private static List<Long> shape(long rows, List<Integer> row) {
    List<Long> shape = new ArrayList<>();
    shape.add(rows);
    row.forEach(size -> shape.add(size.longValue()));
    return shape;
  }

  private void addOptimizer(JavaDraft draft, int slots, long[] steps, List<float[]> values) {
    if (optimizer.isEmpty()) {
      return;
    }
    draft.dataset(
        RunLayout.OPTIMIZER_STEPS, ElementType.INT64, List.of((long) steps.length), steps);
    for (int i = 0; i < optimizer.size(); i++) {
      List<Integer> row = header.optimizer().get(i).shape();
      draft.dataset(optimizer.get(i), ElementType.FLOAT32, shape(slots, row), values.get(i));
    }
  }

  /** Writes some checkpoints, which are committed with that. */
  void writePart(PartNames.Part part, Rows rows, boolean force) throws IOException {
    Path unfinished = PartNames.unfinished(part.file());
    JavaDraft draft = draft(unfinished, RunLayout.PART_FORMAT);
    addRows(draft, rows);
    finish(draft, unfinished, part.file(), force);
  }

  /** Writes the state of the optimiser at one checkpoint. */
  void writeOptimizer(Path file, long step, List<float[]> values) throws IOException {
    Path unfinished = PartNames.unfinished(file);
    JavaDraft draft = draft(unfinished, RunLayout.PART_FORMAT);
    addOptimizer(draft, 1, new long[] {step}, values);
    finish(draft, unfinished, file, false);
  }

  private static void finish(JavaDraft draft, Path unfinished, Path file, boolean force)
      throws IOException {
    draft.save();
    if (force) {
      H5File.force(unfinished);
    }
    OutputPath.replace(unfinished, file);
  }
}
