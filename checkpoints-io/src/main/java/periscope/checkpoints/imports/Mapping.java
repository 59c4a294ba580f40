package periscope.checkpoints.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import periscope.checkpoints.TensorSpec;

/** A layout that fits a file: which tensor becomes which parameter, and the sizes that follow. */
public final class Mapping {

  /** How one parameter is made. */
  record Source(TensorSpec parameter, String tensor, AxisPattern axes, Map<String, Integer> at) {}

  private static final ObjectMapper JSON = new ObjectMapper();

  private final LayoutFile layout;
  private final List<Source> sources;
  private final Map<String, Integer> sizes;
  private final Map<String, Boolean> flags;
  private final String prefix;

  Mapping(
      LayoutFile layout,
      List<Source> sources,
      Map<String, Integer> sizes,
      Map<String, Boolean> flags,
      String prefix) {
    this.layout = layout;
    this.sources = List.copyOf(sources);
    this.sizes = java.util.Collections.unmodifiableMap(new TreeMap<>(sizes));
    this.flags = Map.copyOf(flags);
    this.prefix = prefix;
  }

  /** Name of the layout. */
  public String layout() {
    return layout.name();
  }

  /** Parameters with the names and shapes that the layout gives them. */
  public List<TensorSpec> parameters() {
    return sources.stream().map(Source::parameter).toList();
  }

  /**
   * Sizes by the layout's names of axes; among them {@code vocabulary}, and for transformers {@code
   * context} and {@code layers}.
   */
  public Map<String, Integer> sizes() {
    return sizes;
  }

  /** Which pairs are examples in such runs: {@code ordered} or {@code unordered}. */
  public String pairs() {
    return layout.pairs();
  }

  /**
   * The architecture, JSON.
   *
   * @param options choices that a person made, by name
   * @param settings what stands beside the weights
   * @throws IllegalArgumentException if a choice is made by nobody: names the option that makes it
   */
  public String model(Map<String, String> options, Map<String, String> settings) {
    return filled(JSON.valueToTree(layout.model()), options, settings).toPrettyString();
  }

  private JsonNode filled(
      JsonNode template, Map<String, String> options, Map<String, String> settings) {
    if (template.isTextual() && template.textValue().startsWith("$")) {
      return value(template.textValue().substring(1), options, settings);
    }
    if (!template.isObject()) {
      return template;
    }
    ObjectNode object = JSON.createObjectNode();
    template
        .properties()
        .forEach(entry -> object.set(entry.getKey(), filled(entry.getValue(), options, settings)));
    return object;
  }

  private JsonNode value(String name, Map<String, String> options, Map<String, String> settings) {
    Integer size = sizes.get(name);
    if (size != null) {
      return JSON.getNodeFactory().numberNode(size);
    }
    Boolean flag = flags.get(name);
    if (flag != null) {
      return JSON.getNodeFactory().booleanNode(flag);
    }
    String chosen = choice(name, options, settings);
    try {
      JsonNode scalar = JSON.readTree(chosen);
      if (scalar.isNumber() || scalar.isBoolean()) {
        return scalar;
      }
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      // A word, not a number.
    }
    return JSON.getNodeFactory().textNode(chosen);
  }

  private String choice(String name, Map<String, String> options, Map<String, String> settings) {
    LayoutFile.Choice choice = layout.choices().get(name);
    if (choice == null) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "layout %s: its model asks for $%s, which is neither the name of an axis, nor an optional flag, nor a choice",
              layout.name(),
              name));
    }
    String chosen = options.get(name);
    if (chosen == null && choice.setting() != null) {
      chosen = settings.get(choice.setting());
    }
    if (chosen == null
        && !choice.ifEqual().isEmpty()
        && choice.ifEqual().stream().map(sizes::get).distinct().count() == 1) {
      chosen = choice.then();
    }
    if (chosen == null) {
      chosen = choice.usual();
    }
    if (chosen == null) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the file does not tell the model's %s: say it with --%s",
              words(name, " "),
              words(name, "-")));
    }
    return chosen;
  }

  /** attentionCoefficient as several words. */
  private static String words(String name, String between) {
    return name.replaceAll("(?<=[a-z])(?=[A-Z])", between).toLowerCase(Locale.ROOT);
  }

  /**
   * The parameters' values at one snapshot, in the order of {@link #parameters()}, rounded to
   * float32 where the file has more digits.
   *
   * @throws IOException if the snapshot does not have the tensors that the mapping was made for,
   *     two of its tensors have one name, or a value is too large for float32
   */
  public List<float[]> values(ForeignSnapshot snapshot) throws IOException {
    Map<String, ForeignTensor> tensors = new HashMap<>();
    for (ForeignTensor tensor : snapshot.tensors()) {
      if (tensors.put(tensor.name(), tensor) != null) {
        throw new ForeignFileException(
            String.format(
                Locale.ROOT,
                "%s: two tensors are called %s; rename one, or import fewer files at once",
                snapshot.origin(),
                tensor.name()));
      }
    }
    List<float[]> result = new ArrayList<>();
    for (Source source : sources) {
      ForeignTensor tensor = same(source, tensors.get(prefix + source.tensor), snapshot);
      double[] values = source.axes.rearrange(tensor.values(), sizes, source.at);
      result.add(narrow(values, source, snapshot));
    }
    return result;
  }

  private ForeignTensor same(
      Source source, @Nullable ForeignTensor tensor, ForeignSnapshot snapshot) throws IOException {
    if (tensor == null
        || !tensor.format().floating()
        || source.axes.bind(tensor.shape(), new TreeMap<>(sizes)).isPresent()) {
      throw new ForeignFileException(
          String.format(
              Locale.ROOT,
              "%s: expected the tensor %s as in the first checkpoint, found %s",
              snapshot.origin(),
              prefix + source.tensor,
              tensor == null ? "none" : tensor.format() + " " + tensor.shape()));
    }
    return tensor;
  }

  private static float[] narrow(double[] values, Source source, ForeignSnapshot snapshot)
      throws IOException {
    float[] result = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = (float) values[i];
      if (Float.isInfinite(result[i]) && !Double.isInfinite(values[i])) {
        throw new ForeignFileException(
            String.format(
                Locale.ROOT,
                "%s: %s has the value %s, too large for the float32 of a run file",
                snapshot.origin(),
                source.tensor,
                values[i]));
      }
    }
    return result;
  }
}
