/**
 * From snapshots to measures.
 *
 * <p>A {@link periscope.probes.Probe} declares {@link periscope.probes.Measure measures} of a
 * {@link periscope.probes.RunContext run}; a {@link periscope.probes.ProbePass} computes them over
 * all snapshots of a run file, and {@link periscope.probes.MeasureFile} reads them back.
 */
@NullMarked
package periscope.probes;

import org.jspecify.annotations.NullMarked;
