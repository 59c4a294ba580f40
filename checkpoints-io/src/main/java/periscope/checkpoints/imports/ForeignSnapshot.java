package periscope.checkpoints.imports;

import java.util.List;
import java.util.OptionalLong;

/**
 * The tensors that somebody else saved at one step.
 *
 * @param step the step if the file, its name or a list beside it says so
 * @param origin where it is, for messages: a file name, or one with a key in it
 * @param tensors in the order of the file
 */
public record ForeignSnapshot(OptionalLong step, String origin, List<ForeignTensor> tensors) {

  /** Copies. */
  public ForeignSnapshot {
    tensors = List.copyOf(tensors);
  }
}
