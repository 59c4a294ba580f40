package periscope.reports.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import periscope.checkpoints.RunReader;
import periscope.checkpoints.Snapshot;
import periscope.checkpoints.TensorSpec;

/**
 * The weights that a page holds, from the run file: every parameter and what they multiply to, all
 * at the same checkpoints, as many as fit a budget for all of them together.
 */
final class Tensors {
  /** In front of a tensor's name in the id of its series. */
  static final String PREFIX = "tensor/";

  /** Half-precision values for all tensors together: 3 to 18 MB before compression. */
  private static final long LEAST = 1_500_000;

  private static final long MOST = 9_000_000;

  /** Between these, a quarter of what the run file has. */
  private static final int SHARE = 4;

  private final List<TensorView> views;
  private final int left;
  private final Kept kept;
  private final long[] steps;

  private Tensors(List<TensorView> views, int left, Kept kept, long[] steps) {
    this.views = views;
    this.left = left;
    this.kept = kept;
    this.steps = steps;
  }

  /**
   * Chooses what to hold; nothing is read yet.
   *
   * @param steps the page's checkpoints, all of them the run's
   * @param elsewhere parameters that the page has as measures already
   */
  static Tensors of(RunReader run, long[] steps, Set<String> elsewhere) {
    List<TensorView> all = new ArrayList<>(CollapsedViews.of(run.parameters()));
    long stored = 0;
    for (TensorSpec tensor : run.parameters()) {
      stored += (long) tensor.size() * steps.length;
      if (!elsewhere.contains(tensor.name())) {
        all.add(TensorView.of(tensor));
      }
    }
    long budget = Math.clamp(stored / SHARE, LEAST, MOST);
    List<TensorView> views = new ArrayList<>();
    long each = 0;
    for (TensorView view : all) {
      if ((each + view.heldSize()) * Math.min(2, steps.length) <= budget) {
        views.add(view);
        each += view.heldSize();
      }
    }
    int rows = (int) Math.min(steps.length, budget / Math.max(1, each));
    return new Tensors(views, all.size() - views.size(), Kept.of(steps.length, rows), steps);
  }

  /** What there was no room for, as a sentence; empty if there was for all. */
  List<String> notes() {
    return left == 0
        ? List.of()
        : List.of(
            String.format(
                Locale.ROOT,
                "Of %d weight matrices the page holds %d: there is no room for the others.",
                views.size() + left,
                views.size()));
  }

  /** Layouts by the ids of the series. */
  Map<String, double[]> layouts() {
    Map<String, double[]> layouts = new LinkedHashMap<>();
    views.forEach(view -> layouts.put(id(view) + "/layout", view.layout()));
    return layouts;
  }

  /**
   * Reads the weights, one snapshot after the other.
   *
   * @throws IOException if the run file cannot be read
   */
  List<Series> series(RunReader run) throws IOException {
    List<float[][]> held = new ArrayList<>(); // [view][kept][values]
    views.forEach(view -> held.add(new float[kept.count()][]));
    long[] stored = run.steps();
    for (int k = 0; k < kept.count(); k++) {
      Snapshot snapshot = run.snapshot(Arrays.binarySearch(stored, steps[kept.index(k)]));
      for (int v = 0; v < views.size(); v++) {
        held.get(v)[k] = views.get(v).held(snapshot);
      }
    }
    List<Series> series = new ArrayList<>();
    for (int v = 0; v < views.size(); v++) {
      TensorView view = views.get(v);
      series.add(
          new Series(
              id(view),
              Series.Axis.CHECKPOINTS,
              view.heldShape(),
              view.description(),
              new Held(held.get(v), kept),
              kept.count()));
    }
    return series;
  }

  private static String id(TensorView view) {
    return PREFIX + view.name();
  }

  /** Rows of which only some are held; the others are those before them. */
  private static final class Held implements Rows {
    private final float[][] values; // [kept][values]
    private final Kept kept;

    Held(float[][] values, Kept kept) {
      this.values = values;
      this.kept = kept;
    }

    @Override
    public int count() {
      return kept.rows();
    }

    @Override
    public double[] row(int index) {
      float[] stored = values[kept.holding(index)];
      double[] row = new double[stored.length];
      for (int i = 0; i < row.length; i++) {
        row[i] = stored[i];
      }
      return row;
    }
  }
}
