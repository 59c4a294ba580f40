/** Measures of runs over the symmetric group: what its irreducible representations explain. */
@NullMarked
package periscope.probes.groups;

import org.jspecify.annotations.NullMarked;
