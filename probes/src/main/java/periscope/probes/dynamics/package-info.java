/** Measures of learning: losses, accuracies and the events dated from them. */
@NullMarked
package periscope.probes.dynamics;

import org.jspecify.annotations.NullMarked;
