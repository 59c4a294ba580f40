package periscope.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import periscope.models.task.ModularArithmetic;
import periscope.trainer.RunSpec;
import periscope.trainer.SpecLoader;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which run: a preset or a file, and what is changed of it. */
final class SpecOptions {
  @Parameters(
      paramLabel = "PRESET|SPEC.yaml",
      description = "A preset's name (see 'periscope presets') or a specification file.")
  private String source = "";

  @Option(names = "--steps", paramLabel = "N", description = "Updates to make.")
  private @Nullable Long steps;

  @Option(
      names = "--checkpoints",
      paramLabel = "SCHEDULE",
      description =
          "When weights are stored: every:500, log:200, list:0,10,100 or window:9000-9400/10.")
  private @Nullable String checkpoints;

  @Option(
      names = "--keep-states",
      paramLabel = "K",
      description =
          "Keep the optimizer's state of every K-th checkpoint, in a file beside the run, for 'periscope replay'.")
  private @Nullable Integer keepStates;

  @Option(
      names = "--dtype",
      paramLabel = "float32|float64",
      description =
          "Precision of training. float64 is several times as slow; checkpoints are float32 all the same.")
  private @Nullable String dtype;

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description = "Change one value, such as optimizer.weightDecay=0.5; may be given again.")
  private List<String> settings = new ArrayList<>();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** The specification with all changes, the seed too where one is given. */
  RunSpec load(@Nullable Long seed) throws IOException {
    var all = new ArrayList<>(settings);
    if (seed != null) {
      all.add("seed=" + seed);
    }
    if (steps != null) {
      all.add("steps=" + steps);
    }
    if (checkpoints != null) {
      all.add("checkpoints=" + checkpoints);
    }
    if (keepStates != null) {
      all.add("keepStates=" + keepStates);
    }
    if (dtype != null) {
      all.add("dtype=" + dtype);
    }
    RunSpec spec = SpecLoader.load(source, all);
    if (spec.task() instanceof ModularArithmetic modular && !modular.hasPrimeModulus()) {
      command
          .commandLine()
          .getErr()
          .printf(
              Locale.ROOT,
              "periscope: note: the modulus %d is not prime; training works, and probes that need a prime say so.%n",
              modular.modulus());
    }
    return spec;
  }
}
