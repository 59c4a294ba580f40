/** Run files: what a run is on disk. */
@NullMarked
package periscope.checkpoints;

import org.jspecify.annotations.NullMarked;
