package periscope.probes;

import java.util.List;

/**
 * Computes one family of measures. Implementations named in {@code
 * META-INF/services/periscope.probes.Probe} of any jar on the class path are found by {@link
 * ProbePass#installed()}; they need a public constructor without parameters and keep no state.
 */
public interface Probe {

  /** A short name, unique among probes, such as {@code loss}. */
  String name();

  /** Grows whenever the probe's numbers change. */
  int version();

  /**
   * The measures of a run: those that make no sense for it too, with the reason.
   *
   * <p>Called once per pass and meant to be cheap. What depends on the last snapshot is asked from
   * {@link RunContext#last()} inside a measure's function, where it is computed once for all; here
   * only if it decides whether there is a measure, or its shape, as key frequencies do.
   */
  List<Measure> measures(RunContext run);
}
