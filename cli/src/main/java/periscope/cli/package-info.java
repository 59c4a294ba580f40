/** The command line. */
@NullMarked
package periscope.cli;

import org.jspecify.annotations.NullMarked;
