package periscope.checkpoints;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What stands for the content of a run that was written without checksums: those of the values
 * themselves. Each checkpoint is read once, when it is first asked for. Thread-safe.
 */
final class ValueSums {
  private final RunReader run;
  private final List<Integer> known = new ArrayList<>(); // of each checkpoint's parameters

  ValueSums(RunReader run) {
    this.run = run;
  }

  /**
   * A hash of the first checkpoints, and of what was logged up to the last of them.
   *
   * @param header the checksum of what does not change
   */
  synchronized String digest(int header, int checkpoints) throws IOException {
    while (known.size() < checkpoints) {
      known.add(Checksum.of(run.snapshot(known.size()).values()));
    }
    long[] steps = run.steps();
    long[] at = run.metricSteps();
    int logged = 0;
    while (checkpoints > 0 && logged < at.length && at[logged] <= steps[checkpoints - 1]) {
      logged++;
    }
    var sums = IntStream.builder();
    sums.accept(header);
    for (int i = 0; i < checkpoints; i++) {
      sums.accept(Checksum.of(steps, i, 1));
      sums.accept(known.get(i));
    }
    sums.accept(Checksum.of(at, 0, logged));
    for (String metric : run.metrics()) {
      sums.accept(Checksum.of(run.metric(metric), 0, logged));
    }
    return Checksum.hash(sums.build().toArray());
  }
}
