package periscope.probes.ablation;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import periscope.probes.ExampleSet;
import periscope.probes.Intermediate;
import periscope.probes.RunContext;
import periscope.probes.SnapshotAnalysis;
import periscope.probes.fourier.KeyRule;

/** A snapshot's losses over train examples without each part, of all keys and of each key. */
final class ExcludedLosses {
  /** Of a snapshot of a run with keys, sum directions and train examples. */
  static final Intermediate<SnapshotAnalysis, ExcludedLosses> OF =
      Intermediate.of(ExcludedLosses::of);

  private final Map<ExcludedPart, double[]> losses; // each [1 + keys]

  private ExcludedLosses(Map<ExcludedPart, double[]> losses) {
    this.losses = losses;
  }

  private static ExcludedLosses of(SnapshotAnalysis snapshot) {
    RunContext run = snapshot.run();
    ImmutableIntArray keys = run.get(KeyRule.NEURONS).frequencies();
    List<ExcludedPart> parts =
        ExcludedPart.ALL.stream().filter(part -> part.absence(run).isEmpty()).toList();
    var tables = new ArrayList<double[]>();
    for (ExcludedPart part : parts) {
      tables.add(part.table().apply(snapshot, keys));
      keys.forEach(key -> tables.add(part.table().apply(snapshot, ImmutableIntArray.of(key))));
    }
    double[] all = LossesWithout.of(snapshot, run.get(ExampleSet.TRAIN), tables);
    var losses = new HashMap<ExcludedPart, double[]>();
    int each = 1 + keys.length();
    for (int i = 0; i < parts.size(); i++) {
      losses.put(parts.get(i), Arrays.copyOfRange(all, i * each, (i + 1) * each));
    }
    return new ExcludedLosses(losses);
  }

  double allKeys(ExcludedPart part) {
    return get(part)[0];
  }

  /** One for each key, {@code [keys]}. */
  double[] perKey(ExcludedPart part) {
    double[] values = get(part);
    return Arrays.copyOfRange(values, 1, values.length);
  }

  private double[] get(ExcludedPart part) {
    return Objects.requireNonNull(losses.get(part));
  }
}
