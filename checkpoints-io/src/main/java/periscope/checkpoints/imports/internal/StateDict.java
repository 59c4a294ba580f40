package periscope.checkpoints.imports.internal;

import static periscope.checkpoints.imports.internal.Refusals.refuse;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import periscope.checkpoints.imports.ForeignFileException;
import periscope.checkpoints.imports.ForeignTensor;

/** Finds the tensors among what a pickle describes. */
final class StateDict {
  /** Where those who save a state_dict with other things beside it put it, likeliest first. */
  private static final List<String> MODEL_KEYS =
      List.of(
          "model",
          "state_dict",
          "model_state_dict",
          "model_state",
          "module",
          "net",
          "params",
          "weights");

  private static final int DEEPEST = 32;

  private final String where;
  private int budget;

  /**
   * For one file.
   *
   * @param budget values that are looked at in all, since containers may contain one another
   */
  StateDict(String where, int budget) {
    this.where = where;
    this.budget = budget;
  }

  /** Whether there is a tensor in it, at any depth of dicts. */
  boolean hasTensors(Pickled value) throws ForeignFileException {
    return hasTensors(value, 0);
  }

  private boolean hasTensors(Pickled value, int depth) throws ForeignFileException {
    spend(depth);
    if (value instanceof Pickled.Mapping mapping && !isOptimizer(mapping)) {
      for (Pickled entry : mapping.entries().values()) {
        if (hasTensors(entry, depth + 1)) {
          return true;
        }
      }
    }
    return value instanceof Pickled.Tensor;
  }

  /**
   * The key of a dict under which the model is kept.
   *
   * @return empty if the tensors are in the dict itself
   * @throws ForeignFileException if there is an object of a class there instead
   */
  Optional<String> modelKey(Pickled.Mapping mapping) throws ForeignFileException {
    for (String key : MODEL_KEYS) {
      Pickled found = mapping.entries().get(new Pickled.Text(key));
      if (found instanceof Pickled.Mapping && hasTensors(found)) {
        return Optional.of(key);
      }
    }
    for (String key : MODEL_KEYS) {
      if (mapping.entries().get(new Pickled.Text(key)) instanceof Pickled.Opaque opaque) {
        throw wholeModule(opaque);
      }
    }
    return Optional.empty();
  }

  /** Says that a model was pickled with its class. */
  ForeignFileException wholeModule(Pickled.Opaque opaque) {
    return refuse(
        "%s: it holds an object of the class %s, which only that class can read; where the class is"
            + " at hand, load it and save model.state_dict()",
        where, opaque.label());
  }

  /** The tensors of a state_dict or of one with other things beside it. */
  List<ForeignTensor> tensors(Pickled.Mapping mapping) throws ForeignFileException {
    Pickled model =
        modelKey(mapping).map(key -> mapping.entries().get(new Pickled.Text(key))).orElse(mapping);
    List<ForeignTensor> tensors = new ArrayList<>();
    collect("", model, tensors, 0);
    return tensors;
  }

  private void collect(String name, Pickled value, List<ForeignTensor> found, int depth)
      throws ForeignFileException {
    spend(depth);
    switch (value) {
      case Pickled.Tensor tensor -> found.add(new NamedTensor(name, tensor.data()));
      case Pickled.Mapping mapping -> {
        if (isOptimizer(mapping)) {
          return;
        }
        for (Map.Entry<Pickled, Pickled> entry : mapping.entries().entrySet()) {
          String key = key(entry.getKey());
          collect(name.isEmpty() ? key : name + "." + key, entry.getValue(), found, depth + 1);
        }
      }
      case Pickled.Opaque opaque -> {
        if (hides(opaque, depth)) {
          throw refuse(
              "%s: %s is made of %s, which is not read; save a plain tensor of float32",
              where, name, opaque.label());
        }
      }
      default -> {}
    }
  }

  /** Whether a dict is what an optimiser's {@code state_dict()} gives. */
  static boolean isOptimizer(Pickled.Mapping mapping) {
    return mapping.entries().get(new Pickled.Text("state")) instanceof Pickled.Mapping
        && mapping.entries().containsKey(new Pickled.Text("param_groups"));
  }

  /** A dict's key as a part of a name. */
  static String key(Pickled key) {
    return switch (key) {
      case Pickled.Text text -> text.value();
      case Pickled.Whole whole -> Long.toString(whole.value());
      default -> key.label();
    };
  }

  private boolean hides(Pickled value, int depth) throws ForeignFileException {
    spend(depth);
    List<Pickled> parts =
        switch (value) {
          case Pickled.Tensor tensor -> List.of(tensor);
          case Pickled.Storage storage -> List.of(storage);
          case Pickled.Opaque opaque -> opaque.parts();
          case Pickled.Sequence sequence -> sequence.items();
          case Pickled.Mapping mapping -> List.copyOf(mapping.entries().values());
          default -> List.of();
        };
    if (value instanceof Pickled.Tensor
        || value instanceof Pickled.Storage
        || value.label().matches("torch\\.\\w+Storage")
        || NumpyValues.hasUnreadNumbers(value)) {
      return true;
    }
    for (Pickled part : parts) {
      if (hides(part, depth + 1)) {
        return true;
      }
    }
    return false;
  }

  private void spend(int depth) throws ForeignFileException {
    if (depth > DEEPEST) {
      throw refuse("%s: containers are nested more than %d deep", where, DEEPEST);
    }
    if (--budget < 0) {
      throw refuse("%s: containers hold one another too many times", where);
    }
  }
}
