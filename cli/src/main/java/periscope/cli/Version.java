package periscope.cli;

import java.util.Locale;
import periscope.trainer.Provenance;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      String.format(
          Locale.ROOT,
          "Periscope %s (%s), Java %s",
          Provenance.version(),
          Provenance.revision(),
          Runtime.version())
    };
  }
}
