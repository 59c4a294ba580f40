/** How a page is made: the data to show, their encoding, the assets and their policy. */
@NullMarked
package periscope.reports.internal;

import org.jspecify.annotations.NullMarked;
