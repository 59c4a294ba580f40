package periscope.trainer;

import java.util.List;
import java.util.SequencedMap;
import periscope.checkpoints.TensorSpec;
import periscope.models.net.Parameters;

/** Of values that are float32: these themselves, the state by kind. */
record SingleStorage(Parameters weights, SequencedMap<String, Parameters> kinds)
    implements Storage {

  @Override
  public List<TensorSpec> stateSpecs() {
    return kinds.entrySet().stream()
        .flatMap(kind -> Storage.tensors(kind.getKey() + ".", kind.getValue().specs()).stream())
        .toList();
  }

  @Override
  public List<float[]> state() {
    return kinds.values().stream().flatMap(kind -> Storage.arrays(kind).stream()).toList();
  }

  @Override
  public void restore(List<float[]> storedWeights, List<float[]> storedState) {
    Storage.copy(storedWeights, Storage.arrays(weights));
    Storage.copy(storedState, state());
  }
}
