@NullMarked
package periscope.probes.internal;

import org.jspecify.annotations.NullMarked;
