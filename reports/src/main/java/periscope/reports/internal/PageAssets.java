package periscope.reports.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The page's scripts and style sheets: the modules of d3 that they call, and our own files, each
 * concatenated in the order below. A panel is one file under {@code panels} and one line here;
 * panels appear in this order.
 */
public final class PageAssets {
  private static final String FOLDER = "/periscope/reports/";

  private static final String WEBJARS = "/META-INF/resources/webjars/";

  /**
   * Modules of d3 with the releases that are on the class path, each after those that it calls. All
   * of d3 is three times as much for a browser to read on every opening.
   */
  private static final List<String> D3 =
      List.of(
          "d3-array/3.2.4/dist/d3-array.min.js",
          "d3-color/3.1.0/dist/d3-color.min.js",
          "d3-interpolate/3.0.1/dist/d3-interpolate.min.js",
          "d3-format/3.1.0/dist/d3-format.min.js",
          "d3-time/3.1.0/dist/d3-time.min.js",
          "d3-time-format/4.1.0/dist/d3-time-format.min.js",
          "d3-scale/4.0.2/dist/d3-scale.min.js",
          "d3-scale-chromatic/3.1.0/dist/d3-scale-chromatic.min.js");

  private static final List<String> FOUNDATION =
      List.of(
          "dom.js",
          "arithmetic.js",
          "circle.js",
          "activations.js",
          "attention.js",
          "codec.js",
          "series.js",
          "run.js",
          "geometry.js",
          "format.js",
          "measures.js",
          "theme.js",
          "text.js",
          "draw-canvas.js",
          "draw-svg.js",
          "state.js",
          "neurons.js",
          "tensors.js",
          "axes.js",
          "time.js",
          "tooltip.js",
          "shared/pointer.js",
          "moments.js",
          "phases.js",
          "definitions.js",
          "picks.js",
          "recompute.js",
          "exports.js",
          "controls.js",
          "pointing.js",
          "frame.js",
          "pace.js",
          "panels.js",
          "kinds.js",
          "layout.js");

  private static final List<String> PANELS =
      List.of(
          "panels/loss.js",
          "panels/together.js",
          "panels/multiples.js",
          "panels/weights.js",
          "panels/matrices.js",
          "panels/trajectories.js",
          "panels/waves.js",
          "panels/stars.js",
          "panels/spectrum.js",
          "panels/neuron-spectra.js",
          "panels/fourier-plane.js",
          "panels/neuron-plane.js",
          "panels/answer.js",
          "panels/embedding.js",
          "panels/map.js",
          "panels/attention.js",
          "panels/norms.js",
          "panels/without.js",
          "panels/groups-without.js",
          "panels/constructed.js");

  private static final List<String> PAGE =
      List.of("summary.js", "overview.js", "header.js", "page.js");

  private static final List<String> STYLES =
      List.of("page.css", "panels.css", "overview.css", "print.css");

  private PageAssets() {}

  /** The scripts, each for an element of its own. */
  static List<String> scripts() {
    return scripts(Stream.of(FOUNDATION, PANELS, PAGE).flatMap(List::stream).toList());
  }

  /** d3, and our own files one after another, each of the two for an element of its own. */
  public static List<String> scripts(List<String> files) {
    String d3 = D3.stream().map(name -> read(WEBJARS + name)).collect(Collectors.joining("\n"));
    String own =
        files.stream()
            .map(name -> "// " + name + "\n" + read(FOLDER + name))
            .collect(Collectors.joining("\n", "'use strict';\n", ""));
    return List.of(inertScript(d3), inertScript(own));
  }

  /** The style sheet. */
  static String style() {
    return style(STYLES);
  }

  /** These files as one style sheet. */
  public static String style(List<String> files) {
    String style =
        files.stream().map(name -> read(FOLDER + name)).collect(Collectors.joining("\n"));
    if (style.contains("</")) {
      throw new IllegalStateException("a style sheet of the report contains '</'");
    }
    return style;
  }

  /**
   * Script text that cannot leave its element: {@code </script} becomes {@code <\/script}, which
   * means the same inside a string or a regular expression, where alone it can stand.
   */
  static String inertScript(String script) {
    if (script.contains("<!--")) {
      throw new IllegalStateException("a script of the report contains '<!--'");
    }
    return script.replaceAll("(?i)</(script)", "<\\\\/$1").replace("\r\n", "\n");
  }

  private static String read(String resource) {
    try (InputStream in = PageAssets.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(
            String.format(Locale.ROOT, "resource %s is not on the class path", resource));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(
          String.format(Locale.ROOT, "resource %s cannot be read", resource), e);
    }
  }
}
