package periscope.checkpoints;

import java.io.IOException;

/** Takes the values of one parameter, step by step. */
@FunctionalInterface
public interface RowConsumer {
  /**
   * Takes one row.
   *
   * @param step the step it was stored at
   * @param values row-major; the consumer may keep the array
   * @throws IOException to stop with
   */
  void accept(long step, float[] values) throws IOException;
}
