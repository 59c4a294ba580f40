/** How a comparison of several runs is made. */
@NullMarked
package periscope.reports.internal.compare;

import org.jspecify.annotations.NullMarked;
