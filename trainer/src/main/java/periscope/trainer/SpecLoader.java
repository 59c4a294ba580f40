package periscope.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import periscope.models.spec.Names;
import periscope.models.spec.SpecException;
import periscope.models.spec.SpecMapper;

/** Finds the specification that a person names, and changes single values of it. */
public final class SpecLoader {
  private SpecLoader() {}

  /**
   * A preset by its name, or a YAML or JSON file, with values changed.
   *
   * @param source a preset's name, or a path that ends in .yaml, .yml or .json
   * @param settings changes as {@code path=value}, such as {@code optimizer.weightDecay=0.5}, in
   *     order
   * @throws SpecException if there is no such preset, key or value
   * @throws IOException if the file cannot be read
   */
  public static RunSpec load(String source, List<String> settings) throws IOException {
    RunSpec spec = Preset.yaml().read(text(source), RunSpec.class, source);
    if (settings.isEmpty()) {
      return spec;
    }
    // With every key that there is: a text may leave out some.
    JsonNode tree = SpecMapper.json().tree(SpecMapper.json().write(spec), source);
    for (String setting : settings) {
      set(tree, setting);
    }
    return Preset.yaml().read(tree, RunSpec.class, source);
  }

  private static String text(String source) throws IOException {
    String lower = source.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".yaml") || lower.endsWith(".yml") || lower.endsWith(".json")) {
      return Files.readString(Path.of(source));
    }
    return Preset.text(source);
  }

  private static void set(JsonNode tree, String setting) {
    int equals = setting.indexOf('=');
    if (equals < 1) {
      throw new SpecException(
          String.format(
              Locale.ROOT,
              "--set %s: expected path=value, such as optimizer.weightDecay=0.5",
              setting),
          null);
    }
    String[] path = setting.substring(0, equals).strip().split("\\.", -1);
    JsonNode node = tree;
    for (int i = 0; i < path.length; i++) {
      if (!(node instanceof ObjectNode object) || !object.has(path[i])) {
        throw unknown(setting, node, path[i]);
      }
      if (i == path.length - 1) {
        object.set(path[i], Preset.yaml().tree(setting.substring(equals + 1), setting));
      } else {
        node = object.get(path[i]);
      }
    }
  }

  private static SpecException unknown(String setting, JsonNode node, String key) {
    var known = new ArrayList<String>();
    node.fieldNames().forEachRemaining(known::add);
    return new SpecException(
        String.format(
            Locale.ROOT,
            "--set %s: there is no key %s; %s",
            setting,
            key,
            Names.suggest(key, known)),
        null);
  }
}
