package periscope.probes;

import java.util.Locale;
import java.util.OptionalLong;

/**
 * A probe that threw. The other probes went on; its own values are NaN at the steps where it threw,
 * and its constants are absent.
 *
 * @param probe the probe's name
 * @param measure the first measure that failed; empty if the probe could not even declare measures
 * @param step the first step at which it failed; empty outside the pass over the snapshots
 * @param steps the number of steps at which it failed
 * @param cause the first exception
 */
public record ProbeFailure(
    String probe, String measure, OptionalLong step, int steps, Throwable cause) {

  /** One sentence for a person. */
  public String message() {
    String what =
        measure.isEmpty()
            ? "probe " + probe
            : String.format(Locale.ROOT, "probe %s (%s)", probe, measure);
    String where =
        step.isEmpty()
            ? ""
            : String.format(
                Locale.ROOT,
                " at step %d%s",
                step.getAsLong(),
                steps > 1 ? String.format(Locale.ROOT, " and %d later ones", steps - 1) : "");
    String why = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    String more =
        step.isEmpty() && steps > 0 ? String.format(Locale.ROOT, ", and at %d steps", steps) : "";
    return String.format(Locale.ROOT, "%s failed%s: %s%s", what, where, why, more);
  }
}
