package periscope.reports;

/** What of a run {@link RunExport} writes. */
public enum ExportPart {
  /** What was logged in training: losses, accuracies. */
  METRICS,
  /** What the probes computed. */
  MEASURES,
  /** The parameters at every checkpoint, or at one. */
  WEIGHTS
}
