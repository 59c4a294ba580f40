package periscope.checkpoints.imports;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the axes of a stored tensor become those of a parameter, in the notation of einops: {@code
 * dModel (heads dHead) -> heads dHead dModel}. Axes in brackets are one axis of the stored tensor,
 * the first varying slowest. Axes are named by their sizes, so that patterns of several tensors
 * must agree on them. An axis that stands only on the left is fixed at one position.
 */
final class AxisPattern {
  private static final Pattern GROUP = Pattern.compile("\\(([^()]*)\\)|([^\\s()]+)");
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9]*");
  private static final String ARROW = "->";

  private final String text;
  private final List<List<String>> stored; // axes of each dimension of the stored tensor
  private final List<String> axes; // the same without the brackets
  private final List<String> target;

  private AxisPattern(String text, List<List<String>> stored, List<String> target) {
    this.text = text;
    this.stored = stored;
    this.axes = stored.stream().flatMap(List::stream).toList();
    this.target = target;
  }

  /**
   * Reads a pattern; without an arrow the axes stay as they are.
   *
   * @throws IllegalArgumentException if it is not one
   */
  static AxisPattern parse(String text) {
    int arrow = text.indexOf(ARROW);
    List<List<String>> stored = groups(text, arrow < 0 ? text : text.substring(0, arrow));
    List<String> axes = stored.stream().flatMap(List::stream).toList();
    List<String> target =
        arrow < 0
            ? axes
            : groups(text, text.substring(arrow + ARROW.length())).stream()
                .flatMap(List::stream)
                .toList();
    requireDistinct(text, axes);
    requireDistinct(text, target);
    for (String axis : target) {
      if (!axes.contains(axis)) {
        throw bad(text, "has the axis " + axis + " only on the right");
      }
    }
    return new AxisPattern(text, stored, target);
  }

  private static List<List<String>> groups(String text, String side) {
    List<List<String>> groups = new ArrayList<>();
    Matcher matcher = GROUP.matcher(side);
    int end = 0;
    while (matcher.find()) {
      requireBlank(text, side.substring(end, matcher.start()));
      end = matcher.end();
      String inside = matcher.group(1) == null ? matcher.group(2) : matcher.group(1).strip();
      List<String> names = List.of(inside.split("\\s+"));
      for (String name : names) {
        if (!NAME.matcher(name).matches()) {
          throw bad(text, "has no name of an axis in '" + name + "'");
        }
      }
      groups.add(names);
    }
    requireBlank(text, side.substring(end));
    return groups;
  }

  private static void requireBlank(String text, String between) {
    if (!between.isBlank()) {
      throw bad(text, "cannot be read at '" + between.strip() + "'");
    }
  }

  private static void requireDistinct(String text, List<String> names) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw bad(text, "names the axis " + name + " twice");
      }
    }
  }

  private static IllegalArgumentException bad(String text, String why) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "the axes '%s' %s; expected such as 'dModel (heads dHead) -> heads dHead dModel'",
            text,
            why));
  }

  /** Names of the axes that stand only on the left. */
  List<String> fixed() {
    return axes.stream().filter(axis -> !target.contains(axis)).toList();
  }

  /**
   * Adds to {@code sizes} what this shape says of the axes.
   *
   * @return why the shape cannot be this pattern's, if it cannot; sizes that cannot be told yet are
   *     no reason
   */
  Optional<String> bind(List<Integer> shape, Map<String, Integer> sizes) {
    if (shape.size() != stored.size()) {
      return Optional.of(
          String.format(
              Locale.ROOT, "has %d axes, expected %d: %s", shape.size(), stored.size(), text));
    }
    for (int i = 0; i < shape.size(); i++) {
      long known = 1;
      List<String> open = new ArrayList<>();
      for (String axis : stored.get(i)) {
        Integer size = sizes.get(axis);
        if (size == null) {
          open.add(axis);
        } else {
          known = Math.multiplyExact(known, size);
        }
      }
      int size = shape.get(i);
      if (open.isEmpty() ? known != size : known < 1 || size < 1 || size % known != 0) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "has the shape %s, whose axis %d would be %s = %d",
                shape,
                i,
                String.join(" · ", stored.get(i)),
                known));
      }
      if (open.size() == 1) {
        sizes.put(open.getFirst(), (int) (size / known));
      }
    }
    return Optional.empty();
  }

  /** Names of the axes whose sizes are not known. */
  List<String> open(Map<String, Integer> sizes) {
    return axes.stream().filter(axis -> !sizes.containsKey(axis)).toList();
  }

  /** Shape of the parameter; all sizes are known. */
  List<Integer> targetShape(Map<String, Integer> sizes) {
    return target.stream().map(axis -> size(sizes, axis)).toList();
  }

  /**
   * Values in the order of the parameter.
   *
   * @param values of the stored tensor, row-major
   * @param sizes of all axes
   * @param at positions of the {@link #fixed} axes
   */
  double[] rearrange(double[] values, Map<String, Integer> sizes, Map<String, Integer> at) {
    int rank = axes.size();
    int[] strides = new int[rank];
    int stride = 1;
    for (int i = rank - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= size(sizes, axes.get(i));
    }
    int base = 0;
    for (String axis : fixed()) {
      base += size(at, axis) * strides[axes.indexOf(axis)];
    }
    int[] shape = new int[target.size()];
    int[] step = new int[target.size()];
    int count = 1;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = size(sizes, target.get(i));
      step[i] = strides[axes.indexOf(target.get(i))];
      count *= shape[i];
    }
    double[] result = new double[count];
    int[] index = new int[shape.length];
    int from = base;
    for (int to = 0; to < count; to++) {
      result[to] = values[from];
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        from += step[axis];
        if (++index[axis] < shape[axis]) {
          break;
        }
        from -= step[axis] * shape[axis];
        index[axis] = 0;
      }
    }
    return result;
  }

  private static int size(Map<String, Integer> sizes, String axis) {
    return Objects.requireNonNull(sizes.get(axis), axis);
  }

  @Override
  public String toString() {
    return text;
  }
}
