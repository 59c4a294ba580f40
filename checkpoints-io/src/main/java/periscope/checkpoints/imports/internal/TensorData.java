package periscope.checkpoints.imports.internal;

import java.io.IOException;
import java.util.List;
import periscope.checkpoints.imports.ElementFormat;

/** Numbers in a file, with a shape and without a name. */
interface TensorData {

  /** Dimensions; none for a single value. */
  List<Integer> shape();

  /** How they are kept. */
  ElementFormat format();

  /** The same text for the same values, shape and strides in the same place of the same file. */
  String identity();

  /** All of them, row-major. */
  double[] values() throws IOException;

  /** Those with this index on axis 0. */
  TensorData row(int index);
}
