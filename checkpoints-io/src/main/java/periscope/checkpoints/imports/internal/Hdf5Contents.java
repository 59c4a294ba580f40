package periscope.checkpoints.imports.internal;

import static periscope.checkpoints.imports.internal.Refusals.refuse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import periscope.checkpoints.imports.ForeignFileException;
import periscope.checkpoints.imports.ForeignSnapshot;
import periscope.checkpoints.imports.ForeignTensor;
import periscope.checkpoints.imports.Stacking;

/**
 * Makes out how somebody else's HDF5 file is arranged: a group for each step, an axis of steps, or
 * one step; with the weights in a group of their own, or not.
 */
final class Hdf5Contents {
  private static final Set<String> MODEL_GROUPS =
      Set.of(
          "model",
          "model_state_dict",
          "model_weights",
          "parameters",
          "params",
          "state_dict",
          "weights");
  private static final Set<String> OPTIMIZER_GROUPS =
      Set.of("optimizer", "optimizer_state", "optimizer_state_dict", "optimizer_weights");

  private final Path path;
  private final Hdf5Handle handle;
  private final Hdf5Listing listing;

  private Hdf5Contents(Hdf5Handle handle) throws IOException {
    this.path = handle.path();
    this.handle = handle;
    this.listing = Hdf5Listing.read(handle);
  }

  static Contents read(Path path, Stacking stacking) throws IOException {
    Hdf5Handle handle = new Hdf5Handle(path);
    try {
      return new Hdf5Contents(handle).read(stacking);
    } catch (IOException | RuntimeException e) {
      handle.close();
      throw e;
    }
  }

  private Contents read(Stacking stacking) throws IOException {
    Map<String, List<NamedTensor>> top = groups(listing.datasets(), "");
    Optional<Contents> atTop = steps("", top);
    if (atTop.isPresent()) {
      return atTop.get();
    }
    for (String group : top.keySet()) {
      Optional<Contents> inside = steps(group + "/", groups(top.get(group), group + "/"));
      if (inside.isPresent()) {
        return inside.get();
      }
    }
    return arrays(top.keySet(), stacking);
  }

  /** The datasets in groups right below a prefix, by the groups' names. */
  private static Map<String, List<NamedTensor>> groups(List<NamedTensor> datasets, String prefix) {
    Map<String, List<NamedTensor>> groups = new LinkedHashMap<>();
    for (NamedTensor dataset : datasets) {
      int end = dataset.name().indexOf('/', prefix.length());
      if (end > 0) {
        String name = dataset.name().substring(prefix.length(), end);
        groups.computeIfAbsent(name, key -> new ArrayList<>()).add(dataset);
      }
    }
    return groups;
  }

  /** Steps, if there is a group for each. Groups whose names are mere numbers must look alike. */
  private Optional<Contents> steps(String prefix, Map<String, List<NamedTensor>> groups)
      throws IOException {
    Map<String, List<NamedTensor>> named = new LinkedHashMap<>();
    for (Map.Entry<String, List<NamedTensor>> group : groups.entrySet()) {
      if (StepNames.ofKeys(List.of(group.getKey())).isPresent()) {
        named.put(group.getKey(), group.getValue());
      }
    }
    Optional<long[]> steps = StepNames.ofKeys(List.copyOf(named.keySet()));
    if (steps.isEmpty()) {
      return Optional.empty();
    }
    boolean said = named.keySet().stream().allMatch(name -> StepNames.said(name).isPresent());
    List<ForeignSnapshot> snapshots = new ArrayList<>();
    List<String> shapes = new ArrayList<>();
    for (Map.Entry<String, List<NamedTensor>> group : named.entrySet()) {
      String start = prefix + group.getKey() + "/";
      List<NamedTensor> tensors = relative(group.getValue(), start);
      shapes.add(
          tensors.stream().map(tensor -> tensor.name() + tensor.shape()).toList().toString());
      snapshots.add(
          new ForeignSnapshot(
              OptionalLong.of(steps.get()[snapshots.size()]),
              path + ": /" + prefix + group.getKey(),
              List.<ForeignTensor>copyOf(tensors)));
    }
    if (!said && (shapes.size() < 2 || shapes.stream().distinct().count() > 1)) {
      return Optional.empty();
    }
    return Optional.of(contents(snapshots, prefix, named.keySet()));
  }

