/** Specifications as text: strict JSON mapping, and named random streams from one root seed. */
@NullMarked
package periscope.models.spec;

import org.jspecify.annotations.NullMarked;
