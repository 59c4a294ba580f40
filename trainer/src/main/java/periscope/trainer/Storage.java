package periscope.trainer;

import java.util.ArrayList;
import java.util.List;
import periscope.checkpoints.TensorSpec;
import periscope.models.net.ParameterSpec;
import periscope.models.net.Parameters;

/** What is trained as a run file has it: in float32 arrays. */
sealed interface Storage permits SingleStorage, WideStorage {

  /** Names and shapes of {@link #state}. */
  List<TensorSpec> stateSpecs();

  /** The weights as they are now, to the nearest float32: what a checkpoint has. No copies. */
  Parameters weights();

  /** What else a run needs to go on bit for bit, as it is now. No copies. */
  List<float[]> state();

  /** Takes over a checkpoint's weights, and the state of {@link #stateSpecs}. */
  void restore(List<float[]> weights, List<float[]> state);

  /** The arrays of all parameters, not copies. */
  static List<float[]> arrays(Parameters parameters) {
    var arrays = new ArrayList<float[]>();
    for (int i = 0; i < parameters.specs().size(); i++) {
      arrays.add(parameters.get(i));
    }
    return arrays;
  }

  /** Parameters as a file names them. */
  static List<TensorSpec> tensors(String prefix, List<ParameterSpec> parameters) {
    return parameters.stream().map(p -> new TensorSpec(prefix + p.name(), p.shape())).toList();
  }

  /** Copies values to arrays of the same sizes. */
  static void copy(List<float[]> from, List<float[]> to) {
    for (int i = 0; i < to.size(); i++) {
      System.arraycopy(from.get(i), 0, to.get(i), 0, to.get(i).length);
    }
  }
}
