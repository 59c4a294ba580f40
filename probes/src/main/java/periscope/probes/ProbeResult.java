package periscope.probes;

import java.nio.file.Path;
import java.util.List;

/**
 * What a pass has done.
 *
 * @param file where the measures are
 * @param snapshots how many snapshots were probed; 0 if all was known from an earlier pass
 * @param failures probes that threw, one entry each; empty if all went well
 */
public record ProbeResult(Path file, int snapshots, List<ProbeFailure> failures) {
  /** Copies the failures. */
  public ProbeResult {
    failures = List.copyOf(failures);
  }
}
