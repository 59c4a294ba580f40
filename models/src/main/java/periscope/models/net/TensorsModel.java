package periscope.models.net;

import java.util.List;

/** Tensors of which nobody knows how they are used; see {@link TensorsSpec}. */
public final class TensorsModel implements Model {
  private final List<ParameterSpec> parameters;

  TensorsModel(List<ParameterSpec> parameters) {
    this.parameters = List.copyOf(parameters);
  }

  @Override
  public List<ParameterSpec> parameters() {
    return parameters;
  }
}
