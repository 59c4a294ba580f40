package periscope.checkpoints.imports;

import java.io.IOException;
import java.util.List;

/**
 * A tensor in somebody else's file. Name, shape and format are known when the file is opened;
 * values are read when asked for and not kept.
 */
public interface ForeignTensor {

  /** Its name in the file, keys of nested containers joined by dots: {@code embed.W_E}. */
  String name();

  /** Dimensions; none for a single value. A dimension may be 0. */
  List<Integer> shape();

  /** How its values are kept. */
  ElementFormat format();

  /**
   * The same text for tensors that are the same values of the file in the same arrangement (tied
   * weights), another for all others of the run. A transposed view is another tensor.
   */
  String identity();

  /**
   * All values, row-major whatever the file's strides are. Exact for every format but int64 beyond
   * 2<sup>53</sup>.
   *
   * @throws IOException if they cannot be read, or would not fit in memory
   */
  double[] values() throws IOException;
}
