package periscope.reports.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** The usual planted run with measures of its progress, phases, ablations and a network to run. */
final class PlantedProgress {
  /** Frequencies of the planted run, which {@code excluded/per-key/train} has a column for. */
  static final int[] KEYS = {4, 8, 14, 23};

  static final int STEPS = 101;

  /** Examples a ≤ b. */
  static final int EXAMPLES = PlantedRun.P * (PlantedRun.P + 1) / 2;

  private PlantedProgress() {}

  /** Loss without the key of a column at a checkpoint. */
  static double without(int index, int key) {
    return 1e-4 * Math.exp(index * (0.08 + 0.01 * key));
  }

  /** Every third example or so. */
  static int[] train() {
    Random random = new Random(5);
    return IntStream.range(0, EXAMPLES).filter(i -> random.nextInt(5) < 2).toArray();
  }

  static ReportData run() {
    ReportData usual = PlantedRun.usual();
    List<Series> series = new ArrayList<>(usual.series());
    scalar(series, "restricted/all", i -> 4 * Math.exp(-i * 0.1) + 1e-7);
    scalar(series, "excluded/all-keys/train", i -> 1e-4 * Math.exp(i * 0.11));
    scalar(series, "circularity", i -> 0.1 + i * 0.008);
    scalar(series, "weights/not-finite", i -> 0);
    double[] perKey = new double[STEPS * KEYS.length]; // [steps][keys]
    for (int i = 0; i < perKey.length; i++) {
      perKey[i] = without(i / KEYS.length, i % KEYS.length);
    }
    series.add(
        Series.of("excluded/per-key/train", Series.Axis.CHECKPOINTS, List.of(KEYS.length), perKey));
    double[] heads = new double[STEPS * 4]; // [steps][2][2]
    for (int i = 0; i < heads.length; i++) {
      heads[i] = 0.5 + i % 4 + i / 400.0;
    }
    series.add(Series.of("ablation/heads/test", Series.Axis.CHECKPOINTS, List.of(2, 2), heads));
    Map<String, double[]> constants = new LinkedHashMap<>(usual.constants());
    constants.put("keys/neurons-per-key", new double[] {6, 5, 7, 6});
    constants.put("keys/embedding-norm", new double[] {4, 8, 14});
    constants.put("keys/logit-cosine", new double[] {});
    constants.put("slingshots", new double[] {12_000});
    constants.put("slingshots/spikes", new double[] {12_000, 20_000});
    List<Event> events = new ArrayList<>(usual.events());
    events.add(new Event.NotReached("events/ungeneralised", "it never fell"));
    events.add(new Event.Reached("phases/memorisation-end", 1_500));
    events.add(new Event.Reached("phases/circuit-formation-end", 36_000));
    events.add(new Event.Reached("phases/clean-up-start", 37_500));
    events.add(new Event.Reached("phases/clean-up-end", 41_500));
    return new ReportData(
        "planted progress",
        usual.description(),
        List.of("A planted note."),
        usual.facts(),
        usual.spec(),
        usual.provenance(),
        usual.steps(),
        usual.metricSteps(),
        series,
        constants,
        events,
        Map.of(),
        new Background(
            Map.of(
                "loss/train",
                    new Definition("mean cross-entropy", "nats", "", "probe loss, version 1"),
                "restricted/all",
                    new Definition(
                        "only the keys are left",
                        "nats",
                        "over all pairs",
                        "probe restricted, version 2"),
                "circularity", new Definition("how round it is", "", "", "")),
            new PairNetwork(PlantedRun.P, "add", "unordered", "relu", train())));
  }

  private static void scalar(List<Series> series, String id, IntToDoubleFunction value) {
    double[] values = IntStream.range(0, STEPS).mapToDouble(value).toArray();
    series.add(Series.of(id, Series.Axis.CHECKPOINTS, List.of(), values));
  }

  /** One of its series' values at a checkpoint. */
  static double[] row(String id, int index) throws java.io.IOException {
    return run().series().stream()
        .filter(one -> one.id().equals(id) && one.axis() == Series.Axis.CHECKPOINTS)
        .findFirst()
        .orElseThrow()
        .rows()
        .row(index);
  }
}
