package periscope.checkpoints;

import java.io.IOException;
import java.util.Arrays;

/**
 * What stands for the content of a run that was written without checksums: those of the values
 * themselves. Each checkpoint is read once, when it is first asked for. Thread-safe.
 */
final class ValueSums {
  private static final int PARAMETERS_AND_STEP = 2;

  private final RunReader run;
  private int[] known = new int[0];

  ValueSums(RunReader run) {
    this.run = run;
  }

  /**
   * A hash of the first checkpoints, and of what was logged up to the last of them.
   *
   * @param header the checksum of what does not change
   */
  synchronized String digest(int header, int checkpoints) throws IOException {
    long[] steps = run.steps();
    read(checkpoints);
    int metrics = run.metrics().size();
    int[] sums = new int[1 + PARAMETERS_AND_STEP * checkpoints + metrics + 1];
    int size = 0;
    sums[size++] = header;
    for (int i = 0; i < checkpoints; i++) {
      sums[size++] = Checksum.of(steps, i, 1);
      sums[size++] = known[i];
    }
    long[] at = run.metricSteps();
    int logged = 0;
    while (checkpoints > 0 && logged < at.length && at[logged] <= steps[checkpoints - 1]) {
      logged++;
    }
    sums[size++] = Checksum.of(at, 0, logged);
    for (String metric : run.metrics()) {
      sums[size++] = Checksum.of(run.metric(metric), 0, logged);
    }
    return Checksum.hash(sums);
  }

  private void read(int checkpoints) throws IOException {
    int from = known.length;
    if (checkpoints > from) {
      known = Arrays.copyOf(known, checkpoints);
      int done = from;
      try {
        for (; done < checkpoints; done++) {
          known[done] = Checksum.of(run.snapshot(done).values());
        }
      } finally {
        known = Arrays.copyOf(known, done);
      }
    }
  }
}
