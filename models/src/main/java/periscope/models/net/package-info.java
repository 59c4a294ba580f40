/** Networks: architectures with named parameters and named activations. */
@NullMarked
package periscope.models.net;

import org.jspecify.annotations.NullMarked;
