/**
 * Checkpoints that others saved, read as data and made into run files. Nothing in them is executed,
 * and no memory is taken for sizes that the file does not hold.
 */
@NullMarked
package periscope.checkpoints.imports;

import org.jspecify.annotations.NullMarked;
