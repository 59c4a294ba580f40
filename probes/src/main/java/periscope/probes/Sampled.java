package periscope.probes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Measures that are taken at some snapshots of a long run only, since each costs much time or room.
 * These are always every k-th, from the first on, and the last.
 */
public final class Sampled {
  /** Ids of constants over such snapshots end so where they list the snapshots' steps. */
  public static final String STEPS = "/steps";

  private static final int MOST_ROWS = 32;

  private Sampled() {}

  private static int everyRow(int snapshots) {
    int every = 1;
    while ((snapshots - 1) / every > MOST_ROWS) {
      every *= 2;
    }
    return every;
  }

  /**
   * A series of arrays that cost much time: measured at 33 snapshots at most, k being a power of
   * two, and NaN between them. {@link MeasureSpec#every} is k, and the convention says so.
   *
   * @param row depends on nothing but the snapshot, the task and the split
   */
  public static Measure series(
      RunContext run, MeasureSpec spec, Function<SnapshotAnalysis, double[]> row) {
    long[] steps = run.steps();
    int every = everyRow(steps.length);
    if (every == 1) {
      return Measure.series(spec, row);
    }
    String at =
        String.format(Locale.ROOT, "; one checkpoint of %d and the last, NaN between them", every);
    double[] between = new double[spec.size()];
    Arrays.fill(between, Double.NaN);
    return Measure.relativeSeries(
        spec.every(every).convention(spec.convention() + at),
        snapshot -> {
          int index = Arrays.binarySearch(steps, snapshot.step());
          boolean measured = index % every == 0 || index == steps.length - 1;
          return measured ? row.apply(snapshot) : between;
        });
  }

  /**
   * Positions of snapshots for an array that takes much room, rising: every k-th and the last, with
   * the smallest k for which these are not too many. At least the first and the last, and one where
   * there is one.
   *
   * @param snapshots how many there are, at least one
   * @param most how many may be taken
   */
  public static int[] positions(int snapshots, int most) {
    int wanted = Math.max(2, most);
    int every = snapshots <= wanted ? 1 : Math.ceilDiv(snapshots - 1, wanted - 1);
    int count = Math.ceilDiv(snapshots - 1, every) + 1;
    int[] positions = new int[count];
    Arrays.setAll(positions, i -> Math.min(i * every, snapshots - 1));
    return positions;
  }

  /**
   * The values of an array at some snapshots, one after the other.
   *
   * @param positions in {@link RunContext#steps()}
   * @param shape of one of them
   * @return of shape {@code [positions][shape…]}
   */
  public static MeasureValue values(
      RunContext run,
      int[] positions,
      List<Integer> shape,
      Function<SnapshotAnalysis, double[]> value) {
    int size = shape.stream().reduce(1, Math::multiplyExact);
    double[] all = new double[Math.multiplyExact(positions.length, size)];
    for (int i = 0; i < positions.length; i++) {
      System.arraycopy(value.apply(snapshot(run, positions[i])), 0, all, i * size, size);
    }
    Integer[] whole = new Integer[shape.size() + 1];
    whole[0] = positions.length;
    for (int i = 0; i < shape.size(); i++) {
      whole[i + 1] = shape.get(i);
    }
    return MeasureValue.reals(List.of(whole), all);
  }

  /** The steps of these snapshots, as the value of a measure. */
  public static MeasureValue steps(RunContext run, int[] positions) {
    return MeasureValue.reals(Arrays.stream(positions).mapToDouble(i -> run.steps()[i]).toArray());
  }

  private static SnapshotAnalysis snapshot(RunContext run, int position) {
    if (position == run.steps().length - 1) {
      return run.last();
    }
    try {
      return position == 0 ? run.first() : run.analysis(position);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
