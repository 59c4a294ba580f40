package periscope.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import periscope.checkpoints.NotARunException;
import periscope.checkpoints.RunHeader;
import periscope.checkpoints.RunHealth;
import periscope.checkpoints.RunReader;
import periscope.checkpoints.imports.ForeignFiles;
import periscope.checkpoints.imports.ForeignRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code periscope inspect}. */
@Command(
    name = "inspect",
    description = {
      "Show what is in a run: specification, provenance, steps, tensors, and whether it is sound.",
      "Of checkpoints that others saved, show what an import would find."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  periscope inspect pair-mod67.h5 --verify"})
final class InspectCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "A run file, or a file to import.")
  private Path file = Path.of("");

  @Option(
      names = "--verify",
      description = "Read all values and compare them with their checksums.")
  private boolean verify;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    RunHealth health;
    try {
      health = verify ? RunHealth.verify(file) : RunHealth.of(file);
    } catch (NotARunException e) {
      return foreign(e);
    }
    ObjectNode run = new ObjectMapper().createObjectNode();
    Inspection.health(health, run);
    if (health.isSound() && health.checkpoints() == 0) {
      Inspection.begun(RunHeader.of(file), run);
    }
    if (health.checkpoints() > 0) {
      try (RunReader reader = RunReader.open(file)) {
        Inspection.run(reader, run);
      } catch (IOException e) {
        if (health.isSound()) {
          throw e; // else the problems already say why
        }
      }
    }
    print(run, InspectionText.ofRun(run));
    return health.isSound() ? 0 : Failures.FAILURE;
  }

  /** A file that is no run may be one to import; else its own complaint stands. */
  private int foreign(NotARunException notARun) throws IOException {
    try (ForeignRun source = ForeignFiles.open(List.of(file))) {
      ObjectNode found = Inspection.foreign(source);
      print(found, InspectionText.ofForeign(file, found));
      return 0;
    } catch (IOException e) {
      if (Files.isDirectory(file)) {
        throw e;
      }
      e.addSuppressed(notARun);
      throw e;
    }
  }

  private void print(ObjectNode node, String text) {
    command.commandLine().getOut().println(json ? node.toPrettyString() : text);
  }
}
