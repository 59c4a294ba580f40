package periscope.checkpoints.imports;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The layouts that come with the program. */
public final class Layouts {
  private static final List<String> NAMES =
      List.of("nanda", "transformerlens", "pizza", "pizza-linear", "universality-mlp", "pair");

  private Layouts() {}

  /** All of them, in the order in which they are listed. */
  public static List<Layout> all() {
    return NAMES.stream().map(Layouts::load).toList();
  }

  /**
   * A layout by its name.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public static Layout named(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "there is no layout %s: expected auto, tensors, %s, or a YAML file",
              name,
              String.join(", ", NAMES)));
    }
    return load(name);
  }

  /**
   * The mapping of a layout that someone named.
   *
   * @throws IllegalArgumentException if the file is not of that layout: says why
   */
  public static Mapping map(Layout layout, ForeignSnapshot snapshot) {
    LayoutMatch match = layout.match(snapshot.tensors());
    return switch (match) {
      case LayoutMatch.Fits fits -> fits.mapping();
      case LayoutMatch.Fails fails ->
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "%s is not of the layout %s: the file %s",
                  snapshot.origin(),
                  layout.name(),
                  fails.reason()));
    };
  }

  /**
   * The mapping of the one layout that fits.
   *
   * @throws IllegalArgumentException if none does, with each one's reason, or if several do
   */
  public static Mapping detect(ForeignSnapshot snapshot) {
    return choose(all(), snapshot);
  }

  /** The mapping of the one of these layouts that fits. */
  static Mapping choose(List<Layout> layouts, ForeignSnapshot snapshot) {
    List<Mapping> fitting = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    for (Layout layout : layouts) {
      switch (layout.match(snapshot.tensors())) {
        case LayoutMatch.Fits fits -> fitting.add(fits.mapping());
        case LayoutMatch.Fails fails ->
            reasons.add(String.format(Locale.ROOT, "  %s: it %s", layout.name(), fails.reason()));
      }
    }
    if (fitting.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s is of no layout known here; describe it in a YAML file, or import it with --layout tensors:%n%s",
              snapshot.origin(),
              String.join(System.lineSeparator(), reasons)));
    }
    if (fitting.size() > 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s can be of more than one layout: choose one of %s with --layout",
              snapshot.origin(),
              fitting.stream().map(Mapping::layout).collect(Collectors.joining(", "))));
    }
    return fitting.getFirst();
  }

  private static Layout load(String name) {
    String resource = "layouts/" + name + ".yaml";
    try (@Nullable InputStream in = Layouts.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the layout " + name + " is not in the program");
      }
      return Layout.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), resource);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
