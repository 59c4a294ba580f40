@NullMarked
package periscope.probes.dynamics;

import org.jspecify.annotations.NullMarked;
