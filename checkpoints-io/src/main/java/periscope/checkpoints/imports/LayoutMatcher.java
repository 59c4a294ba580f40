package periscope.checkpoints.imports;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import periscope.checkpoints.TensorSpec;

/** Lays one layout over the tensors of a file: names first, then shapes. */
final class LayoutMatcher {
  private static final String LAYERS = "layers";
  private static final int MOST_LAYERS = 1000;

  /** What containers of modules put before every name. */
  private static final List<String> PREFIXES = List.of("module.", "_orig_mod.", "model.");

  private final LayoutFile layout;

  LayoutMatcher(LayoutFile layout) {
    this.layout = layout;
  }

  /** One parameter, of one layer if it has any. */
  private record Wanted(String parameter, String tensor, LayoutFile.Entry entry) {
    AxisPattern axes() {
      return entry.axes();
    }
  }

  LayoutMatch match(List<ForeignTensor> tensors) {
    String prefix = prefix(tensors);
    Map<String, ForeignTensor> byName = new LinkedHashMap<>();
    for (ForeignTensor tensor : tensors) {
      byName.put(tensor.name().substring(prefix.length()), tensor);
    }
    int layers = layers(byName.keySet());
    List<Wanted> wanted = wanted(layers);
    Map<String, Boolean> flags = new HashMap<>();
    Optional<String> reason = names(byName, wanted, layers, flags);
    if (reason.isPresent()) {
      return new LayoutMatch.Fails(reason.get());
    }
    List<Wanted> present = wanted.stream().filter(w -> byName.containsKey(w.tensor)).toList();
    Map<String, Integer> sizes = new TreeMap<>(layout.sizes());
    reason = shapes(byName, present, sizes);
    if (reason.isPresent()) {
      return new LayoutMatch.Fails(reason.get());
    }
    if (layers > 0) {
      sizes.put(LAYERS, layers);
    }
    List<Mapping.Source> sources = new ArrayList<>();
    for (Wanted w : present) {
      var parameter = new TensorSpec(w.parameter, w.axes().targetShape(sizes));
      sources.add(new Mapping.Source(parameter, w.tensor, w.axes(), w.entry.at()));
    }
    return new LayoutMatch.Fits(new Mapping(layout, sources, sizes, flags, prefix));
  }

  private static String prefix(List<ForeignTensor> tensors) {
    return PREFIXES.stream()
        .filter(prefix -> tensors.stream().allMatch(tensor -> tensor.name().startsWith(prefix)))
        .findFirst()
        .orElse("");
  }

  /** The highest number of a layer in the names, and 1; 0 if the layout has no layers. */
  private int layers(Set<String> names) {
    int layers = 0;
    for (LayoutFile.Entry entry : layout.tensors().values()) {
      if (entry.from().contains(LayoutFile.LAYER)) {
        layers = Math.max(layers, 1);
        for (String name : names) {
          Matcher matcher = numbered(entry.from()).matcher(name);
          if (matcher.matches()) {
            layers =
                Math.max(layers, Math.min(MOST_LAYERS, Integer.parseInt(matcher.group(1))) + 1);
          }
        }
      }
    }
    return layers;
  }

  /** A name with the number of a layer as its group 1. */
  private static Pattern numbered(String name) {
    return Pattern.compile(Pattern.quote(name).replace(LayoutFile.LAYER, "\\E(\\d{1,4})\\Q"));
  }

  private List<Wanted> wanted(int layers) {
    List<Wanted> all = new ArrayList<>();
    for (Map.Entry<String, LayoutFile.Entry> named : layout.tensors().entrySet()) {
      LayoutFile.Entry entry = named.getValue();
      int times = entry.from().contains(LayoutFile.LAYER) ? layers : 1;
      for (int layer = 0; layer < times; layer++) {
        all.add(new Wanted(number(named.getKey(), layer), number(entry.from(), layer), entry));
      }
    }
    return all;
  }

  private static String number(String name, int layer) {
    return name.replace(LayoutFile.LAYER, String.valueOf(layer));
  }

  /** Why the names do not fit, if they do not; else the flags are filled in. */
  private Optional<String> names(
      Map<String, ForeignTensor> byName,
      List<Wanted> wanted,
      int layers,
      Map<String, Boolean> flags) {
    Map<String, String> missing = new HashMap<>();
    Map<String, String> found = new HashMap<>();
    Set<String> known = new LinkedHashSet<>();
    for (Wanted w : wanted) {
      known.add(w.tensor);
      ForeignTensor tensor = byName.get(w.tensor);
      boolean there = tensor != null;
      String flag = w.entry.optional();
      if (flag != null) {
        (there ? found : missing).putIfAbsent(flag, w.tensor);
        flags.put(flag, found.containsKey(flag));
      } else if (!there) {
        return Optional.of("has no tensor " + w.tensor);
      }
      if (tensor != null && !tensor.format().floating()) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "has %s as %s, expected floating-point numbers",
                w.tensor,
                tensor.format()));
      }
    }
    for (Map.Entry<String, String> flag : found.entrySet()) {
      String other = missing.get(flag.getKey());
      if (other != null) {
        return Optional.of(String.format(Locale.ROOT, "has %s but not %s", flag.getValue(), other));
      }
    }
    Optional<String> alias = aliases(byName, known);
    return alias.isPresent() ? alias : strangers(byName, known, layers);
  }

  private Optional<String> aliases(Map<String, ForeignTensor> byName, Set<String> known) {
    for (Map.Entry<String, String> alias : layout.aliases().entrySet()) {
      ForeignTensor tensor = byName.get(alias.getKey());
      ForeignTensor of = byName.get(alias.getValue());
      if (tensor != null && of != null && tensor.identity().equals(of.identity())) {
        known.add(alias.getKey());
      }
    }
    return Optional.empty();
  }

  private Optional<String> strangers(
      Map<String, ForeignTensor> byName, Set<String> known, int layers) {
    for (String ignored : layout.ignore()) {
      for (int layer = 0; layer < Math.max(1, layers); layer++) {
        known.add(number(ignored, layer));
      }
    }
    Set<String> strangers = new TreeSet<>();
    byName.forEach(
        (name, tensor) -> {
          if (!known.contains(name) && tensor.format().floating()) {
            strangers.add(name);
          }
        });
    return strangers.isEmpty()
        ? Optional.empty()
        : Optional.of("has tensors that it does not know: " + String.join(", ", strangers));
  }

  /** Why the shapes do not fit, if they do not; else all sizes are known. */
  private static Optional<String> shapes(
      Map<String, ForeignTensor> byName, List<Wanted> present, Map<String, Integer> sizes) {
    int before;
    do {
      before = sizes.size();
      for (Wanted w : present) {
        Optional<String> reason = w.axes().bind(shape(byName.get(w.tensor)), sizes);
        if (reason.isPresent()) {
          return Optional.of("has " + w.tensor + ", which " + reason.get());
        }
      }
    } while (sizes.size() > before);
    for (Wanted w : present) {
      List<String> open = w.axes().open(sizes);
      if (!open.isEmpty()) {
        return Optional.of("does not tell the size of " + String.join(" and ", open));
      }
    }
    return Optional.empty();
  }

  private static List<Integer> shape(@Nullable ForeignTensor tensor) {
    return tensor == null ? List.of() : tensor.shape();
  }
}
