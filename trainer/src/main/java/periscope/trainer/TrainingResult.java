package periscope.trainer;

/**
 * How a call of the trainer ended.
 *
 * @param step updates made
 * @param complete false if it was asked to stop before the last step
 * @param lastCheckpoint the last step in the file
 */
public record TrainingResult(long step, boolean complete, long lastCheckpoint) {}
