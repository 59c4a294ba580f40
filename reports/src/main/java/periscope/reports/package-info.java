/** From measures to pages. */
@NullMarked
package periscope.reports;

import org.jspecify.annotations.NullMarked;
