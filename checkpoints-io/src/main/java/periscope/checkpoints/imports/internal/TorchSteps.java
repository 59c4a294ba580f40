package periscope.checkpoints.imports.internal;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a checkpoint in PyTorch's usual form says of its step: the optimiser's count of updates, and
 * scalars beside the model.
 */
final class TorchSteps {
  private static final List<String> STEP_KEYS =
      List.of("step", "global_step", "iteration", "iter", "steps");
  private static final List<String> EPOCH_KEYS = List.of("epoch", "epochs");

  private final Pickled.Mapping root;

  TorchSteps(Pickled.Mapping root) {
    this.root = root;
  }

  StepClaims claims() throws IOException {
    return new StepClaims(updates(), first(STEP_KEYS), first(EPOCH_KEYS));
  }

  private OptionalLong first(List<String> keys) throws IOException {
    for (String key : keys) {
      OptionalLong number = number(root.entries().get(new Pickled.Text(key)));
      if (number.isPresent()) {
        return number;
      }
    }
    return OptionalLong.empty();
  }

  /** The largest {@code state[i].step} of whatever has the form of an optimiser's state_dict. */
  private OptionalLong updates() throws IOException {
    OptionalLong most = OptionalLong.empty();
    for (Pickled value : root.entries().values()) {
      if (value instanceof Pickled.Mapping optimizer
          && StateDict.isOptimizer(optimizer)
          && optimizer.entries().get(new Pickled.Text("state")) instanceof Pickled.Mapping states) {
        for (Pickled state : states.entries().values()) {
          OptionalLong step =
              state instanceof Pickled.Mapping slots
                  ? number(slots.entries().get(new Pickled.Text("step")))
                  : OptionalLong.empty();
          if (step.isPresent() && !(most.isPresent() && most.getAsLong() >= step.getAsLong())) {
            most = step;
          }
        }
      }
    }
    return most;
  }

  /** A whole number that is not negative, in any of the ways in which it can be kept. */
  private static OptionalLong number(@Nullable Pickled value) throws IOException {
    if (value instanceof Pickled.Whole whole) {
      return whole.value() >= 0 ? OptionalLong.of(whole.value()) : OptionalLong.empty();
    }
    if (value instanceof Pickled.Real real) {
      return Steps.whole(real.value());
    }
    if (value instanceof Pickled.Tensor tensor && tensor.data().shape().isEmpty()) {
      return Steps.whole(tensor.data().values()[0]);
    }
    return OptionalLong.empty();
  }
}
