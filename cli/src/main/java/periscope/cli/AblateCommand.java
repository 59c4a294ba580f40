package periscope.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import periscope.probes.RunContext;
import periscope.probes.Steps;
import periscope.probes.ablation.AblationPass;
import periscope.probes.ablation.AblationSummary;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code periscope ablate}. */
@Command(
    name = "ablate",
    description = {
      "Change a run's network and see what that does to loss and accuracy.",
      "Frequencies of neurons, principal components and what else depends on a checkpoint are those of the last one."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  periscope ablate pair-mod67.h5 --neurons-of-frequency 10",
      "  periscope ablate pair-mod67.h5 --direction pc:1 --controls 20 --every-step"
    })
final class AblateCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN.h5", description = "The run file.")
  private Path run = Path.of("");

  @ArgGroup(multiplicity = "1", heading = "What is changed, one of:%n")
  private AblationTarget target = new AblationTarget();

  @ArgGroup(heading = "How, one of (--zero by default):%n")
  private AblationFill fill = new AblationFill();

  @Option(
      names = "--at",
      paramLabel = "PLACE",
      description =
          "Where --frequency is taken out: logits (by default) or embed; where --direction is: embed (by default) or an activation.")
  private @Nullable String at;

  @Option(
      names = "--controls",
      paramLabel = "N",
      description = "With --direction: how many random directions of its length to compare with.")
  private int controls;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the random directions, 0 by default.")
  private long seed;

  @ArgGroup(heading = "Of which checkpoints (the last by default):%n")
  private Chosen steps = new Chosen();

  /** One step, or all. */
  private static final class Chosen {
    @Option(names = "--step", paramLabel = "S", description = "The checkpoint at this step.")
    private @Nullable Long step;

    @Option(names = "--every-step", description = "All checkpoints, one line each.")
    private boolean all;
  }

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException {
    if (controls < 0) {
      throw new ParameterException(
          command.commandLine(),
          String.format(Locale.ROOT, "--controls is %d, expected 0 or more", controls));
    }
    try (var context = RunContext.open(run)) {
      var planned = target.plan(context, fill.fill(), at, controls, seed);
      var results = AblationPass.run(context, planned, chosen(context), threads.count());
      var text = new AblationSummary(context.file(), planned, results);
      command
          .commandLine()
          .getOut()
          .println(json ? text.json() : steps.all ? text.table() : text.one());
    }
    return 0;
  }

  /** Positions of the wanted steps. */
  private List<Integer> chosen(RunContext context) {
    long[] known = context.steps();
    if (steps.all) {
      return IntStream.range(0, known.length).boxed().toList();
    }
    Long wanted = steps.step;
    if (wanted == null) {
      return List.of(known.length - 1);
    }
    return List.of(Steps.indexOf(known, wanted));
  }
}
