/** Tests of reports. */
@NullMarked
package periscope.reports;

import org.jspecify.annotations.NullMarked;
