/** Tests of reading checkpoints from elsewhere. */
@NullMarked
package periscope.checkpoints.imports;

import org.jspecify.annotations.NullMarked;
