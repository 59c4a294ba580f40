@NullMarked
package periscope.probes.fourier;

import org.jspecify.annotations.NullMarked;
