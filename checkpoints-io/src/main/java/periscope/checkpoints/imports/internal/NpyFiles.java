package periscope.checkpoints.imports.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import periscope.checkpoints.imports.ForeignSnapshot;
import periscope.checkpoints.imports.ForeignTensor;
import periscope.checkpoints.imports.Stacking;

/**
 * Reads npy files, each of which holds one array. Several together are the arrays of one file,
 * named like the files; unless all names say a step, which then are gathered by step.
 */
final class NpyFiles {
  private NpyFiles() {}

  /** Reads one. */
  static Contents read(Path file, Stacking stacking) throws IOException {
    return read(file.toString(), List.of(file), stacking);
  }

  /**
   * Reads several.
   *
   * @param where all of them, for messages
   */
  static Contents read(String where, List<Path> files, Stacking stacking) throws IOException {
    Map<Path, NamedTensor> arrays = new LinkedHashMap<>();
    for (Path file : files) {
      FileRange range = new FileRange(file, file.toString(), 0, Files.size(file));
      arrays.put(file, new NamedTensor(stem(file), NpyData.of(range)));
    }
    Optional<Map<Long, List<ForeignTensor>>> steps = bySteps(arrays.values());
    if (steps.isPresent()) {
      List<ForeignSnapshot> snapshots = new ArrayList<>();
      steps
          .get()
          .forEach(
              (step, tensors) ->
                  snapshots.add(
                      new ForeignSnapshot(
                          OptionalLong.of(step), where + ": step " + step, tensors)));
      return new Contents(Form.NPY, snapshots, StepClaims.NONE, new Beside(where), List.of());
    }
    List<NamedTensor> all = List.copyOf(arrays.values());
    return new Arrangement(where, Form.NPY, all, List.of(), List.of()).read(stacking);
  }

  /** Arrays by step, if every name says one; what is left of the name names the array. */
  private static Optional<Map<Long, List<ForeignTensor>>> bySteps(Iterable<NamedTensor> arrays) {
    Map<Long, List<ForeignTensor>> steps = new TreeMap<>();
    for (NamedTensor array : arrays) {
      OptionalLong step = StepNames.said(array.name());
      if (step.isEmpty()) {
        return Optional.empty();
      }
      String rest = StepNames.withoutStep(array.name());
      steps
          .computeIfAbsent(step.getAsLong(), key -> new ArrayList<>())
          .add(new NamedTensor(rest.isEmpty() ? "array" : rest, array.data()));
    }
    return Optional.of(steps);
  }

  /** A file's name without what follows the last dot. */
  static String stem(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
