package periscope.checkpoints;

import java.util.List;
import java.util.Locale;

/** Named float32 tensors at one step. */
public final class Snapshot {
  private final long step;
  private final List<TensorSpec> tensors;
  private final List<float[]> values;

  Snapshot(long step, List<TensorSpec> tensors, List<float[]> values) {
    this.step = step;
    this.tensors = List.copyOf(tensors);
    this.values = List.copyOf(values);
  }

  /** The step: so many updates had been made. */
  public long step() {
    return step;
  }

  /** Names and shapes, in the order of the run's header. */
  public List<TensorSpec> tensors() {
    return tensors;
  }

  /** Values of all tensors in the order of {@link #tensors()}, row-major, not copies. */
  public List<float[]> values() {
    return values;
  }

  /**
   * Values of a named tensor, row-major, not a copy.
   *
   * @throws IllegalArgumentException if there is no such tensor
   */
  public float[] get(String name) {
    for (int i = 0; i < tensors.size(); i++) {
      if (tensors.get(i).name().equals(name)) {
        return values.get(i);
      }
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "no tensor %s among %s",
            name,
            tensors.stream().map(TensorSpec::name).toList()));
  }
}
