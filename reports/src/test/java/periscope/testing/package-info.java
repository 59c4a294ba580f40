/** What tests of several modules share. */
@NullMarked
package periscope.testing;

import org.jspecify.annotations.NullMarked;
