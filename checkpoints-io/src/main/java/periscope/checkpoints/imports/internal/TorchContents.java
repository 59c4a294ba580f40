package periscope.checkpoints.imports.internal;

import static periscope.checkpoints.imports.internal.Refusals.refuse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import periscope.checkpoints.imports.ForeignFileException;
import periscope.checkpoints.imports.ForeignSnapshot;
import periscope.checkpoints.imports.ForeignTensor;

/**
 * Makes out how a PyTorch file, or a pickle alone, is arranged: one step or many, and what stands
 * beside them.
 */
final class TorchContents {
  /** A key of a list of state_dicts, and the keys under which their steps are. */
  private record ListKey(String key, List<String> steps) {}

  private static final List<ListKey> SERIES =
      List.of(
          new ListKey("state_dicts", List.of("epochs", "steps")),
          new ListKey(
              "checkpoints", List.of("checkpoint_epochs", "checkpoint_steps", "epochs", "steps")));

  private static final int MOST_VISITS = 20_000_000;

  private final Path path;
  private final Form form;
  private final StateDict states;
  private final Beside beside;

  TorchContents(Path path, Form form) {
    this.path = path;
    this.form = form;
    this.states = new StateDict(path.toString(), MOST_VISITS);
    this.beside = new Beside(path.toString());
  }

  /** Reads the one object that the file was saved from. */
  Contents read(Pickled root) throws IOException {
    return switch (NumpyValues.putInto(path.toString(), root)) {
      case Pickled.Mapping mapping -> read(mapping);
      case Pickled.Tensor tensor ->
          contents(
              List.of(snapshot(OptionalLong.empty(), "", List.of(named(tensor)))), StepClaims.NONE);
      case Pickled.Opaque opaque -> throw states.wholeModule(opaque);
      default -> throw refuse("%s: expected a dict of tensors, found %s", path, root.label());
    };
  }

  private static ForeignTensor named(Pickled.Tensor tensor) {
    return new NamedTensor("tensor", tensor.data());
  }

  private Contents read(Pickled.Mapping root) throws IOException {
    for (ListKey series : SERIES) {
      Pickled list = root.entries().get(new Pickled.Text(series.key()));
      if (list instanceof Pickled.Sequence sequence
          && !sequence.items().isEmpty()
          && states.hasTensors(sequence.items().get(0))) {
        return series(root, series.key(), sequence.items(), series.steps());
      }
    }
    Optional<long[]> steps = keysAsSteps(root);
    if (steps.isPresent()) {
      return keyed(root, steps.get());
    }
    return single(root);
  }

  /** A list of state_dicts, and perhaps one of steps. */
  private Contents series(
      Pickled.Mapping root, String key, List<Pickled> dicts, List<String> stepKeys)
      throws IOException {
    long @Nullable [] steps = null;
    String stepKey = "";
    for (String candidate : stepKeys) {
      Pickled found = root.entries().get(new Pickled.Text(candidate));
      if (steps == null && found != null) {
        steps = wholeNumbers(candidate, found);
        stepKey = candidate;
      }
    }
    if (steps != null && steps.length != dicts.size()) {
      throw refuse(
          "%s: expected one number in %s for each of the %d entries of %s, found %d",
          path, stepKey, dicts.size(), key, steps.length);
    }
    List<ForeignSnapshot> snapshots = new ArrayList<>();
    for (int i = 0; i < dicts.size(); i++) {
      OptionalLong step = steps == null ? OptionalLong.empty() : OptionalLong.of(steps[i]);
      snapshots.add(snapshot(step, key + "[" + i + "]", state(dicts.get(i), key + "[" + i + "]")));
    }
    addBeside(root, Set.of(key, stepKey));
    return contents(snapshots, StepClaims.NONE);
  }

  private long[] wholeNumbers(String key, Pickled value) throws IOException {
    double[] numbers = beside.numbers(value);
    if (numbers == null) {
      throw refuse("%s: expected whole numbers in %s, found %s", path, key, value.label());
    }
    return Steps.of(path + ": " + key, numbers);
  }

  /** The keys of a dict whose values are all state_dicts, if they are all steps. */
  private Optional<long[]> keysAsSteps(Pickled.Mapping root) throws ForeignFileException {
    List<String> keys = root.entries().keySet().stream().map(StateDict::key).toList();
    Optional<long[]> steps = StepNames.ofKeys(keys);
    if (steps.isPresent()) {
      for (Pickled value : root.entries().values()) {
        if (!(value instanceof Pickled.Mapping && states.hasTensors(value))) {
          return Optional.empty();
        }
      }
    }
    return steps;
  }

  private Contents keyed(Pickled.Mapping root, long[] steps) throws ForeignFileException {
    List<ForeignSnapshot> snapshots = new ArrayList<>();
    for (Map.Entry<Pickled, Pickled> entry : root.entries().entrySet()) {
      OptionalLong step = OptionalLong.of(steps[snapshots.size()]);
      String key = StateDict.key(entry.getKey());
      snapshots.add(snapshot(step, key, state(entry.getValue(), key)));
    }
    return contents(snapshots, StepClaims.NONE);
  }

  private Contents single(Pickled.Mapping root) throws IOException {
    Optional<String> modelKey = states.modelKey(root);
    List<ForeignTensor> tensors = states.tensors(root);
    if (tensors.isEmpty()) {
      throw refuse("%s: expected a dict of tensors, found %s without any", path, root.label());
    }
    StepClaims claims = new TorchSteps(root).claims();
    if (modelKey.isPresent()) {
      addBeside(root, Set.of(modelKey.get()));
    } else {
      addBesideTensors(root);
    }
    return contents(List.of(snapshot(OptionalLong.empty(), "", tensors)), claims);
  }

  private List<ForeignTensor> state(Pickled value, String key) throws ForeignFileException {
    List<ForeignTensor> tensors =
        value instanceof Pickled.Mapping mapping ? states.tensors(mapping) : List.of();
    if (tensors.isEmpty()) {
      throw refuse("%s: %s: expected a dict of tensors, found %s", path, key, value.label());
    }
    return tensors;
  }

  private void addBeside(Pickled.Mapping root, Set<String> except) throws IOException {
    for (Map.Entry<Pickled, Pickled> entry : root.entries().entrySet()) {
      String key = StateDict.key(entry.getKey());
      if (!except.contains(key)) {
        beside.add(key, entry.getValue());
      }
    }
  }

  private void addBesideTensors(Pickled.Mapping root) throws IOException {
    for (Map.Entry<Pickled, Pickled> entry : root.entries().entrySet()) {
      if (!states.hasTensors(entry.getValue())) {
        beside.add(StateDict.key(entry.getKey()), entry.getValue());
      }
    }
  }

  private ForeignSnapshot snapshot(OptionalLong step, String part, List<ForeignTensor> tensors) {
    return new ForeignSnapshot(
        step, part.isEmpty() ? path.toString() : path + ": " + part, tensors);
  }

  private Contents contents(List<ForeignSnapshot> snapshots, StepClaims claims) {
    return new Contents(form, snapshots, claims, beside, List.of());
  }
}
