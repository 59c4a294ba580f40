@NullMarked
package periscope.probes.weights;

import org.jspecify.annotations.NullMarked;
