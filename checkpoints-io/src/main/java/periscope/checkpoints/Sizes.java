package periscope.checkpoints;

import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * How many values of what a caller has to hand over.
 *
 * @param what they are, in the plural, for messages
 * @param names of each array, for messages
 * @param sizes of each array
 */
record Sizes(String what, List<String> names, List<Integer> sizes) {

  /** Of tensors; what they are in the singular. */
  static Sizes of(String what, List<TensorSpec> tensors) {
    return new Sizes(
        what + "s",
        tensors.stream().map(t -> what + " " + t.name() + " of shape " + t.shape()).toList(),
        tensors.stream().map(TensorSpec::size).toList());
  }

  /** Of the rows of series. */
  static Sizes of(List<SeriesSpec> series) {
    return new Sizes(
        "series",
        series.stream().map(s -> "a row of series " + s.id()).toList(),
        series.stream().map(SeriesSpec::rowSize).toList());
  }

  /**
   * Checks arrays of numbers.
   *
   * @throws IllegalArgumentException if there are not as many, or not as many values in one
   */
  void require(Path file, List<?> arrays) {
    if (arrays.size() != sizes.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: expected %d %s, found %d",
              file,
              sizes.size(),
              what,
              arrays.size()));
    }
    for (int i = 0; i < arrays.size(); i++) {
      int found = Array.getLength(arrays.get(i));
      if (found != sizes.get(i)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s: %s has %d values, found %d",
                file,
                names.get(i),
                sizes.get(i),
                found));
      }
    }
  }
}
