package periscope.checkpoints.imports;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The text form of a {@link Layout}, YAML.
 *
 * @param name what it is called on the command line
 * @param description where such files come from, one sentence
 * @param sizes axes whose size is always the same
 * @param tensors by the name of the parameter: where it comes from
 * @param aliases tensors that are others again, by their name, and which
 * @param ignore tensors that are no weights
 * @param model the architecture; {@code $name} stands for a size, a flag or a choice
 * @param pairs for tasks over pairs: {@code ordered} or {@code unordered}
 * @param choices what shapes do not tell, by the name that {@code model} uses
 */
record LayoutFile(
    String name,
    String description,
    Map<String, Integer> sizes,
    Map<String, Entry> tensors,
    Map<String, String> aliases,
    List<String> ignore,
    Map<String, Object> model,
    String pairs,
    Map<String, Choice> choices) {

  /** In the names of parameters and tensors: the number of a layer. */
  static final String LAYER = "{layer}";

  /** What is left out is empty; without pairs, all ordered ones are examples. */
  @JsonCreator
  LayoutFile(
      @JsonProperty(value = "name", required = true) String name,
      @JsonProperty(value = "description", required = true) String description,
      @JsonProperty("sizes") @Nullable Map<String, Integer> sizes,
      @JsonProperty(value = "tensors", required = true) Map<String, Entry> tensors,
      @JsonProperty("aliases") @Nullable Map<String, String> aliases,
      @JsonProperty("ignore") @Nullable List<String> ignore,
      @JsonProperty(value = "model", required = true) Map<String, Object> model,
      @JsonProperty("pairs") @Nullable String pairs,
      @JsonProperty("choices") @Nullable Map<String, Choice> choices) {
    this.name = name;
    this.description = description;
    this.sizes = sizes == null ? Map.of() : Map.copyOf(sizes);
    this.tensors = tensors;
    this.aliases = aliases == null ? Map.of() : aliases;
    this.ignore = ignore == null ? List.of() : List.copyOf(ignore);
    this.model = model;
    this.pairs = pairs == null ? "ordered" : pairs;
    this.choices = choices == null ? Map.of() : choices;
  }

  /**
   * Where a parameter comes from.
   *
   * @param from name of the stored tensor
   * @param axes how its axes become the parameter's, see {@link AxisPattern}
   * @param at position of each axis that the parameter does not have
   * @param optional the flag that says whether it is there; null if it always is
   */
  record Entry(String from, AxisPattern axes, Map<String, Integer> at, @Nullable String optional) {
    @JsonCreator
    static Entry of(
        @JsonProperty(value = "from", required = true) String from,
        @JsonProperty(value = "axes", required = true) String axes,
        @JsonProperty("at") @Nullable Map<String, Integer> at,
        @JsonProperty("optional") @Nullable String optional) {
      return new Entry(
          from, AxisPattern.parse(axes), at == null ? Map.of() : Map.copyOf(at), optional);
    }
  }

  /**
   * What shapes do not tell, or only together.
   *
   * @param setting key beside the weights that tells it, such as {@code config.attn_coeff}; may be
   *     null
   * @param ifEqual axes that tell it by having the same size; none if they do not
   * @param then what it is if they have
   * @param usual what it is if nothing tells; null if someone must say
   */
  record Choice(
      @Nullable String setting,
      List<String> ifEqual,
      @Nullable String then,
      @Nullable String usual) {
    @JsonCreator
    static Choice of(
        @JsonProperty("setting") @Nullable String setting,
        @JsonProperty("ifEqual") @Nullable List<String> ifEqual,
        @JsonProperty("then") @Nullable String then,
        @JsonProperty("default") @Nullable String usual) {
      return new Choice(setting, ifEqual == null ? List.of() : List.copyOf(ifEqual), then, usual);
    }
  }
}
