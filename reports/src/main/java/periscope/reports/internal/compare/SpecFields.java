package periscope.reports.internal.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A specification as a flat list: {@code optimizer.weightDecay} and so on. Numbers are equal if
 * their values are, however they are written; a list is one value.
 */
final class SpecFields {
  /** What stands for a field that a specification does not have. */
  static final String NOT_SET = "not set";

  private static final ObjectMapper JSON = new ObjectMapper();

  private SpecFields() {}

  /** The fields of a specification, in its order; empty if the text is not a JSON object. */
  static Map<String, String> of(String spec) {
    Map<String, String> fields = new LinkedHashMap<>();
    try {
      JsonNode root = JSON.readTree(spec);
      if (root.isObject()) {
        collect("", root, fields);
      }
    } catch (JsonProcessingException e) {
      return Map.of();
    }
    return fields;
  }

  private static void collect(String path, JsonNode node, Map<String, String> fields) {
    if (!node.isObject()) {
      fields.put(path, text(node));
      return;
    }
    for (Map.Entry<String, JsonNode> child : node.properties()) {
      collect(
          path.isEmpty() ? child.getKey() : path + "." + child.getKey(), child.getValue(), fields);
    }
  }

  private static String text(JsonNode node) {
    if (node.isNumber()) {
      return node.decimalValue().stripTrailingZeros().toPlainString();
    }
    return node.isTextual() ? node.asText() : node.toString();
  }

  /** Paths whose value is not the same in all specifications, in the order of appearance. */
  static List<String> differing(Collection<Map<String, String>> specifications) {
    Set<String> paths = new LinkedHashSet<>();
    specifications.forEach(fields -> paths.addAll(fields.keySet()));
    List<String> differing = new ArrayList<>();
    for (String path : paths) {
      long values =
          specifications.stream().map(f -> f.getOrDefault(path, NOT_SET)).distinct().count();
      if (values > 1) {
        differing.add(path);
      }
    }
    return differing;
  }

  /**
   * Whether a field says what was set up, not which draw of chance it was nor what it is called.
   */
  static boolean isSetUp(String path) {
    return !path.equals("seed")
        && !path.endsWith(".seed")
        && !path.equals("name")
        && !path.equals("description");
  }
}
