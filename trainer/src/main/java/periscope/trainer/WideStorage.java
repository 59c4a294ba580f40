package periscope.trainer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import periscope.checkpoints.TensorSpec;
import periscope.models.net.Parameters;
import periscope.models.net.WideParameters;

/**
 * Of float64 values: a checkpoint has the weights rounded, and the state has weights and optimizer
 * without loss, each value in the three parts of {@link DoublePart}.
 */
final class WideStorage implements Storage {
  private final WideParameters weights;
  private final Parameters rounded;
  private final SequencedMap<String, WideParameters> kinds = new LinkedHashMap<>();
  private final List<float[]> parts = new ArrayList<>(); // of each kind and part, all parameters

  WideStorage(WideParameters weights, SequencedMap<String, WideParameters> optimizer) {
    this.weights = weights;
    rounded = Parameters.zeros(weights.specs());
    kinds.put("weights", weights);
    kinds.putAll(optimizer);
    for (TensorSpec spec : stateSpecs()) {
      parts.add(new float[spec.size()]);
    }
  }

  @Override
  public List<TensorSpec> stateSpecs() {
    var specs = new ArrayList<TensorSpec>();
    kinds.forEach(
        (kind, values) -> {
          for (DoublePart part : DoublePart.values()) {
            specs.addAll(Storage.tensors(part.of(kind) + ".", values.specs()));
          }
        });
    return specs;
  }

  @Override
  public Parameters weights() {
    weights.round(rounded);
    return rounded;
  }

  @Override
  public List<float[]> state() {
    int at = 0;
    for (WideParameters values : kinds.values()) {
      for (DoublePart part : DoublePart.values()) {
        for (int i = 0; i < values.specs().size(); i++) {
          part.write(values.get(i), parts.get(at++));
        }
      }
    }
    return parts;
  }

  /** From the state alone, which has the weights too. */
  @Override
  public void restore(List<float[]> storedWeights, List<float[]> stored) {
    int at = 0;
    for (WideParameters values : kinds.values()) {
      int parameters = values.specs().size();
      for (int i = 0; i < parameters; i++) {
        DoublePart.read(
            stored.get(at + i),
            stored.get(at + parameters + i),
            stored.get(at + 2 * parameters + i),
            values.get(i));
      }
      at += 3 * parameters;
    }
  }
}
