package periscope.checkpoints.imports;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import periscope.checkpoints.TensorSpec;

/**
 * The layout {@code tensors}, of an architecture that nobody knows: every floating-point tensor is
 * a parameter under its own name, as it is.
 */
public final class TensorsLayout {
  /** What it is called on the command line. */
  public static final String NAME = "tensors";

  private final Mapping mapping;
  private final List<String> notes;

  private TensorsLayout(Mapping mapping, List<String> notes) {
    this.mapping = mapping;
    this.notes = List.copyOf(notes);
  }

  /**
   * Takes all floating-point tensors that have values, and the same shape at every snapshot.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static TensorsLayout of(List<ForeignSnapshot> snapshots) {
    ForeignSnapshot first = snapshots.getFirst();
    Map<String, Integer> everywhere = new HashMap<>();
    Map<String, List<Integer>> shapes = shapes(first);
    var left = new TreeSet<String>();
    for (ForeignSnapshot snapshot : snapshots) {
      shapes(snapshot)
          .forEach(
              (name, shape) -> {
                if (shape.equals(shapes.get(name)) && !shape.contains(0)) {
                  everywhere.merge(name, 1, Integer::sum);
                } else {
                  left.add(name);
                }
              });
    }
    List<Mapping.Source> sources = new ArrayList<>();
    Map<String, Integer> sizes = new TreeMap<>();
    for (Map.Entry<String, List<Integer>> tensor : shapes.entrySet()) {
      if (everywhere.getOrDefault(tensor.getKey(), 0) == snapshots.size()) {
        sources.add(source(tensor.getKey(), tensor.getValue(), sources.size(), sizes));
      } else {
        left.add(tensor.getKey());
      }
    }
    if (sources.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: found no floating-point tensor that every checkpoint has with the same shape",
              first.origin()));
    }
    var file =
        new LayoutFile(
            NAME, "Tensors as they are.", null, Map.of(), null, null, Map.of(), null, null);
    return new TensorsLayout(
        new Mapping(file, sources, sizes, Map.of(), ""),
        left.isEmpty()
            ? List.of()
            : List.of(
                "Left out, since they have no values or not the same shape at every checkpoint: "
                    + String.join(", ", left)
                    + "."));
  }

  private static Map<String, List<Integer>> shapes(ForeignSnapshot snapshot) {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    for (ForeignTensor tensor : snapshot.tensors()) {
      if (tensor.format().floating()) {
        shapes.put(tensor.name(), tensor.shape());
      }
    }
    return shapes;
  }

  /** Every axis has a name of its own, so that it can have any size. */
  private static Mapping.Source source(
      String name, List<Integer> shape, int number, Map<String, Integer> sizes) {
    List<String> axes = new ArrayList<>();
    for (int i = 0; i < shape.size(); i++) {
      String axis = String.format(Locale.ROOT, "t%da%d", number, i);
      axes.add(axis);
      sizes.put(axis, shape.get(i));
    }
    return new Mapping.Source(
        new TensorSpec(name, shape), name, AxisPattern.parse(String.join(" ", axes)), Map.of());
  }

  /** Which tensor becomes which parameter. Its sizes are not those of a known architecture. */
  public Mapping mapping() {
    return mapping;
  }

  /** What was left out, in whole sentences. */
  public List<String> notes() {
    return notes;
  }
}
