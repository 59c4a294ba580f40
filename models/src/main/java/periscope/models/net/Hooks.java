package periscope.models.net;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Sees, and may replace, every named value of a forward pass: first each parameter by its parameter
 * name, then each activation by its TransformerLens name, in the order of computation.
 *
 * <p>A lambda sees everything. Hooks that are about certain values say so in {@link #names}: a
 * forward pass then fails on a name that the model does not have, and leaves out intermediate
 * values that nobody sees, multiplying matrices in a cheaper order, which changes logits by
 * rounding only.
 */
@FunctionalInterface
public interface Hooks {

  /**
   * The value to go on with: {@code value} itself, or another of the same shape. The given tensor's
   * array is not to be changed. It may be kept, unless it is given {@linkplain #inParts in parts}.
   */
  Tensor apply(String name, Tensor value);

  /** Names that the model must have, or the forward pass fails before it starts. */
  default Set<String> names() {
    return Set.of();
  }

  /**
   * Whether {@link #apply} is to be called for this value: by default yes if no names are given.
   */
  default boolean sees(String name) {
    return names().isEmpty() || names().contains(name);
  }

  /**
   * Whether positions that do not reach the logits may be left out of what is seen: in a
   * transformer's last layer those of queries, and of all that follows them, other than the last
   * position. Such values then have 1 in place of the number of positions. By default all are seen.
   */
  default boolean onlyWhatReachesTheLogits() {
    return false;
  }

  /**
   * Whether an activation may be given in parts: some examples at a time, in order, each in an
   * array that is used again after the call. By default all examples of a forward pass come at
   * once.
   */
  default boolean inParts() {
    return false;
  }

  /** Changes nothing and sees nothing. */
  static Hooks none() {
    return NoHooks.INSTANCE;
  }

  /** Applies these hooks, then {@code next}, each to what it sees. */
  default Hooks andThen(Hooks next) {
    Hooks first = this;
    Set<String> union =
        Stream.concat(first.names().stream(), next.names().stream())
            .collect(Collectors.toUnmodifiableSet());
    return new Hooks() {
      @Override
      public Tensor apply(String name, Tensor value) {
        Tensor seen = first.sees(name) ? first.apply(name, value) : value;
        return next.sees(name) ? next.apply(name, seen) : seen;
      }

      @Override
      public Set<String> names() {
        return union;
      }

      @Override
      public boolean sees(String name) {
        return first.sees(name) || next.sees(name);
      }

      @Override
      public boolean onlyWhatReachesTheLogits() {
        return first.onlyWhatReachesTheLogits() && next.onlyWhatReachesTheLogits();
      }

      @Override
      public boolean inParts() {
        return first.inParts() && next.inParts();
      }
    };
  }
}
