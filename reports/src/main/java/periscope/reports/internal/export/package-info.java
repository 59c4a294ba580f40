/** A run's numbers in other programs' formats. */
@NullMarked
package periscope.reports.internal.export;

import org.jspecify.annotations.NullMarked;
