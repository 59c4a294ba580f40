/** Measures of shape: principal components of the embedding. */
@NullMarked
package periscope.probes.geometry;

import org.jspecify.annotations.NullMarked;
