package periscope.probes;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What earlier passes over a run have found, as far as it still holds: of a run whose content is
 * the same, or has grown since; by the same version of the same probe; by the same program.
 * Thread-safe.
 */
final class EarlierMeasures implements Closeable {
  /** What a run is known by, see {@link #mark}. */
  private static final String CONTENT = "content";

  private static final String CHECKPOINTS = "checkpoints";

  /** Whose measures a file has all of. */
  private static final String PROBES = "probes";

  /**
   * A file of measures.
   *
   * @param grown whether the run has grown since
   * @param same whether a series, by id, is the same measure here: found out once, not for each row
   */
  private record Source(MeasureFile file, boolean grown, Map<String, Boolean> same) {
    boolean has(Plan.Entry series) {
      return same.computeIfAbsent(
          series.id(), id -> file.series().contains(id) && file.spec(id).equals(series.spec()));
    }
  }

  private final RunContext run;
  private final List<Source> sources;

  private EarlierMeasures(RunContext run, List<Source> sources) {
    this.run = run;
    this.sources = sources;
  }

  /**
   * Takes those measures that belong to the run as it is; others are passed over.
   *
   * @param whole of the last pass that came to its end
   * @param part where an interrupted pass would have left them
   * @param attributes which run it is and what the program says of itself: files of others are
   *     passed over
   */
  static EarlierMeasures open(
      RunContext run, Optional<MeasureFile> whole, Path part, Map<String, String> attributes)
      throws IOException {
    var earlier = new EarlierMeasures(run, new ArrayList<>());
    for (Optional<MeasureFile> file : List.of(whole, ifSound(part))) {
      if (file.isPresent()) {
        earlier.add(file.get(), attributes);
      }
    }
    return earlier;
  }

  private static Optional<MeasureFile> ifSound(Path file) {
    try {
      return Files.exists(file) ? Optional.of(MeasureFile.open(file)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // it will be replaced
    }
  }

  /** Nothing is known. */
  static EarlierMeasures none(RunContext run) {
    return new EarlierMeasures(run, List.of());
  }

  /** Attributes by which a file of measures is recognised. */
  static Map<String, String> mark(RunContext run) throws IOException {
    int checkpoints = run.steps().length;
    return Map.of(CONTENT, run.digest(checkpoints), CHECKPOINTS, Integer.toString(checkpoints));
  }

  /** The attribute of a file that has all measures of these probes. */
  static Map<String, String> markAll(List<Probe> probes) {
    return Map.of(PROBES, names(probes));
  }

  private static String names(List<Probe> probes) {
    return probes.stream()
        .map(probe -> probe.name() + " " + probe.version())
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private void add(MeasureFile file, Map<String, String> attributes) throws IOException {
    int checkpoints = checkpoints(file);
    boolean known =
        file.attributes().entrySet().containsAll(attributes.entrySet())
            && checkpoints > 0
            && checkpoints <= run.steps().length
            && run.digest(checkpoints).equals(file.attributes().get(CONTENT));
    if (known) {
      sources.add(new Source(file, checkpoints < run.steps().length, new ConcurrentHashMap<>()));
    } else {
      file.close();
    }
  }

  private static int checkpoints(MeasureFile file) {
    String text = file.attributes().getOrDefault(CHECKPOINTS, "");
    return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
  }

  /** Of how many checkpoints something is known. */
  int checkpoints() {
    return sources.stream().mapToInt(source -> source.file().steps().length).max().orElse(0);
  }

  /** The values of a series at one step, if they are known. */
  Optional<double[]> row(Plan.Entry entry, int index) throws IOException {
    for (Source source : sources) {
      if (holds(source, entry, index)) {
        return Optional.of(source.file().row(entry.id(), index));
      }
    }
    return Optional.empty();
  }

  private static boolean holds(Source source, Plan.Entry entry, int index) {
    var series = (Measure.Series) entry.measure();
    return (!source.grown() || series.ofSnapshotAlone())
        && index < source.file().steps().length
        && source.has(entry);
  }

  /** Whether a file says that it has all measures of these probes, for all steps. */
  boolean hasAll(Path file, List<Probe> probes) {
    return whole(file)
        .anyMatch(source -> names(probes).equals(source.file().attributes().get(PROBES)));
  }

  /** Whether a file has all of these measures, for all steps. */
  boolean complete(Path file, List<Plan.Entry> entries) {
    return whole(file).anyMatch(source -> entries.stream().allMatch(entry -> has(source, entry)));
  }

  private Stream<Source> whole(Path file) {
    return sources.stream()
        .filter(source -> source.file().path().equals(file) && !source.grown())
        .filter(source -> source.file().steps().length == run.steps().length);
  }

  private boolean has(Source source, Plan.Entry entry) {
    String id = entry.id();
    return switch (entry.measure()) {
      case Measure.Series series -> holds(source, entry, run.steps().length - 1);
      case Measure.Constant constant -> hasValue(source.file(), entry.spec());
      case Measure.Derived derived -> hasValue(source.file(), entry.spec());
      case Measure.Absent absent ->
          source.file().absentReason(id).filter(absent.reason()::equals).isPresent();
    };
  }

  private static boolean hasValue(MeasureFile file, MeasureSpec spec) {
    if (!file.constants().contains(spec.id())) {
      return file.absentReason(spec.id()).isPresent();
    }
    Integer[] shape = file.spec(spec.id()).shape().toArray(new Integer[0]);
    return file.spec(spec.id()).equals(spec.shape(shape));
  }

  @Override
  public void close() throws IOException {
    for (Source source : sources) {
      source.file().close();
    }
  }
}
