/**
 * HDF5 read and written in Java alone, for platforms without the native library. jHDF takes the
 * format apart (headers, heaps, B-trees); what it gets wrong, or takes on trust, is done here:
 * growing chunk indices, filters with checksums, every address and every size a file claims.
 */
@NullMarked
package periscope.checkpoints.internal.jhdf;

import org.jspecify.annotations.NullMarked;
