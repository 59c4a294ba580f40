/**
 * The containers that others keep checkpoints in, read as data: PyTorch's zip files and the pickles
 * in them, safetensors, NumPy's files and HDF5.
 */
@NullMarked
package periscope.checkpoints.imports.internal;

import org.jspecify.annotations.NullMarked;
