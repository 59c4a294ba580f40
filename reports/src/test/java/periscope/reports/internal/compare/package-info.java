/** Tests of the comparison of several runs. */
@NullMarked
package periscope.reports.internal.compare;

import org.jspecify.annotations.NullMarked;