  private static List<NamedTensor> relative(List<NamedTensor> datasets, String prefix) {
    return datasets.stream()
        .map(
            dataset ->
                new NamedTensor(
                    dataset.name().substring(prefix.length()).replace('/', '.'), dataset.data()))
        .toList();
  }

  private Contents contents(List<ForeignSnapshot> snapshots, String prefix, Set<String> groups)
      throws IOException {
    Beside beside = new Beside(path.toString());
    listing.attributes().forEach(beside::set);
    for (NamedTensor dataset : listing.datasets()) {
      String name = dataset.name();
      int end = name.startsWith(prefix) ? name.indexOf('/', prefix.length()) : -1;
      if (end < 0 || !groups.contains(name.substring(prefix.length(), end))) {
        beside.addArray(name.replace('/', '.'), dataset.data(), true);
      }
    }
    return new Contents(Form.HDF5, snapshots, StepClaims.NONE, beside, List.of(handle));
  }

  /** All datasets together: one step, or an axis of steps. */
  private Contents arrays(Set<String> groups, Stacking stacking) throws IOException {
    List<NamedTensor> weights = new ArrayList<>();
    List<NamedTensor> extras = new ArrayList<>();
    Optional<String> model =
        groups.stream()
            .filter(group -> MODEL_GROUPS.contains(group.toLowerCase(Locale.ROOT)))
            .findFirst();
    List<NamedTensor> counters = new ArrayList<>();
    for (NamedTensor dataset : listing.datasets()) {
      String group = dataset.name().split("/", 2)[0];
      boolean inGroup = group.length() < dataset.name().length();
      if (inGroup && OPTIMIZER_GROUPS.contains(group.toLowerCase(Locale.ROOT))) {
        if (dataset.shape().isEmpty() && !dataset.format().floating()) {
          counters.add(dataset);
        }
      } else if (inGroup && model.isPresent() && model.get().equals(group)) {
        weights.addAll(relative(List.of(dataset), group + "/"));
      } else {
        List<NamedTensor> named = relative(List.of(dataset), "");
        (model.isPresent() ? extras : weights).addAll(named);
      }
    }
    if (weights.isEmpty()) {
      throw noWeights();
    }
    Arrangement arrangement =
        new Arrangement(path.toString(), Form.HDF5, weights, extras, List.of(handle));
    listing.attributes().forEach(arrangement::set);
    Contents contents = arrangement.read(stacking);
    return contents.snapshots().size() == 1 ? withClaims(contents, counters) : contents;
  }

  private ForeignFileException noWeights() {
    return refuse("%s: it is an HDF5 file without weights that could be read", path);
  }

  /** Adds what attributes, and the counter of an optimiser (Keras keeps one), say of the step. */
  private Contents withClaims(Contents contents, List<NamedTensor> counters) throws IOException {
    StepClaims found = contents.claims();
    OptionalLong updates =
        counters.size() == 1 ? Steps.whole(counters.get(0).values()[0]) : OptionalLong.empty();
    StepClaims claims =
        new StepClaims(
            updates,
            found.step().isPresent() ? found.step() : attribute("step"),
            found.epoch().isPresent() ? found.epoch() : attribute("epoch"));
    return new Contents(
        contents.form(), contents.snapshots(), claims, contents.beside(), contents.resources());
  }

  private OptionalLong attribute(String name) {
    String text = listing.attributes().getOrDefault(name, "");
    return text.matches("\\d{1,15}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
  }
}
