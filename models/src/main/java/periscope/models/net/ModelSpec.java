package periscope.models.net;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import periscope.models.task.Task;

/** An architecture, as data. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = PairMlpSpec.class, name = "pair-mlp"),
  @JsonSubTypes.Type(value = DenseMlpSpec.class, name = "mlp"),
  @JsonSubTypes.Type(value = TransformerSpec.class, name = "transformer"),
  @JsonSubTypes.Type(value = TensorsSpec.class, name = "tensors"),
})
public sealed interface ModelSpec permits PairMlpSpec, DenseMlpSpec, TransformerSpec, TensorsSpec {

  /** The name of the kind of architecture, as in a text. */
  String type();

  /**
   * The architecture for this task's arity, vocabulary and classes.
   *
   * @throws IllegalArgumentException if it is not for such tasks
   */
  Model model(Task task);
}
