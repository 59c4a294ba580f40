package periscope.probes;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Values of intermediates of one source. Thread-safe: the first thread that asks computes, the
 * others wait; an exception is kept and thrown again.
 */
final class Memo<S> {
  private final S source;
  private final Map<Intermediate<S, ?>, Cell<S, ?>> cells = new ConcurrentHashMap<>();

  Memo(S source) {
    this.source = source;
  }

  @SuppressWarnings("unchecked") // a cell is only ever put under an intermediate of its own type
  <T> T get(Intermediate<S, T> what) {
    // Not computed inside computeIfAbsent, where one intermediate could not ask for another.
    return ((Cell<S, T>) cells.computeIfAbsent(what, key -> new Cell<>(key))).get(source);
  }

  private static final class Cell<S, T> {
    private final Intermediate<S, T> what;
    private @Nullable T value;
    private @Nullable RuntimeException failure;

    Cell(Intermediate<S, T> what) {
      this.what = what;
    }

    synchronized T get(S source) {
      if (failure != null) {
        throw failure;
      }
      T known = value;
      if (known == null) {
        try {
          known = what.compute(source);
        } catch (RuntimeException e) {
          failure = e;
          throw e;
        }
        value = known;
      }
      return known;
    }
  }
}
