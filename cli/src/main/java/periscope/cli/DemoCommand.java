package periscope.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import periscope.models.kernel.BlasLibrary;
import periscope.probes.MeasureFile;
import periscope.reports.RunReport;
import periscope.trainer.RunSpec;
import periscope.trainer.SpecLoader;
import periscope.trainer.Trainer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code periscope demo}. */
@Command(
    name = "demo",
    description =
        "Train the modular-addition MLP of Pearce et al. 2023, probe it and write its report.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  periscope demo --out first-look"})
final class DemoCommand implements Callable<Integer> {
  private static final String PRESET = "pair-mod67";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The folder to write to; periscope-demo by default.")
  private Path folder = Path.of("periscope-demo");

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Updates to make, instead of the preset's 50,000.")
  private @Nullable Long steps;

  @Option(names = "--force", description = "Replace an earlier demo in the folder.")
  private boolean force;

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException {
    RunSpec spec = SpecLoader.load(PRESET, steps == null ? List.of() : List.of("steps=" + steps));
    Path run = folder.resolve("run.h5");
    Path page = folder.resolve("report.html");
    OutputFiles.requireFree(force, run, page);
    BlasLibrary.require();
    Files.createDirectories(folder);
    long began = System.nanoTime();
    int code =
        TrainingSession.quiet(command, spec)
            .run(
                run,
                (listener, stop) ->
                    Trainer.train(spec, run, force, threads.count(), listener, stop));
    if (code != 0) {
      return code;
    }
    long trained = System.nanoTime();
    var result = Probing.run(run, Set.of(), false, threads.count(), command.commandLine().getErr());
    long probed = System.nanoTime();
    RunReport.write(run, result.file(), page);
    long written = System.nanoTime();
    try (var measures = MeasureFile.open(result.file())) {
      command.commandLine().getOut().println(String.join(System.lineSeparator(), story(measures)));
    }
    command
        .commandLine()
        .getOut()
        .printf(Locale.ROOT, "files        %s, %s, %s%n", page, run, result.file())
        .printf(
            Locale.ROOT,
            "time         %.1f s: training %.1f s, probes %.1f s, report %.1f s%n",
            (written - began) / 1e9,
            (trained - began) / 1e9,
            (probed - trained) / 1e9,
            (written - probed) / 1e9);
    return result.failures().isEmpty() ? 0 : Failures.FAILURE;
  }

  /** When it memorised and generalised, and with which frequencies. */
  private static List<String> story(MeasureFile measures) throws IOException {
    var lines = new ArrayList<String>();
    lines.add("memorised    " + event(measures, "events/memorised", "train accuracy 0.99"));
    OptionalLong half = measures.step("events/half");
    lines.add(
        "generalised  "
            + event(measures, "events/generalised", "test accuracy 0.99")
            + (half.isPresent()
                ? String.format(Locale.ROOT, " (0.5 at step %,d)", half.getAsLong())
                : ""));
    lines.add("keys         " + keys(measures));
    return lines;
  }

  private static String event(MeasureFile measures, String id, String meaning) throws IOException {
    OptionalLong step = measures.step(id);
    return step.isPresent()
        ? String.format(Locale.ROOT, "at step %,d: %s", step.getAsLong(), meaning)
        : "not yet: " + measures.absentReason(id).orElse(meaning + " is not reached");
  }

  private static String keys(MeasureFile measures) throws IOException {
    String id = "keys";
    if (!measures.has(id)) {
      return "none: " + measures.absentReason(id).orElse("not measured");
    }
    int[] keys = measures.integers(id);
    return keys.length == 0
        ? "no neuron is explained by one frequency yet"
        : Arrays.stream(keys)
            .mapToObj(String::valueOf)
            .collect(Collectors.joining(", ", "frequencies ", ""));
  }
}
