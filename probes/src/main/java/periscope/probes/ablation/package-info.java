/** What is left of the loss when a part of what the network computes is kept, or taken away. */
@NullMarked
package periscope.probes.ablation;

import org.jspecify.annotations.NullMarked;
