package periscope.models.task;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What to learn, as data: enough to enumerate every example again. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ModularArithmetic.class, name = "modular-arithmetic"),
  @JsonSubTypes.Type(value = Permutations.class, name = "permutations"),
  @JsonSubTypes.Type(value = SparseParity.class, name = "sparse-parity"),
  @JsonSubTypes.Type(value = Images.class, name = "images"),
  @JsonSubTypes.Type(value = UnknownTask.class, name = "unknown"),
})
public sealed interface TaskSpec
    permits ModularArithmetic, Permutations, SparseParity, Images, UnknownTask {

  /** Enumerates the task's examples in its stated order. */
  Task task();
}
