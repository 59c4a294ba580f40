package periscope.reports.internal.compare;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.WriterOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import periscope.reports.internal.AtomicText;
import periscope.reports.internal.ContentPolicy;
import periscope.reports.internal.Fact;

/**
 * What the template of a comparison shows. Texts are escaped by the template; policy, style,
 * scripts, manifest and curves are our own text, safe where they stand.
 *
 * @param title what the comparison is called
 * @param facts what all runs share
 * @param notes what to bear in mind
 * @param definitions what the measures are, by id
 * @param policy the Content-Security-Policy
 * @param style the style sheet
 * @param scripts the scripts, in order
 * @param manifest inert JSON
 * @param curves inert JSON of each run, made when the template comes to it
 */
public record ComparisonPage(
    String title,
    List<Fact> facts,
    List<String> notes,
    Map<String, String> definitions,
    String policy,
    String style,
    List<String> scripts,
    String manifest,
    Iterable<String> curves) {

  /** The one trusted-types policy of a page with files beside it; compare/curves.js names it. */
  private static final String TRUSTED = "periscope-runs";

  private static final TemplateEngine ENGINE = TemplateEngine.createPrecompiled(ContentType.Html);

  /** The page that holds all curves. */
  public static ComparisonPage whole(Study study) {
    List<String> scripts = ComparisonAssets.scripts();
    String style = ComparisonAssets.style();
    return of(study, ContentPolicy.of(scripts, style), scripts, style, List.of(), false);
  }

  /**
   * The page with the curves, and pages of some runs, in files beside it.
   *
   * @param pages keys of those that have one
   * @param notes what to bear in mind besides what the study says
   */
  static ComparisonPage withFiles(Study study, List<String> pages, List<String> notes) {
    List<String> scripts = ComparisonAssets.scripts();
    String style = ComparisonAssets.style();
    Study noted = study.withNotes(notes);
    return of(noted, ContentPolicy.withFiles(scripts, style, TRUSTED), scripts, style, pages, true);
  }

  private static ComparisonPage of(
      Study study,
      String policy,
      List<String> scripts,
      String style,
      List<String> pages,
      boolean folder) {
    Iterable<String> curves =
        () -> study.members().stream().filter(Member::isRead).map(ComparisonPage::json).iterator();
    return new ComparisonPage(
        study.title(),
        study.facts(),
        study.notes(),
        study.definitions(),
        policy,
        style,
        scripts,
        StudyManifest.of(study, pages, folder).json(),
        folder ? List.of() : curves);
  }

  private static String json(Member member) {
    try {
      return CurvePacket.of(member).json();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /** Writes the page; the file is not created unless it is written to its end. */
  public void write(Path html) throws IOException {
    try {
      AtomicText.write(
          html, writer -> ENGINE.render("comparison.jte", this, new WriterOutput(writer)));
    } catch (UncheckedIOException e) {
      throw new IOException(String.valueOf(e.getMessage()), e);
    }
  }
}
