/** Machinery of the pass. */
@NullMarked
package periscope.probes.internal;

import org.jspecify.annotations.NullMarked;
