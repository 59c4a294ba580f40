/** Update rules. */
@NullMarked
package periscope.trainer.optimizer;

import org.jspecify.annotations.NullMarked;
