package periscope.checkpoints.imports.internal;

import java.io.Closeable;
import java.util.List;
import periscope.checkpoints.imports.ForeignSnapshot;

/**
 * What one file holds.
 *
 * @param form what it is
 * @param snapshots at least one; either all or none have a step
 * @param claims what it says of the step, if it has one snapshot without a step
 * @param beside what stands beside them
 * @param resources to be closed in the end
 */
record Contents(
    Form form,
    List<ForeignSnapshot> snapshots,
    StepClaims claims,
    Beside beside,
    List<? extends Closeable> resources) {}
