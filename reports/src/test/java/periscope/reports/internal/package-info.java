/** Tests of how a page is made, and of the page in a browser. */
@NullMarked
package periscope.reports.internal;

import org.jspecify.annotations.NullMarked;
