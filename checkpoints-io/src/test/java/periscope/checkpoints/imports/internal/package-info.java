/** Tests of the parsers. */
@NullMarked
package periscope.checkpoints.imports.internal;

import org.jspecify.annotations.NullMarked;
