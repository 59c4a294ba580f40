package periscope.checkpoints;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
    requireDistinct("parameter", parameters);
    requireDistinct("optimizer tensor", optimizer);
    for (TensorSpec tensor : optimizer) {
      if (tensor.name().equals(RunLayout.STEP)) {
        throw new IllegalArgumentException("no optimizer tensor can be called \"step\"");
      }
    }
    StoragePaths.of("metric", metrics, List.of(RunLayout.STEP));
    provenance.keySet().forEach(key -> StoragePaths.requireName("provenance key", key));
    if (provenance.containsKey(RunLayout.SPEC)) {
      throw new IllegalArgumentException("no provenance key can be called \"spec\"");
    }
  }

  private static void requireDistinct(String what, List<TensorSpec> tensors) {
    List<String> names = tensors.stream().map(TensorSpec::name).toList();
    for (int i = 0; i < names.size(); i++) {
      if (names.indexOf(names.get(i)) != i) {
        throw new IllegalArgumentException("%s %s stands twice".formatted(what, names.get(i)));
      }
    }
  }
}
