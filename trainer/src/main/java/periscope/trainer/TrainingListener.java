package periscope.trainer;

/** Hears how a run goes; called on the training thread, so it must be quick. */
@FunctionalInterface
public interface TrainingListener {

  /**
   * Metrics were measured.
   *
   * @param step updates made
   * @param metrics losses and accuracies at that step
   */
  void measured(long step, Metrics metrics);
}
