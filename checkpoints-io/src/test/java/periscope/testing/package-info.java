/** What tests of several modules share: programs of the system, and JVMs to be killed. */
@NullMarked
package periscope.testing;

import org.jspecify.annotations.NullMarked;
