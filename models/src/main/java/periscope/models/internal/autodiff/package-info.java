/**
 * Reverse-mode differentiation in float64, of networks that are written as operations on a tape.
 */
@NullMarked
package periscope.models.internal.autodiff;

import org.jspecify.annotations.NullMarked;
