/** From a run specification to a run file. */
@NullMarked
package periscope.trainer;

import org.jspecify.annotations.NullMarked;
