@NullMarked
package periscope.probes.groups;

import org.jspecify.annotations.NullMarked;
