/** JMH benchmarks of kernels and of the training step. */
@NullMarked
package periscope.benchmarks;

import org.jspecify.annotations.NullMarked;
