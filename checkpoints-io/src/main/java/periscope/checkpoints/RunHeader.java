package periscope.checkpoints;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import periscope.checkpoints.internal.Hdf5;

/**
 * What is fixed when a run file is made.
 *
 * @param spec the run's specification, as JSON; this module does not look into it
 * @param provenance what made the file: software, machine, seed…; by name
 * @param parameters tensors of the network, stored at every checkpoint
 * @param optimizer tensors of the optimiser's state, stored for the last checkpoint; may be empty
 * @param metrics ids such as {@code loss/train}, logged at steps of their own; may be empty
 */
public record RunHeader(
    String spec,
    Map<String, String> provenance,
    List<TensorSpec> parameters,
    List<TensorSpec> optimizer,
    List<String> metrics) {

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if there is no parameter, or a name stands twice or is taken
   */
  public RunHeader {
    provenance = java.util.Collections.unmodifiableMap(new TreeMap<>(provenance));
    parameters = List.copyOf(parameters);
    optimizer = List.copyOf(optimizer);
    metrics = List.copyOf(metrics);
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException("a run has at least one parameter, found none");
    }
    storagePaths("parameter", names(parameters));
    storagePaths("optimizer tensor", names(optimizer));
    storagePaths("metric", metrics);
    provenance.keySet().forEach(key -> StoragePaths.requireName("provenance key", key));
    if (provenance.containsKey(RunLayout.SPEC)) {
      throw new IllegalArgumentException("no provenance key can be called \"spec\"");
    }
  }

  /**
   * That of a run file, whether it has checkpoints or none yet.
   *
   * @throws NotARunException if it is not a run file
   * @throws IOException if it cannot be read, or is damaged
   */
  public static RunHeader of(Path file) throws IOException {
    return Hdf5.call(
        () -> {
          OpenRun run = OpenRun.open(file);
          try {
            return run.file().header();
          } finally {
            run.leave();
          }
        });
  }

  /** Names in the order of the tensors. */
  static List<String> names(List<TensorSpec> tensors) {
    return tensors.stream().map(TensorSpec::name).toList();
  }

  /** Where datasets of these names are, below the group for them, in the same order. */
  static List<String> storagePaths(String what, List<String> names) {
    return List.copyOf(StoragePaths.of(what, names, List.of(RunLayout.STEP)).values());
  }
}
