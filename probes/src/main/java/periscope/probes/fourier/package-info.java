/** Measures of periodicity: what the Fourier basis of the modulus sees in weights and neurons. */
@NullMarked
package periscope.probes.fourier;

import org.jspecify.annotations.NullMarked;
