package periscope.reports.internal;

import java.util.Locale;
import periscope.probes.MeasureSpec;

/**
 * What a measure is, in the words of its file.
 *
 * @param definition what is computed
 * @param units of its values; empty for pure numbers
 * @param convention choices that the literature makes in different ways; may be empty
 * @param source what computed it
 */
public record Definition(String definition, String units, String convention, String source) {
  /** Of a measure in a file. */
  static Definition of(MeasureSpec spec) {
    String source =
        spec.probe().isEmpty()
            ? ""
            : String.format(Locale.ROOT, "probe %s, version %d", spec.probe(), spec.version());
    return new Definition(spec.definition(), spec.units(), spec.convention(), source);
  }

  /** Of something that the page makes of measures. */
  static Definition ofPage(String definition) {
    return new Definition(definition, "", "", "made for this page");
  }
}
