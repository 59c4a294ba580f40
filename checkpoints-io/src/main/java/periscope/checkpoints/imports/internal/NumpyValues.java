package periscope.checkpoints.imports.internal;

import static periscope.checkpoints.imports.internal.Refusals.refuse;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import periscope.checkpoints.imports.ElementFormat;

/**
 * NumPy's arrays and single numbers within a pickle: what would be made by calls of NumPy is put in
 * their place, a {@link Pickled.Tensor} or a number. A call that has another form than NumPy's, or
 * elements that are not numbers of a kind that is read, stay opaque.
 */
final class NumpyValues {
  private static final String MAKE_ARRAY = "multiarray._reconstruct"; // its state follows
  private static final String ARRAY_OF_BUFFER = "numeric._frombuffer"; // protocol 5
  private static final String MAKE_SCALAR = "multiarray.scalar";
  private static final String DTYPE = "numpy.dtype";

  private static final String OTHER_TYPE = "a NumPy array of type ";

  /** NumPy 1 and 2. */
  private static final List<String> MODULES = List.of("numpy.core.", "numpy._core.");

  private final String where;
  private final IdentityHashMap<Pickled, Pickled> known = new IdentityHashMap<>();
  private int arrays;

  private NumpyValues(String where) {
    this.where = where;
  }

  /**
   * Puts them in their places.
   *
   * @param where name for messages
   * @param root what a pickle describes, changed in place
   * @return the root, or what it stands for
   * @throws periscope.checkpoints.imports.ForeignFileException if an array has fewer or more bytes
   *     than its shape says
   */
  static Pickled putInto(String where, Pickled root) throws IOException {
    return new NumpyValues(where).all(root);
  }

  /** Whether it is an array that may be weights, but of a kind that is not read. */
  static boolean hasUnreadNumbers(Pickled value) {
    String label = value.label();
    return label.startsWith(OTHER_TYPE + "f")
        || label.startsWith(OTHER_TYPE + "c")
        || Set.of(MAKE_ARRAY, ARRAY_OF_BUFFER).contains(function(label))
        || label.startsWith("jax");
  }

  private Pickled all(Pickled root) throws IOException {
    Set<Pickled> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Pickled> open = new ArrayDeque<>();
    Pickled result = value(root);
    open.add(result);
    while (!open.isEmpty()) {
      Pickled next = open.removeLast();
      if (!seen.add(next)) {
        continue;
      }
      switch (next) {
        case Pickled.Mapping mapping -> {
          keys(mapping);
          for (Map.Entry<Pickled, Pickled> entry : mapping.entries().entrySet()) {
            entry.setValue(value(entry.getValue()));
            enter(entry.getValue(), open);
          }
        }
        case Pickled.Sequence sequence -> items(sequence.items(), open);
        case Pickled.Opaque opaque -> items(opaque.parts(), open);
        default -> {}
      }
    }
    return result;
  }

  private void items(List<Pickled> items, Deque<Pickled> open) throws IOException {
    for (int i = 0; i < items.size(); i++) {
      items.set(i, value(items.get(i)));
      enter(items.get(i), open);
    }
  }

  private static void enter(Pickled value, Deque<Pickled> open) {
    if (value instanceof Pickled.Mapping
        || value instanceof Pickled.Sequence
        || value instanceof Pickled.Opaque) {
      open.add(value);
    }
  }

  /** Steps as keys may be NumPy's numbers. */
  private void keys(Pickled.Mapping mapping) throws IOException {
    if (mapping.entries().keySet().stream().noneMatch(Pickled.Opaque.class::isInstance)) {
      return;
    }
    List<Map.Entry<Pickled, Pickled>> entries = new ArrayList<>();
    mapping.entries().forEach((key, value) -> entries.add(Map.entry(key, value)));
    mapping.entries().clear();
    for (Map.Entry<Pickled, Pickled> entry : entries) {
      mapping.entries().put(value(entry.getKey()), entry.getValue());
    }
  }

