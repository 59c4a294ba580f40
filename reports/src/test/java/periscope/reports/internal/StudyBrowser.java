package periscope.reports.internal;

import java.io.IOException;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** What tests ask of a comparison that is open in a browser. */
final class StudyBrowser {
  /** The panels that are drawings of every comparison here. */
  static final List<String> FIGURES =
      List.of("loss", "accuracy", "measure", "distribution", "correlation");

  private StudyBrowser() {}

  /** Chooses in the bar on top. */
  static void choose(ReportBrowser browser, String label, String text) {
    browser.eval(
        """
        ((label, text) => {
          const select = [...document.querySelectorAll('#controls label')].find(one => one.textContent.startsWith(label)).querySelector('select');
          select.value = [...select.options].find(option => option.textContent === text).value;
          select.dispatchEvent(new Event('change'));
        })(...arguments)""",
        label,
        text);
    browser.nextFrame();
  }

  /** The runs of the table, from the top. */
  static String order(ReportBrowser browser) {
    return browser.text(
        "[...document.querySelectorAll('.runs .each tr')].map(tr => tr.dataset.run).join()");
  }

  /** A figure as SVG. */
  static String svg(ReportBrowser browser, String figure) {
    return browser.text("periscope.frames.get(arguments[0]).svg().serialized()", figure);
  }

  /** The CSV of a panel. */
  static List<CSVRecord> table(ReportBrowser browser, String panel) throws IOException {
    String text = browser.text("periscope.frames.get(arguments[0]).csv()", panel);
    try (CSVParser csv = CSVParser.parse(text, CSVFormat.RFC4180)) {
      return csv.getRecords();
    }
  }
}
