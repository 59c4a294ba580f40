/** Tasks: finite data sets with labels, in a stated order, and their splits. */
@NullMarked
package periscope.models.task;

import org.jspecify.annotations.NullMarked;
