package periscope.probes;

import java.util.List;
import java.util.Locale;

/**
 * What a measure is: enough to read its numbers without the code that made them.
 *
 * @param id stable name, such as {@code gini/W_E}
 * @param shape dimensions of the value at one step, or of a constant; empty for a single number
 * @param definition what is computed, with its source
 * @param units such as {@code nats}; empty for a pure number
 * @param convention choices that the literature makes in different ways; may be empty
 * @param probe name of the probe that computes it; empty until the probe is known
 * @param version version of that probe: it grows whenever its numbers change
 * @param every of a series, at which snapshots it is measured: every k-th from the first on, and
 *     the last; NaN between them
 */
public record MeasureSpec(
    String id,
    List<Integer> shape,
    String definition,
    String units,
    String convention,
    String probe,
    int version,
    int every) {

  /** Checks the id. */
  public MeasureSpec {
    if (!id.matches("[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*")) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the measure id %s is not made of letters, digits, _ . and - between slashes",
              id));
    }
    shape = List.copyOf(shape);
  }

  /** A single number without units or conventions. */
  public static MeasureSpec of(String id, String definition) {
    return new MeasureSpec(id, List.of(), definition, "", "", "", 0, 1);
  }

  /** The same measure with this shape. */
  public MeasureSpec shape(Integer... dimensions) {
    return new MeasureSpec(
        id, List.of(dimensions), definition, units, convention, probe, version, every);
  }

  /** The same measure with these units. */
  public MeasureSpec units(String newUnits) {
    return new MeasureSpec(id, shape, definition, newUnits, convention, probe, version, every);
  }

  /** The same measure with this convention. */
  public MeasureSpec convention(String newConvention) {
    return new MeasureSpec(id, shape, definition, units, newConvention, probe, version, every);
  }

  /** The same measure at every k-th snapshot only, and the last. */
  MeasureSpec every(int k) {
    return new MeasureSpec(id, shape, definition, units, convention, probe, version, k);
  }

  /** The same measure as computed by a probe. */
  MeasureSpec by(Probe owner) {
    return new MeasureSpec(
        id, shape, definition, units, convention, owner.name(), owner.version(), every);
  }

  /** Number of values at one step, or of a constant. */
  public int size() {
    int size = 1;
    for (int dimension : shape) {
      size = Math.multiplyExact(size, dimension);
    }
    return size;
  }
}
