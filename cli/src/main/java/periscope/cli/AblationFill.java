package periscope.cli;

import org.jspecify.annotations.Nullable;
import periscope.probes.ablation.Fill;
import picocli.CommandLine.Option;

/** What {@code ablate} puts in the place of values. */
final class AblationFill {
  @Option(names = "--zero", description = "0.")
  private boolean zero;

  @Option(names = "--mean", description = "The mean over all inputs, at each place by itself.")
  private boolean mean;

  @Option(
      names = "--add",
      paramLabel = "X",
      description = "The value plus X; of a direction, plus X times the direction.")
  private @Nullable Double add;

  /** 0 if nothing was said. */
  Fill fill() {
    if (add != null && !Double.isFinite(add)) {
      throw new IllegalArgumentException("--add is " + add + ", expected a finite number");
    }
    if (add != null) {
      return new Fill.Add(add);
    }
    return mean && !zero ? new Fill.Mean() : new Fill.Zero();
  }
}
