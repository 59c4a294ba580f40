package periscope.probes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import periscope.checkpoints.SeriesSpec;
import periscope.checkpoints.SeriesWriter;
import periscope.probes.internal.OrderedPool;

/**
 * One pass over the snapshots of a run, in which all probes compute their measures.
 *
 * <p>Snapshots are read and probed in parallel and written in the order of their steps. Each is
 * computed by one thread, so the numbers do not depend on how many there are. No more than twice as
 * many snapshots as threads are in memory at once; of series, only those single numbers that a
 * {@link Measure.Derived} asks for are kept.
 *
 * <p>A probe that throws does not stop the others: see {@link ProbeFailure}. The file of measures
 * appears under its name when it is complete, in place of an old one.
 */
public final class ProbePass {
  private final List<Probe> probes;
  private int threads = 1;
  private Set<String> only = Set.of();
  private Map<String, String> provenance = Map.of();
  private Progress progress = (done, total) -> {};

  private ProbePass(List<Probe> probes) {
    this.probes = List.copyOf(probes);
  }

  /** The probes of all jars on the class path, ours first. */
  public static List<Probe> installed() {
    return ServiceLoader.load(Probe.class).stream().map(ServiceLoader.Provider::get).toList();
  }

  /** A pass of these probes. */
  public static ProbePass of(List<Probe> probes) {
    return new ProbePass(probes);
  }

  /** Uses this many threads; 1 if not said. */
  public ProbePass threads(int count) {
    threads = count;
    return this;
  }

  /**
   * Computes only the measures of these ids, and the series that they are made of; all if empty.
   */
  public ProbePass only(Set<String> ids) {
    only = Set.copyOf(ids);
    return this;
  }

  /** Stores this with the measures: software, platform…, by name. */
  public ProbePass provenance(Map<String, String> attributes) {
    provenance = Map.copyOf(attributes);
    return this;
  }

  /** Tells this how far the pass is. */
  public ProbePass progress(Progress listener) {
    progress = listener;
    return this;
  }

  /**
   * The measures of a run, without computing them.
   *
   * @throws IOException if the run file cannot be read
   */
  public List<Measure> measures(Path run) throws IOException {
    try (var context = RunContext.open(run)) {
      return plan(context).entries().stream().map(Plan.Entry::measure).toList();
    }
  }

  /**
   * Probes a run.
   *
   * @param run the run file, which is only read
   * @param measures the file to write, see {@link MeasureFile#pathFor}
   * @throws IOException if a file cannot be read or written
   * @throws IllegalArgumentException if the run's specification or a wanted id is not known, or
   *     both files are one
   */
  public ProbeResult run(Path run, Path measures) throws IOException {
    if (Files.exists(measures) && Files.isSameFile(run, measures)) {
      throw new IllegalArgumentException(
          measures + " is the run itself: write its measures to another file");
    }
    try (var context = RunContext.open(run)) {
      Plan plan = plan(context);
      var failures = new Failures();
      plan.failures().forEach(failures::add);
      List<Plan.Entry> series = plan.series();
      try (var writer =
          SeriesWriter.create(
              measures,
              MeasureFile.FORMAT,
              attributes(context),
              series.stream()
                  .map(
                      entry ->
                          new SeriesSpec(
                              entry.id(),
                              entry.spec().shape(),
                              MeasureFile.attributes(entry.spec())))
                  .toList())) {
        var values = new ValueWriter(writer, failures);
        values.beforePass(plan.entries());
        ScalarSeries kept = pass(context, plan, writer, failures);
        values.afterPass(plan.entries(), kept);
        writer.commit();
      }
      return new ProbeResult(measures, context.steps().length, failures.list());
    }
  }

  private Plan plan(RunContext context) {
    Plan plan = Plan.of(probes, context);
    return only.isEmpty() ? plan : plan.only(only);
  }

  private Map<String, String> attributes(RunContext context) {
    var attributes = new TreeMap<>(provenance);
    attributes.put(MeasureFile.RUN, String.valueOf(context.file().getFileName()));
    attributes.put(MeasureFile.NOTES, String.join("\n", context.notes()));
    return attributes;
  }

  private ScalarSeries pass(RunContext context, Plan plan, SeriesWriter writer, Failures failures)
      throws IOException {
    List<Plan.Entry> series = plan.series();
    long[] steps = context.steps();
    Map<Integer, double[]> kept = kept(plan, steps.length);
    OrderedPool.run(
        steps.length,
        threads,
        index -> SnapshotRow.compute(context.analysis(index), series),
        (index, row) -> {
          writer.append(row.step(), row.values());
          row.reportTo(failures);
          kept.forEach((measure, values) -> values[index] = row.values().get(measure)[0]);
          progress.snapshot(index + 1, steps.length);
        });
    var byId = new HashMap<String, double[]>();
    kept.forEach((measure, values) -> byId.put(series.get(measure).id(), values));
    return new ScalarSeries(steps, byId);
  }

  /** Room for the series of single numbers that another measure asks for, by position. */
  private static Map<Integer, double[]> kept(Plan plan, int steps) {
    var wanted = new ArrayList<String>();
    for (Plan.Entry entry : plan.entries()) {
      if (entry.measure() instanceof Measure.Derived derived) {
        wanted.addAll(derived.inputs());
      }
    }
    var kept = new HashMap<Integer, double[]>();
    List<Plan.Entry> series = plan.series();
    for (int i = 0; i < series.size(); i++) {
      if (wanted.contains(series.get(i).id()) && series.get(i).spec().shape().isEmpty()) {
        double[] values = new double[steps];
        Arrays.fill(values, Double.NaN);
        kept.put(i, values);
      }
    }
    return kept;
  }
}
