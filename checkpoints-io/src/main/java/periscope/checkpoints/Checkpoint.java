package periscope.checkpoints;

import java.util.List;

/**
 * All that is committed together.
 *
 * @param index number of checkpoints before it
 * @param step so many updates had been made
 * @param parameters values in the order of the header
 * @param optimizer state of the optimiser in the order of the header
 * @param metrics logged since the checkpoint before
 */
record Checkpoint(
    int index, long step, List<float[]> parameters, List<float[]> optimizer, MetricRows metrics) {}
