package periscope.probes;

import java.util.function.Function;

/**
 * Something that several measures need and that is computed once for each source: {@link
 * SnapshotAnalysis#get} and {@link RunContext#get} keep its value. Kept in a static constant, since
 * it is known by its identity.
 *
 * @param <S> what it is computed from: a {@link SnapshotAnalysis} or a {@link RunContext}
 * @param <T> what it is
 */
public final class Intermediate<S, T> {
  private final Function<S, T> compute;

  private Intermediate(Function<S, T> compute) {
    this.compute = compute;
  }

  /** An intermediate that is computed like this; not with a result of null. */
  public static <S, T> Intermediate<S, T> of(Function<S, T> compute) {
    return new Intermediate<>(compute);
  }

  T compute(S source) {
    return compute.apply(source);
  }
}
