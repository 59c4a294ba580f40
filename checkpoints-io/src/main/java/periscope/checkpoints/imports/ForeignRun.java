package periscope.checkpoints.imports;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Checkpoints from elsewhere, open for reading. */
public interface ForeignRun extends AutoCloseable {

  /** What it is, for messages: {@code a PyTorch file}, {@code a folder of 12 safetensors files}. */
  String kind();

  /** All snapshots, by rising step where steps are known. At least one. */
  List<ForeignSnapshot> snapshots();

  /**
   * Lists of two or more numbers that stand beside the weights and are not all whole, such as
   * {@code train_losses}, by their names in the file. Where the file has nothing in place of a
   * number, there is NaN.
   */
  Map<String, double[]> lists();

  /** Long lists of whole numbers that stand beside the weights, such as {@code train_indices}. */
  default Map<String, long[]> indices() {
    return Map.of();
  }

  /**
   * Single values that stand beside the weights (numbers, texts, booleans), as texts, by their
   * names in the file, keys of nested containers joined by dots: {@code config.lr}, {@code
   * optimizer.param_groups.0.weight_decay}.
   */
  Map<String, String> settings();

  @Override
  void close() throws IOException;
}
