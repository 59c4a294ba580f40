package periscope.cli;

import periscope.trainer.Provenance;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "Periscope %s (%s), Java %s"
          .formatted(Provenance.version(), Provenance.revision(), Runtime.version())
    };
  }
}
