@NullMarked
package periscope.probes.parity;

import org.jspecify.annotations.NullMarked;
