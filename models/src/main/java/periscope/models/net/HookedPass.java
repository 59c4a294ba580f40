package periscope.models.net;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The hooks of one forward pass: names are checked before it, shapes during it. */
final class HookedPass {
  private final Hooks hooks;

  /**
   * Checks the names that the hooks are about.
   *
   * @throws IllegalArgumentException if the model has no such parameter or activation
   */
  HookedPass(ForwardModel model, Hooks hooks) {
    List<String> known =
        Stream.concat(
                model.parameters().stream().map(ParameterSpec::name), model.activations().stream())
            .toList();
    for (String name : hooks.names()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "a hook is on %s, expected one of the model's values %s",
                name,
                known));
      }
    }
    this.hooks = hooks;
  }

  boolean sees(String name) {
    return hooks.sees(name);
  }

  boolean seesAny(List<String> names) {
    return names.stream().anyMatch(hooks::sees);
  }

  /** Whether values may be given in parts. */
  boolean inParts() {
    return hooks.inParts();
  }

  /** Whether all positions of these values are to be seen. */
  boolean seesAllPositionsOfAny(List<String> names) {
    return !hooks.onlyWhatReachesTheLogits() && seesAny(names);
  }

  /** All parameters in float64, in the model's order, each through the hooks. */
  Tensor[] parameters(Parameters weights) {
    Tensor[] result = new Tensor[weights.specs().size()];
    for (int i = 0; i < result.length; i++) {
      ParameterSpec spec = weights.specs().get(i);
      result[i] = value(spec.name(), new Tensor(spec.shape(), weights.wide(i)));
    }
    return result;
  }

  /** One value through the hooks. */
  Tensor value(String name, Tensor value) {
    if (!hooks.sees(name)) {
      return value;
    }
    Tensor result = hooks.apply(name, value);
    if (!result.shape().equals(value.shape())) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a hook on %s gave the shape %s, expected %s",
              name,
              result.shape(),
              value.shape()));
    }
    return result;
  }
}
