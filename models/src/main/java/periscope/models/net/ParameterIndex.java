package periscope.models.net;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Finds a model's arrays by name, once, so that a step need not. */
final class ParameterIndex {
  private final Map<String, Integer> positions = new HashMap<>();

  ParameterIndex(List<ParameterSpec> parameters) {
    for (ParameterSpec parameter : parameters) {
      positions.put(parameter.name(), positions.size());
    }
  }

  /** What finds the array of this name. */
  Function<Parameters, float[]> find(String name) {
    return findOptional(name)
        .orElseThrow(() -> new IllegalStateException("the layout has no parameter " + name));
  }

  /** The same, of a parameter that there may not be. */
  Optional<Function<Parameters, float[]>> findOptional(String name) {
    return Optional.ofNullable(positions.get(name)).map(position -> arrays -> arrays.get(position));
  }
}
