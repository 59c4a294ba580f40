package periscope.reports;

/** Formats that {@link RunExport} writes. */
public enum ExportFormat {
  /** Tables of text: one for all single numbers, one for each measure or weight with more. */
  CSV,
  /** One file for metrics, measures and weights each. */
  JSON,
  /** NumPy archives: one for metrics, measures and weights each, one array a name. */
  NPZ,
  /** Tensors that PyTorch reads: the weights one file a checkpoint, by the parameters' names. */
  SAFETENSORS
}