  private Pickled value(Pickled value) throws IOException {
    if (!(value instanceof Pickled.Opaque opaque && opaque.label().startsWith("numpy."))) {
      return value;
    }
    Pickled made = known.get(opaque);
    if (made == null) {
      made = make(opaque);
      known.put(opaque, made);
    }
    return made;
  }

  private Pickled make(Pickled.Opaque opaque) throws IOException {
    List<Pickled> parts = opaque.parts();
    return switch (function(opaque.label())) {
      // numpy.ndarray, (0,), b"b", and the state: version, shape, dtype, whether column-major,
      // bytes
      case MAKE_ARRAY ->
          parts.size() == 4 && parts.get(3) instanceof Pickled.Sequence state
              ? array(opaque, state.items())
              : opaque;
      // bytes, dtype, shape, "C" or "F"
      case ARRAY_OF_BUFFER ->
          parts.size() == 4 && parts.get(3) instanceof Pickled.Text axes
              ? array(opaque, parts.get(2), parts.get(1), axes.value().equals("F"), parts.get(0))
              : opaque;
      // dtype, bytes
      case MAKE_SCALAR ->
          parts.size() == 2
              ? number(
                  array(
                      opaque,
                      new Pickled.Sequence(Pickled.Kind.TUPLE, List.of()),
                      parts.get(0),
                      false,
                      parts.get(1)))
              : opaque;
      default -> opaque;
    };
  }

  private static String function(String label) {
    for (String module : MODULES) {
      if (label.startsWith(module)) {
        return label.substring(module.length());
      }
    }
    return label;
  }

  private Pickled array(Pickled.Opaque opaque, List<Pickled> state) throws IOException {
    return state.size() == 5 && state.get(3) instanceof Pickled.Flag columnMajor
        ? array(opaque, state.get(1), state.get(2), columnMajor.value(), state.get(4))
        : opaque;
  }

  private Pickled array(
      Pickled.Opaque opaque, Pickled sizes, Pickled dtype, boolean columnMajor, Pickled values)
      throws IOException {
    if (!(sizes instanceof Pickled.Sequence axes && values instanceof Pickled.Bytes bytes)) {
      return opaque;
    }
    if (!(dtype instanceof Pickled.Opaque kind
        && kind.label().equals(DTYPE)
        && kind.parts().size() == 4
        && kind.parts().get(0) instanceof Pickled.Text type
        && kind.parts().get(3) instanceof Pickled.Sequence state
        && state.items().size() >= 2
        && state.items().get(1) instanceof Pickled.Text order)) {
      return opaque;
    }
    ElementFormat format = NpyHeader.format(type.value());
    if (format == null) {
      return new Pickled.Opaque(OTHER_TYPE + type.value());
    }
    String name = String.format(Locale.ROOT, "%s: NumPy array %d", where, ++arrays);
    List<Integer> shape = new ArrayList<>();
    for (Pickled size : axes.items()) {
      if (!(size instanceof Pickled.Whole whole
          && whole.value() >= 0
          && whole.value() <= Integer.MAX_VALUE)) {
        throw refuse("%s: expected sizes in its shape, found %s", name, size.label());
      }
      shape.add((int) whole.value());
    }
    ByteOrder byteOrder =
        order.value().equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    NpyHeader described = new NpyHeader(format, byteOrder, columnMajor, shape, 0);
    return new Pickled.Tensor(NpyData.of(new MemoryBytes(name, bytes), described));
  }

  /** A single value is a number like Python's own. */
  private static Pickled number(Pickled made) throws IOException {
    if (!(made instanceof Pickled.Tensor tensor)) {
      return made;
    }
    double value = tensor.data().values()[0];
    ElementFormat format = tensor.data().format();
    if (format == ElementFormat.BOOL) {
      return new Pickled.Flag(value != 0);
    }
    return format.floating() ? new Pickled.Real(value) : new Pickled.Whole((long) value);
  }
}
