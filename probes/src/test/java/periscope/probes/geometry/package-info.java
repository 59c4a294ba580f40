@NullMarked
package periscope.probes.geometry;

import org.jspecify.annotations.NullMarked;
