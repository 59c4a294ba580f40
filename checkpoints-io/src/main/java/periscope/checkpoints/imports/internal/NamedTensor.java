package periscope.checkpoints.imports.internal;

import java.io.IOException;
import java.util.List;
import periscope.checkpoints.imports.ElementFormat;
import periscope.checkpoints.imports.ForeignTensor;

/** Numbers with a name. */
record NamedTensor(String name, TensorData data) implements ForeignTensor {

  @Override
  public List<Integer> shape() {
    return data.shape();
  }

  @Override
  public ElementFormat format() {
    return data.format();
  }

  @Override
  public String identity() {
    return data.identity();
  }

  @Override
  public double[] values() throws IOException {
    return data.values();
  }
}
