/** Numerical kernels: matrix products, elementwise loops, cross-entropy, shards. */
@NullMarked
package periscope.models.kernel;

import org.jspecify.annotations.NullMarked;
