package periscope.models.net;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import periscope.models.task.Task;

/** An architecture, as data. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = PairMlpSpec.class, name = "pair-mlp"),
})
public sealed interface ModelSpec permits PairMlpSpec {

  /** The architecture for this task's arity, vocabulary and classes. */
  Model model(Task task);
}
