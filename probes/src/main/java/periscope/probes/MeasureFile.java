package periscope.probes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import periscope.checkpoints.NotARunException;
import periscope.checkpoints.SeriesReader;

/**
 * The measures of a run, as a pass wrote them. Values are read when asked for and not kept.
 *
 * <p>A measure is a series over {@link #steps()}, a constant, or absent with a reason.
 */
public final class MeasureFile implements AutoCloseable {
  /** Attribute that names the program that made the file, given by who runs the pass. */
  public static final String SOFTWARE = "software";

  static final String FORMAT = "periscope-measures";
  static final String RUN = "run";
  static final String NOTES = "notes";

  private static final String DEFINITION = "definition";
  private static final String UNITS = "units";
  private static final String CONVENTION = "convention";
  private static final String PROBE = "probe";
  private static final String VERSION = "probe_version";
  private static final String EVERY = "every";
  private static final String RUN_SUFFIX = ".h5";
  private static final String SUFFIX = ".probes.h5";

  private final Path path;
  private final SeriesReader reader;

  private MeasureFile(Path path, SeriesReader reader) {
    this.path = path;
    this.reader = reader;
  }

  /** Where the measures of a run file go: {@code run.probes.h5} beside {@code run.h5}. */
  public static Path pathFor(Path run) {
    String name = String.valueOf(run.getFileName());
    String stem =
        name.endsWith(RUN_SUFFIX) ? name.substring(0, name.length() - RUN_SUFFIX.length()) : name;
    return run.resolveSibling(stem + SUFFIX);
  }

  /**
   * Opens a file of measures.
   *
   * @throws IOException if it cannot be read or is something else
   */
  public static MeasureFile open(Path file) throws IOException {
    return new MeasureFile(file, SeriesReader.open(file, FORMAT));
  }

  /**
   * Opens a file that measures are to replace, and which may hold some that are still good.
   *
   * @return empty if there is none or it is damaged
   * @throws IOException if it is something else: nothing else is replaced by measures
   */
  static Optional<MeasureFile> openOld(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(open(file));
    } catch (NotARunException e) {
      throw new IOException(
          file + " is in the way of the measures and is something else: move it, or rename the run",
          e);
    } catch (IOException e) {
      return Optional.empty(); // it is made anew
    }
  }

  /** Where it is. */
  Path path() {
    return path;
  }

  /** What made the file; empty if it does not say. */
  public String software() {
    return reader.attributes().getOrDefault(SOFTWARE, "");
  }

  /** The file name of the run. */
  public String run() {
    return reader.attributes().getOrDefault(RUN, "");
  }

  /** What to bear in mind when reading these measures, in whole sentences. */
  public List<String> notes() {
    return reader.attributes().getOrDefault(NOTES, "").lines().toList();
  }

  /** What the file says about itself: run, software…, by name. */
  public Map<String, String> attributes() {
    return reader.attributes();
  }

  /** Steps of the snapshots, rising. */
  public long[] steps() {
    return reader.steps();
  }

  /** Ids of the measures over steps. */
  public List<String> series() {
    return reader.ids();
  }

  /** Ids of the measures with one value for the whole run. */
  public List<String> constants() {
    return reader.constants();
  }

  /** Ids of the measures that make no sense for this run, see {@link #absentReason}. */
  public List<String> absent() {
    return reader.absent();
  }

  /** Whether there are values of this id. */
  public boolean has(String id) {
    return reader.has(id);
  }

  /** Why a measure has no values; empty if it has, or is not known at all. */
  public Optional<String> absentReason(String id) {
    return reader.absentReason(id);
  }

  /**
   * What a measure is; its shape is that of one step for a series, of the whole for a constant.
   *
   * @throws IllegalArgumentException if there are no values of this id
   */
  public MeasureSpec spec(String id) {
    Map<String, String> stored = reader.attributes(id);
    return new MeasureSpec(
        id,
        reader.shape(id),
        stored.getOrDefault(DEFINITION, ""),
        stored.getOrDefault(UNITS, ""),
        stored.getOrDefault(CONVENTION, ""),
        stored.getOrDefault(PROBE, ""),
        Integer.parseInt(stored.getOrDefault(VERSION, "0")),
        Integer.parseInt(stored.getOrDefault(EVERY, "1")));
  }

  /**
   * All values of a measure, row-major: of a series those of all steps in turn.
   *
   * @throws IllegalArgumentException if there are no values of this id
   */
  public double[] all(String id) throws IOException {
    return reader.all(id);
  }

  /**
   * Values of a series at one step, row-major.
   *
   * @param index position in {@link #steps()}
   * @throws IllegalArgumentException if there is no series of this id
   */
  public double[] row(String id, int index) throws IOException {
    return reader.row(id, index);
  }

  /**
   * A constant list of whole numbers: frequencies, neurons.
   *
   * @throws IllegalArgumentException if there is no constant of this id, or not of whole numbers
   */
  public int[] integers(String id) throws IOException {
    double[] values = reader.all(id);
    int[] integers = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      integers[i] = (int) values[i];
      if (!(integers[i] == values[i])) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s: %s has the value %s, expected whole numbers",
                path,
                id,
                values[i]));
      }
    }
    return integers;
  }

  /**
   * The step of an event.
   *
   * @return empty if it did not happen, see {@link #absentReason}, or the id is not known
   */
  public OptionalLong step(String id) throws IOException {
    return has(id) ? OptionalLong.of((long) reader.all(id)[0]) : OptionalLong.empty();
  }

  /** Attributes under which a measure's metadata is stored. */
  static Map<String, String> attributes(MeasureSpec spec) {
    var attributes = new TreeMap<String, String>();
    attributes.put(DEFINITION, spec.definition());
    attributes.put(UNITS, spec.units());
    attributes.put(CONVENTION, spec.convention());
    attributes.put(PROBE, spec.probe());
    attributes.put(VERSION, Integer.toString(spec.version()));
    if (spec.every() > 1) {
      attributes.put(EVERY, Integer.toString(spec.every()));
    }
    return attributes;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
