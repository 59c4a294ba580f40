package periscope.checkpoints;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Where a series with an id such as {@code keys/neurons-per-key} is stored: at that path; but an id
 * that another one continues is a group, so its values are at {@code <id>/value}.
 */
final class StoragePaths {
  private static final String VALUE = "/value";
  private static final int LONGEST = 1000; // characters

  private StoragePaths() {}

  /**
   * Path by id, without a leading slash, in the order given.
   *
   * @param what kind of id, for messages
   * @param reserved first parts that no id may have
   * @throws IllegalArgumentException if an id stands twice, is reserved or cannot be a path
   */
  static Map<String, String> of(String what, List<String> ids, List<String> reserved) {
    Set<String> groups = new HashSet<>();
    for (String id : ids) {
      requireId(what, id, reserved);
      for (int end = id.lastIndexOf('/'); end > 0; end = id.lastIndexOf('/', end - 1)) {
        groups.add(id.substring(0, end));
      }
    }
    Map<String, String> paths = new LinkedHashMap<>();
    for (String id : ids) {
      if (paths.put(id, groups.contains(id) ? id + VALUE : id) != null) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "%s %s stands twice", what, id));
      }
    }
    return paths;
  }

  private static void requireId(String what, String id, List<String> reserved) {
    for (String part : id.split("/", -1)) {
      requireName(what, part);
    }
    if (id.endsWith(VALUE)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s %s ends in %s", what, id, VALUE));
    }
    String first = id.substring(0, (id + "/").indexOf('/'));
    if (reserved.contains(first)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%s %s: the name %s is taken by the file itself", what, id, first));
    }
  }

  /**
   * Checks a name that becomes part of a path or the name of an attribute.
   *
   * @throws IllegalArgumentException if it is empty, a dot, too long, or has a NUL character
   */
  static void requireName(String what, String name) {
    if (name.isEmpty() || name.equals(".") || name.indexOf('\0') >= 0 || name.length() > LONGEST) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s \"%s\" is not a name: expected 1 to %d characters that are not \".\"",
              what,
              name.length() > LONGEST ? "(long)" : name,
              LONGEST));
    }
  }
}
