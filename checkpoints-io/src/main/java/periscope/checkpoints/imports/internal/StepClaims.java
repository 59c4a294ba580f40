package periscope.checkpoints.imports.internal;

import java.util.OptionalLong;

/**
 * What a file with the tensors of one step says of that step.
 *
 * @param updates updates that its optimiser says it made: exactly what a step is
 * @param step what it calls its step, or iteration
 * @param epoch what it calls its epoch, which may be the one that ended or the one that began
 */
record StepClaims(OptionalLong updates, OptionalLong step, OptionalLong epoch) {
  static final StepClaims NONE =
      new StepClaims(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
}
