package periscope.checkpoints.imports;

/**
 * Whether axis 0 of the arrays in NumPy's and HDF5's files counts steps. PyTorch's and safetensors
 * files have no such axis.
 */
public enum Stacking {
  /**
   * It does if all arrays of two or more dimensions have the same size there, and either a list of
   * that many steps stands beside them, or one of them has three dimensions or more. Two matrices
   * with equally many rows are thus no series.
   */
  AUTO,
  /** It does; an array of two or more dimensions with another size there is an error. */
  YES,
  /** It does not: each file holds one step. */
  NO
}
