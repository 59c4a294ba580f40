@NullMarked
package periscope.probes;

import org.jspecify.annotations.NullMarked;
