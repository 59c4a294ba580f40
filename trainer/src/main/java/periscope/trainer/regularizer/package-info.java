/** What is added to the gradient before the update. */
@NullMarked
package periscope.trainer.regularizer;

import org.jspecify.annotations.NullMarked;
