package periscope.checkpoints;

import static periscope.checkpoints.internal.ElementType.FLOAT32;
import static periscope.checkpoints.internal.ElementType.FLOAT64;
import static periscope.checkpoints.internal.ElementType.INT32;
import static periscope.checkpoints.internal.ElementType.INT64;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import periscope.checkpoints.internal.DatasetPlan;
import periscope.checkpoints.internal.H5Dataset;
import periscope.checkpoints.internal.H5File;
import periscope.checkpoints.internal.H5Group;
import periscope.checkpoints.internal.StepAxis;

/** The groups, datasets and attributes of a run file, and how an empty one is made. */
final class RunLayout {
  static final String FORMAT = "periscope-run";
  static final int VERSION = 1;

  /** What files with some checkpoints of a run that is kept in parts say they are. */
  static final String PART_FORMAT = "periscope-run-part";

  static final String META = "/meta";
  static final String SPEC = "spec";
  static final String TRAIN = "/split/train";
  static final String STEP = "step";
  static final String STEPS = "/step";
  static final String PARAMETERS = "/params";
  static final String METRICS = "/metrics";
  static final String METRIC_STEPS = METRICS + "/" + STEP;
  static final String OPTIMIZER = "/optimizer";
  static final String OPTIMIZER_STEPS = OPTIMIZER + "/" + STEP;

  /** Checksums of each checkpoint, and of the header in an attribute. */
  static final String CHECKSUMS = "/crc";

  static final String HEADER_CHECKSUM = "header";

  /** Attributes of datasets: the name they are known by, and their place in the header. */
  static final String ID = "id";

  static final String INDEX = "index";

  /** Slots of optimiser state: checkpoint n is in slot n mod 2. */
  static final int SLOTS = 2;

  /** No checkpoint is in this slot. */
  static final long EMPTY = -1;

  private static final int CHUNK_STEPS = 8;
  private static final int CHUNK_SCALARS = 1024;
  private static final int CHUNK_CHECKSUMS = 128;

  private RunLayout() {}

  /** Whether a dataset has rows that come with checkpoints. */
  static boolean grows(String path) {
    return path.equals(STEPS)
        || path.equals(CHECKSUMS)
        || path.startsWith(PARAMETERS + "/")
        || path.startsWith(METRICS + "/")
        || path.startsWith(OPTIMIZER + "/");
  }

  /** Fills a new file with everything but checkpoints. */
  static void create(H5File file, RunHeader header, int[] train) throws IOException {
    try (H5Group root = H5Group.open(file, "/");
        H5Group meta = H5Group.create(file, META)) {
      root.writeText(FileFormat.FORMAT, FORMAT);
      root.writeInt(FileFormat.VERSION, VERSION);
      meta.writeText(SPEC, header.spec());
      for (Map.Entry<String, String> entry : header.provenance().entrySet()) {
        meta.writeText(entry.getKey(), entry.getValue());
      }
    }
    if (train.length > 0) {
      try (H5Dataset split = DatasetPlan.fixed(INT32, List.of(train.length)).create(file, TRAIN)) {
        split.writeInts(split.all(), train);
      }
    }
    createParameters(file, header.parameters());
    if (!header.metrics().isEmpty()) {
      createMetrics(file, header.metrics());
    }
    if (!header.optimizer().isEmpty()) {
      createOptimizer(file, header.optimizer());
    }
    List<Integer> row = List.of(RunChecksums.columns(header));
    try (H5Dataset crc = DatasetPlan.series(INT32, row, CHUNK_CHECKSUMS).create(file, CHECKSUMS)) {
      crc.writeInt(HEADER_CHECKSUM, Checksum.of(header, train));
    }
  }

  private static void createParameters(H5File file, List<TensorSpec> tensors) throws IOException {
    List<String> paths = RunHeader.storagePaths("parameter", RunHeader.names(tensors));
    try (H5Dataset steps = scale(file, STEPS)) {
      for (int i = 0; i < tensors.size(); i++) {
        TensorSpec tensor = tensors.get(i);
        DatasetPlan plan = DatasetPlan.series(FLOAT32, tensor.shape(), CHUNK_STEPS);
        try (H5Dataset dataset = plan.create(file, PARAMETERS + "/" + paths.get(i))) {
          identify(dataset, tensor.name(), i);
          StepAxis.attach(dataset, steps);
        }
      }
    }
  }

  private static void createMetrics(H5File file, List<String> ids) throws IOException {
    List<String> paths = RunHeader.storagePaths("metric", ids);
    try (H5Dataset steps = scale(file, METRIC_STEPS)) {
      for (int i = 0; i < ids.size(); i++) {
        DatasetPlan plan = DatasetPlan.series(FLOAT64, List.of(), CHUNK_SCALARS);
        try (H5Dataset dataset = plan.create(file, METRICS + "/" + paths.get(i))) {
          identify(dataset, ids.get(i), i);
          StepAxis.attach(dataset, steps);
        }
      }
    }
  }

  private static void createOptimizer(H5File file, List<TensorSpec> tensors) throws IOException {
    List<String> paths = RunHeader.storagePaths("optimizer tensor", RunHeader.names(tensors));
    for (int i = 0; i < tensors.size(); i++) {
      TensorSpec tensor = tensors.get(i);
      DatasetPlan plan = DatasetPlan.slots(FLOAT32, SLOTS, tensor.shape());
      try (H5Dataset dataset = plan.create(file, OPTIMIZER + "/" + paths.get(i))) {
        identify(dataset, tensor.name(), i);
      }
    }
    try (H5Dataset slots =
        DatasetPlan.slots(INT64, SLOTS, List.of()).create(file, OPTIMIZER_STEPS)) {
      slots.writeLongs(slots.all(), new long[] {EMPTY, EMPTY});
    }
  }

  private static H5Dataset scale(H5File file, String path) throws IOException {
    H5Dataset steps = DatasetPlan.series(INT64, List.of(), CHUNK_SCALARS).create(file, path);
    StepAxis.mark(steps);
    return steps;
  }

  /** Gives a dataset its name and its place among those of its kind. */
  static void identify(H5Dataset dataset, String id, int index) throws IOException {
    dataset.writeText(ID, id);
    dataset.writeInt(INDEX, index);
  }
}
