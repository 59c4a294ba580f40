package periscope.models.net;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Hooks that keep named values of the last forward pass. Chained after an {@linkplain Interventions
 * intervention} they keep the changed value, before it the original.
 *
 * <p>Not for several passes at once: one recorder per thread.
 */
public final class Recorder implements Hooks {
  private final Set<String> names;
  private final Map<String, Tensor> values = new HashMap<>();

  private Recorder(Set<String> names) {
    this.names = names;
  }

  /**
   * Keeps these activations or parameters.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Recorder of(String... names) {
    if (names.length == 0) {
      throw new IllegalArgumentException("nothing to record: name at least one value");
    }
    return new Recorder(Set.of(names));
  }

  @Override
  public Tensor apply(String name, Tensor value) {
    if (names.contains(name)) {
      values.put(name, value);
    }
    return value;
  }

  @Override
  public Set<String> names() {
    return names;
  }

  /**
   * A kept value; nobody may change its array.
   *
   * @throws IllegalStateException if no forward pass has computed it
   */
  public Tensor get(String name) {
    Tensor value = values.get(name);
    if (value == null) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%s has not been recorded: the names to record are %s, and %s were seen",
              name,
              names,
              values.keySet()));
    }
    return value;
  }
}
