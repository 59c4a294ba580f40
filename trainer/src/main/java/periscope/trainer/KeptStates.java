package periscope.trainer;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import periscope.checkpoints.RunHeader;
import periscope.checkpoints.RunHealth;
import periscope.checkpoints.RunReader;
import periscope.checkpoints.RunWriter;
import periscope.checkpoints.Snapshot;

/**
 * The optimizer's state at some checkpoints of a run, so that a {@link Replay} can begin there: a
 * file of the same format beside the run, {@code run.states.h5} of {@code run.h5}, whose tensors
 * are the optimizer's. It only ever has states of steps that the run has committed.
 */
final class KeptStates implements AutoCloseable {
  private final Optional<RunWriter> writer;

  private KeptStates(Optional<RunWriter> writer) {
    this.writer = writer;
  }

  /** Where the states of a run are. */
  static Path pathFor(Path run) {
    String name = run.getFileName().toString();
    String base =
        name.toLowerCase(Locale.ROOT).endsWith(".h5") ? name.substring(0, name.length() - 3) : name;
    return run.resolveSibling(base + ".states.h5");
  }

  /** Checks that no states without their run are in the way of a new one. */
  static void requireReplaceable(Path run, boolean overwrite) throws IOException {
    Path states = pathFor(run);
    if (Files.exists(states) && !overwrite && !Files.exists(run)) {
      throw new FileAlreadyExistsException(
          states.toString(), null, "these are states of another run, and were not to be replaced");
    }
  }

  /** For a new run; what an older run has left is deleted. */
  static KeptStates create(Path run, RunSpec spec, RunHeader header) throws IOException {
    Path states = pathFor(run);
    if (spec.keepStates() == 0 || header.optimizer().isEmpty()) {
      Files.deleteIfExists(states);
      return new KeptStates(Optional.empty());
    }
    return new KeptStates(Optional.of(RunWriter.create(states, of(header), new int[0], true)));
  }

  /** For a run that is gone on with; states that somebody deleted begin anew. */
  static KeptStates resume(Path run, RunSpec spec, RunHeader header) throws IOException {
    Path states = pathFor(run);
    if (!Files.exists(states)) {
      return create(run, spec, header);
    }
    return new KeptStates(Optional.of(RunWriter.resume(states)));
  }

  private static RunHeader of(RunHeader run) {
    Map<String, String> provenance = new TreeMap<>(run.provenance());
    provenance.put("content", "state of the optimizer, for replays");
    return new RunHeader(run.spec(), provenance, run.optimizer(), List.of(), List.of());
  }

  /** Keeps the state of the run's last checkpoint, if a crash came between the two. */
  void catchUp(RunWriter run, int keepStates, List<float[]> optimizer) throws IOException {
    if (writer.isPresent()
        && run.committed() > 0
        && (run.committed() - 1) % keepStates == 0
        && writer.get().lastStep() < run.lastStep()) {
      writer.get().checkpoint(run.lastStep(), optimizer, List.of());
    }
  }

  /** Nothing if none are kept. */
  Optional<RunWriter> writer() {
    return writer;
  }

  /** The last kept state of a run whose step is not after this one. */
  static Optional<Snapshot> before(Path run, long step) throws IOException {
    Path states = pathFor(run);
    if (!Files.exists(states) || RunHealth.of(states).checkpoints() == 0) {
      return Optional.empty();
    }
    try (var reader = RunReader.open(states)) {
      long[] steps = reader.steps();
      for (int i = steps.length - 1; i >= 0; i--) {
        if (steps[i] <= step) {
          return Optional.of(reader.snapshot(i));
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() throws IOException {
    if (writer.isPresent()) {
      writer.get().close();
    }
  }
}
