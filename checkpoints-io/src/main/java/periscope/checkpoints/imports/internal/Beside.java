package periscope.checkpoints.imports.internal;

import static periscope.checkpoints.imports.internal.Refusals.refuse;

import java.io.IOException;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import periscope.checkpoints.imports.ElementFormat;
import periscope.checkpoints.imports.ForeignFileException;

/**
 * Collects what stands beside the weights: lists of numbers, and single values. At most {@value
 * #MOST_SETTINGS} of the latter are kept, and what is nested deeper than {@value #DEEPEST} levels
 * is passed over.
 */
final class Beside {
  private static final int MOST_SETTINGS = 100_000;
  private static final int DEEPEST = 16;

  /** Whole numbers in a list up to this length are settings each: sizes of layers, say. */
  private static final int LONGEST_CONFIGURATION = 16;

  private static final long MOST_NUMBERS = 1 << 24;

  private final String where;
  private final Map<String, double[]> lists = new LinkedHashMap<>();
  private final Map<String, long[]> indices = new LinkedHashMap<>();
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final IdentityHashMap<Pickled, double[]> converted = new IdentityHashMap<>();
  private long numbers;
  private int visits;

  Beside(String where) {
    this.where = where;
  }

  /** Takes what another collected, in place of what it has under the same names. */
  void putAll(Beside other) {
    lists.putAll(other.lists);
    indices.putAll(other.indices);
    settings.putAll(other.settings);
  }

  Map<String, double[]> lists() {
    return lists;
  }

  Map<String, long[]> indices() {
    return indices;
  }

  Map<String, String> settings() {
    return settings;
  }

  /** Adds all that is in a value. */
  void add(String name, Pickled value) throws IOException {
    add(name, value, 1);
  }

  private void add(String name, Pickled value, int depth) throws IOException {
    if (depth > DEEPEST || ++visits > MOST_SETTINGS) {
      return;
    }
    switch (value) {
      case Pickled.Flag flag -> set(name, Boolean.toString(flag.value()));
      case Pickled.Whole whole -> set(name, Long.toString(whole.value()));
      case Pickled.Real real -> set(name, Double.toString(real.value()));
      case Pickled.Text text -> set(name, text.value());
      case Pickled.Tensor tensor -> addArray(name, tensor.data(), depth == 1);
      case Pickled.Sequence sequence -> addSequence(name, sequence, depth);
      case Pickled.Mapping mapping -> {
        for (Map.Entry<Pickled, Pickled> entry : mapping.entries().entrySet()) {
          add(name + "." + StateDict.key(entry.getKey()), entry.getValue(), depth + 1);
        }
      }
      case Pickled.Opaque opaque -> {
        // The state of an object, such as a configuration of a class that is not known here.
        for (Pickled part : opaque.parts()) {
          if (part instanceof Pickled.Mapping) {
            add(name, part, depth + 1);
          }
        }
      }
      case Pickled.None none -> {}
      case Pickled.Bytes bytes -> {}
      case Pickled.Global global -> {}
      case Pickled.Storage storage -> {}
    }
  }

  /** Adds a text under a name. */
  void set(String name, String value) {
    if (settings.size() < MOST_SETTINGS) {
      settings.put(name, value);
    }
  }

  /** Adds a single value, or, if so wished, numbers in a row. Other shapes are passed over. */
  void addArray(String name, TensorData data, boolean rows) throws IOException {
    if (data.shape().isEmpty()) {
      set(name, number(data));
    } else if (data.shape().size() == 1 && rows && data.format() != ElementFormat.BOOL) {
      claim(data.shape().get(0));
      put(name, data.values(), data.format().floating());
    }
  }

  private void put(String name, double[] values, boolean floating) {
    if (floating) {
      lists.put(name, values);
    } else {
      indices.put(name, Arrays.stream(values).mapToLong(value -> (long) value).toArray());
    }
  }

  private static String number(TensorData data) throws IOException {
    double value = data.values()[0];
    return switch (data.format()) {
      case BOOL -> Boolean.toString(value != 0);
      case INT64, INT32, INT16, INT8, UINT8 -> Long.toString((long) value);
      case FLOAT64, FLOAT32, FLOAT16, BFLOAT16 -> Double.toString(value);
    };
  }

  private void addSequence(String name, Pickled.Sequence sequence, int depth) throws IOException {
    List<Pickled> items = sequence.items();
    if (sequence.kind() == Pickled.Kind.LIST && isNumbers(items)) {
      boolean floating = items.stream().anyMatch(Beside::isFloating);
      if (floating ? items.size() > 1 : items.size() > LONGEST_CONFIGURATION) {
        double[] values = converted.get(sequence);
        if (values == null) {
          values = convert(items);
          converted.put(sequence, values);
        }
        put(name, values, floating);
        return;
      }
    }
    for (int i = 0; i < items.size(); i++) {
      if (visits > MOST_SETTINGS) {
        return;
      }
      add(name + "." + i, items.get(i), depth + 1);
    }
  }

  private static boolean isFloating(Pickled item) {
    return item instanceof Pickled.Real
        || item == Pickled.None.NONE
        || (item instanceof Pickled.Tensor tensor && tensor.data().format().floating());
  }

  /** Whether there are numbers, and only numbers or nothing in their place. */
  private static boolean isNumbers(List<Pickled> items) {
    boolean some = false;
    for (Pickled item : items) {
      boolean number =
          switch (item) {
            case Pickled.Whole whole -> true;
            case Pickled.Real real -> true;
            case Pickled.Tensor tensor -> tensor.data().shape().isEmpty();
            default -> false;
          };
      if (!(number || item == Pickled.None.NONE)) {
        return false;
      }
      some |= number;
    }
    return some;
  }

  /** The numbers of a list of numbers or of a tensor of one dimension; null if it is neither. */
  double @Nullable [] numbers(Pickled value) throws IOException {
    if (value instanceof Pickled.Sequence sequence && isNumbers(sequence.items())) {
      return convert(sequence.items());
    }
    if (value instanceof Pickled.Tensor tensor && tensor.data().shape().size() == 1) {
      claim(tensor.data().shape().get(0));
      return tensor.data().values();
    }
    return null;
  }

  private double[] convert(List<Pickled> items) throws IOException {
    claim(items.size());
    double[] values = new double[items.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (items.get(i)) {
            case Pickled.Whole whole -> whole.value();
            case Pickled.Real real -> real.value();
            case Pickled.Tensor tensor -> tensor.data().values()[0];
            default -> Double.NaN; // None: not measured
          };
    }
    return values;
  }

  private void claim(long count) throws ForeignFileException {
    numbers = Refusals.plus(numbers, count);
    if (!(numbers <= MOST_NUMBERS)) {
      throw refuse(
          "%s: lists of more than %d numbers in all stand beside the weights", where, MOST_NUMBERS);
    }
  }
}
