/** Measures of sparse parity: which digits and which neurons a network computes with. */
@NullMarked
package periscope.probes.parity;

import org.jspecify.annotations.NullMarked;
