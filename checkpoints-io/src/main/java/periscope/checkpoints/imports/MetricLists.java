package periscope.checkpoints.imports;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Lists of losses and accuracies that stand beside imported weights, put on the axis of steps.
 *
 * <p>A list as long as there are checkpoints is of the checkpoints. Any other begins at step 0 and
 * has an entry every K steps: K is said by the user, or it is the one K with which the list ends
 * where the checkpoints end, or at most one checkpoint later. A list for which there is none is
 * left out. Training loops measure an epoch's loss before they make its update, so entry i is of
 * the weights after i·K updates.
 */
final class MetricLists {
  private final List<String> ids = new ArrayList<>();
  private final NavigableMap<Long, double[]> rows = new TreeMap<>(); // by step: [ids]
  private final List<String> notes = new ArrayList<>();

  /**
   * Places lists.
   *
   * @param lists by their names in the file
   * @param steps of the checkpoints, rising
   * @param every the K of all lists that are not of the checkpoints, if someone said it
   */
  MetricLists(Map<String, double[]> lists, long[] steps, OptionalLong every) {
    Map<String, double[]> named = new LinkedHashMap<>();
    Map<String, long[]> axes = new LinkedHashMap<>();
    for (Map.Entry<String, double[]> list : lists.entrySet()) {
      double[] values = list.getValue();
      if (values.length == 0) {
        continue;
      }
      long cadence = cadence(values.length, steps, every);
      if (values.length != steps.length && cadence == 0) {
        notes.add(
            String.format(
                Locale.ROOT,
                "The list %s has %,d entries, which fit no regular distance between steps 0 and %,d: it is left out; --metrics-every says the distance.",
                list.getKey(),
                values.length,
                steps[steps.length - 1]));
        continue;
      }
      String id = id(list.getKey(), named.containsKey(id(list.getKey(), false)));
      named.put(id, values);
      axes.put(id, values.length == steps.length ? steps : regular(values.length, cadence));
    }
    ids.addAll(named.keySet());
    named.forEach((id, values) -> add(id, axes.getOrDefault(id, steps), values));
    long last = steps[steps.length - 1];
    NavigableMap<Long, double[]> late = rows.tailMap(last, false);
    if (!late.isEmpty()) {
      notes.add(
          String.format(
              Locale.ROOT,
              "Losses after the last checkpoint are left out: steps %,d to %,d.",
              late.firstKey(),
              late.lastKey()));
      late.clear();
    }
  }

  private void add(String id, long[] axis, double[] values) {
    int column = ids.indexOf(id);
    for (int i = 0; i < values.length; i++) {
      rows.computeIfAbsent(axis[i], step -> notMeasured())[column] = values[i];
    }
  }

  private double[] notMeasured() {
    double[] row = new double[ids.size()];
    Arrays.fill(row, Double.NaN);
    return row;
  }

  private static long[] regular(int count, long cadence) {
    long[] axis = new long[count];
    for (int i = 0; i < count; i++) {
      axis[i] = i * cadence;
    }
    return axis;
  }

  /** The distance of a list's entries, 0 if there is none that fits. */
  private static long cadence(int count, long[] steps, OptionalLong said) {
    if (said.isPresent()) {
      return said.getAsLong();
    }
    long last = steps[steps.length - 1];
    long gap = steps.length > 1 ? last - steps[steps.length - 2] : 1;
    if (count == 1) {
      return last == 0 ? 1 : 0;
    }
    for (long end = last; end <= last + gap; end++) {
      // A list ends at this step, or just before it.
      if (end > 0 && end % (count - 1) == 0) {
        return end / (count - 1);
      }
      if (end > 0 && end % count == 0) {
        return end / count;
      }
    }
    return 0;
  }

  /** Our id of what a list's name says it is. */
  private static String id(String name, boolean taken) {
    String lower = name.toLowerCase(Locale.ROOT);
    String what = lower.contains("loss") ? "loss" : lower.contains("acc") ? "accuracy" : "";
    String where =
        lower.contains("train")
            ? "train"
            : lower.contains("test") || lower.contains("val") ? "test" : "";
    return taken || what.isEmpty() || where.isEmpty()
        ? "imported/" + name.replace('/', '.')
        : what + "/" + where;
  }

  /** Ids of the metrics. */
  List<String> ids() {
    return ids;
  }

  /**
   * Values by step, in the order of the ids; NaN where a list of another cadence has no entry. Not
   * a copy.
   */
  NavigableMap<Long, double[]> rows() {
    return rows;
  }

  /** What was left out, in whole sentences. */
  List<String> notes() {
    return notes;
  }
}
