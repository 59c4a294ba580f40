package periscope.reports.internal;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.WriterOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the template shows. Names, facts, specification and provenance are escaped by the template;
 * policy, style, scripts, manifest and blobs are our own text, safe where they stand.
 *
 * @param name the run's name
 * @param description where the set-up comes from
 * @param facts what the header says
 * @param spec the specification as JSON text
 * @param provenance what made the run
 * @param absent measures that do not apply, and why
 * @param precision how each series is stored, for the notes
 * @param policy the Content-Security-Policy
 * @param style the style sheet
 * @param scripts the scripts, in order
 * @param manifest inert JSON
 * @param blobs base64, one for each series
 */
public record ReportPage(
    String name,
    String description,
    List<Fact> facts,
    String spec,
    Map<String, String> provenance,
    Map<String, String> absent,
    List<Precision> precision,
    String policy,
    String style,
    List<String> scripts,
    String manifest,
    List<String> blobs) {

  private static final TemplateEngine ENGINE = TemplateEngine.createPrecompiled(ContentType.Html);

  /**
   * How a series is stored.
   *
   * @param id its id
   * @param shape its dimensions, steps first
   * @param stored what the page holds of a value
   * @param definition what it is
   */
  public record Precision(String id, String shape, String stored, String definition) {
    static Precision of(EncodedSeries encoded) {
      StringBuilder shape = new StringBuilder().append(encoded.count());
      encoded.series().rowShape().forEach(size -> shape.append(" × ").append(size));
      String stored = encoded.encoding().description();
      String thinned =
          encoded.every() == 1
              ? ""
              : String.format(Locale.ROOT, "; every %dth checkpoint and the last", encoded.every());
      return new Precision(
          encoded.series().id(), shape.toString(), stored + thinned, encoded.series().definition());
    }
  }

  /** Encodes the data and gathers what the template needs. */
  public static ReportPage of(ReportData data) throws IOException {
    List<EncodedSeries> encoded = new ArrayList<>();
    Budget budget = Budget.of(data.series());
    for (Series series : data.series()) {
      encoded.add(SeriesEncoder.encode(series, budget));
    }
    List<String> scripts = PageAssets.scripts();
    String style = PageAssets.style();
    return new ReportPage(
        data.name(),
        data.description(),
        data.facts(),
        data.spec(),
        data.provenance(),
        data.absent(),
        encoded.stream().map(Precision::of).toList(),
        ContentPolicy.of(scripts, style),
        style,
        scripts,
        Manifest.of(data, encoded).json(),
        encoded.stream().map(EncodedSeries::data).toList());
  }

  /** Writes the page; the file is not created unless it is written to its end. */
  public void write(Path html) throws IOException {
    AtomicText.write(html, writer -> ENGINE.render("report.jte", this, new WriterOutput(writer)));
  }
}
