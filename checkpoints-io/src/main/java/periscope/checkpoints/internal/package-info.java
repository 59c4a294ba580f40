/**
 * HDF5 through the native library, which is not thread-safe: every call is made under the one lock
 * of {@link periscope.checkpoints.internal.Hdf5}. Also the lock files that keep writers apart.
 */
@NullMarked
package periscope.checkpoints.internal;

import org.jspecify.annotations.NullMarked;
