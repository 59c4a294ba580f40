package periscope.probes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import periscope.models.kernel.BlasLibrary;
import periscope.models.net.TransformerSpec;
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
 *
 * <p>What the old file holds is not computed again, if it was made by the same program from a run
 * of the same content: of a run that has grown since, those series that do not depend on its last
 * snapshot. Nor is what an interrupted pass has saved. Content is known by the checksums in the run
 * file, or where it has none by those of its values.
 */
public final class ProbePass {
  /** Some 250 checkpoints of {@code pair-mod67}. */
  private static final long NUMBERS_OF_A_SHORT_PASS = 100_000_000;

  private final List<Probe> probes;
  private int threads = 1;
  private Set<String> only = Set.of();
  private Map<String, String> provenance = Map.of();
  private Duration saveAfter = Duration.ofMinutes(1);
  private boolean fresh;
  private boolean shortOnly;
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

  /** Computes everything anew, also what an earlier pass has found. */
  public ProbePass fresh(boolean anew) {
    fresh = anew;
    return this;
  }

  /**
   * Begins a pass only if it is over in a second or two; {@link #run} throws a {@link
   * LongPassException} of any other.
   */
  public ProbePass shortOnly(boolean only) {
    shortOnly = only;
    return this;
  }

  /** Saves the rows for the first time after this; a minute if not said. */
  ProbePass saveAfter(Duration duration) {
    saveAfter = duration;
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
   * Probes a run. If the old file holds everything, it is left as it is.
   *
   * @param run the run file, which is only read
   * @param measures the file to write, see {@link MeasureFile#pathFor}
   * @throws LongPassException see {@link #shortOnly}; nothing has been written then
   * @throws IOException if a file cannot be read or written
   * @throws IllegalArgumentException if the run's specification or a wanted id is not known, or
   *     both files are one
   */
  public ProbeResult run(Path run, Path measures) throws IOException {
    if (Files.exists(measures) && Files.isSameFile(run, measures)) {
      throw new IllegalArgumentException(
          measures + " is the run itself: write its measures to another file");
    }
    try (var context = RunContext.open(run);
        var earlier = earlier(context, measures)) {
      if (only.isEmpty() && earlier.hasAll(measures, probes)) { // a plan is made of measures, too
        return new ProbeResult(measures, 0, List.of());
      }
      if (shortOnly && !isShort(context, context.steps().length - earlier.checkpoints())) {
        throw new LongPassException(run);
      }
      BlasLibrary.require();
      Plan plan = plan(context);
      if (plan.failures().isEmpty() && earlier.complete(measures, plan.entries())) {
        return new ProbeResult(measures, 0, List.of());
      }
      var failures = new Failures();
      plan.failures().forEach(failures::add);
      try (var draft =
          new MeasureDraft(
              measures,
              attributes(context),
              EarlierMeasures.mark(context),
              plan.series(),
              saveAfter)) {
        var values = new ValueWriter(plan.entries());
        ScalarSeries kept = pass(context, plan, values.constants(), earlier, draft, failures);
        values.derive(kept);
        values.reportTo(failures);
        values.write(draft.writer());
        if (only.isEmpty() && failures.list().isEmpty()) {
          EarlierMeasures.markAll(probes).forEach(draft.writer()::attribute);
        }
        draft.commit(notes(context, kept, failures), failures.list().isEmpty());
      }
      return new ProbeResult(measures, context.steps().length, failures.list());
    }
  }

  /** By the numbers of its neurons and logits. Those of a transformer cost many times as much. */
  private static boolean isShort(RunContext run, int checkpoints) {
    long numbers = (long) run.inputs().size() * (run.neuronCount() + run.task().classes());
    return !(run.modelSpec() instanceof TransformerSpec)
        && checkpoints * numbers <= NUMBERS_OF_A_SHORT_PASS;
  }

  private EarlierMeasures earlier(RunContext context, Path measures) throws IOException {
    Optional<MeasureFile> old = MeasureFile.openOld(measures);
    if (!fresh) {
      Path part = MeasureDraft.partOf(measures);
      return EarlierMeasures.open(context, old, part, attributes(context));
    }
    if (old.isPresent()) {
      old.get().close();
    }
    return EarlierMeasures.none(context);
  }

  /** What to bear in mind about the run: where its weights are not numbers, and what failed. */
  private static List<String> notes(RunContext context, ScalarSeries kept, Failures failures) {
    var notes = new ArrayList<>(context.notes());
    if (kept.has(RunContext.NOT_FINITE)) {
      double[] counts = kept.values(RunContext.NOT_FINITE);
      long[] steps =
          IntStream.range(0, counts.length)
              .filter(i -> counts[i] > 0)
              .mapToLong(i -> kept.steps()[i])
              .toArray();
      if (steps.length > 0) {
        notes.add(
            String.format(
                Locale.ROOT,
                "Weights are NaN or infinite at %s, so what depends on them is NaN there.",
                steps.length == 1
                    ? "step " + steps[0]
                    : String.format(
                        Locale.ROOT, "%d checkpoints, first at step %d", steps.length, steps[0])));
      }
    }
    for (ProbeFailure failure : failures.list()) {
      notes.add(
          String.format(
              Locale.ROOT,
              "Not all was measured: %s.",
              failure.message().replaceAll("\\s*\\R\\s*", " ").replaceFirst("\\.$", "")));
    }
    return notes;
  }

  private Plan plan(RunContext context) {
    Plan plan = Plan.of(probes, context);
    return only.isEmpty() ? plan : plan.only(only);
  }

  private Map<String, String> attributes(RunContext context) {
    var attributes = new TreeMap<>(provenance);
    attributes.put(MeasureFile.RUN, String.valueOf(context.file().getFileName()));
    return attributes;
  }

  private ScalarSeries pass(
      RunContext context,
      Plan plan,
      List<Runnable> constants,
      EarlierMeasures earlier,
      MeasureDraft draft,
      Failures failures)
      throws IOException {
    List<Plan.Entry> series = plan.series();
    long[] steps = context.steps();
    Map<Integer, double[]> kept = kept(plan, steps.length);
    OrderedPool.run(
        constants,
        steps.length,
        threads,
        index -> SnapshotRow.compute(context, index, series, earlier),
        (index, row) -> {
          row.reportTo(failures);
          draft.append(row, failures.list().isEmpty());
          kept.forEach((measure, values) -> values[index] = row.values().get(measure)[0]);
          progress.snapshot(index + 1, steps.length);
        });
    var byId = new HashMap<String, double[]>();
    kept.forEach((measure, values) -> byId.put(series.get(measure).id(), values));
    return new ScalarSeries(steps, byId);
  }

  /** Room for the series of single numbers that another measure or a note asks for, by position. */
  private static Map<Integer, double[]> kept(Plan plan, int steps) {
    var wanted = new ArrayList<String>();
    for (Plan.Entry entry : plan.entries()) {
      if (entry.measure() instanceof Measure.Derived derived) {
        wanted.addAll(derived.inputs());
      }
    }
    var kept = new HashMap<Integer, double[]>();
    List<Plan.Entry> series = plan.series();
    wanted.add(RunContext.NOT_FINITE);
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
