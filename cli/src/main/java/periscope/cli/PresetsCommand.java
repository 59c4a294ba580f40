package periscope.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import periscope.trainer.Preset;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code periscope presets}. */
@Command(
    name = "presets",
    description = "List the published set-ups, or print one as YAML to save and change.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  periscope presets pair-mod67 > mine.yaml"})
final class PresetsCommand implements Callable<Integer> {
  private static final int NAME_WIDTH = 18;

  @Parameters(paramLabel = "NAME", arity = "0..1", description = "The preset to print.")
  private @Nullable String name;

  @Spec private CommandSpec command;

  @Override
  public Integer call() {
    var out = command.commandLine().getOut();
    if (name != null) {
      out.print(Preset.text(name));
      return 0;
    }
    for (String preset : Preset.NAMES) {
      out.printf(
          Locale.ROOT, "%-" + NAME_WIDTH + "s %s%n", preset, Preset.spec(preset).description());
    }
    return 0;
  }
}
