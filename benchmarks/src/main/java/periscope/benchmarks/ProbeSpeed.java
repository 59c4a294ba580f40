package periscope.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import periscope.probes.Probe;
import periscope.probes.ProbePass;

/**
 * How long all probes take for a checkpoint of a run, after the first: what is for the whole run,
 * and the warming up of the JVM, come before. Without the loss where each head is ablated, which is
 * measured at some checkpoints of a long run only, and without the maps of the last checkpoint,
 * which would be done meanwhile.
 */
public final class ProbeSpeed {
  private static final int PASSES = 4;
  private static final Set<String> LEFT_OUT = Set.of("heads", "tsne", "umap");

  private ProbeSpeed() {}

  /**
   * Prints milliseconds a checkpoint of {@code RUN.h5 THREADS}, of the last of four passes: C2 is
   * still busy in the second.
   */
  public static void main(String[] arguments) throws IOException {
    Path run = Path.of(arguments[0]);
    int threads = Integer.parseInt(arguments[1]);
    List<Probe> probes =
        ProbePass.installed().stream().filter(probe -> !LEFT_OUT.contains(probe.name())).toList();
    Path folder = Files.createTempDirectory("probe-speed");
    Path measures = folder.resolve("measures.h5");
    double[] times = new double[2]; // of the first row and of the last
    int rows = 0;
    for (int i = 0; i < PASSES; i++) {
      rows =
          ProbePass.of(probes)
              .threads(threads)
              .fresh(true)
              .progress((done, total) -> times[done == 1 ? 0 : 1] = System.nanoTime() / 1e6)
              .run(run, measures)
              .snapshots();
    }
    Files.deleteIfExists(measures);
    Files.delete(folder);
    System.out.printf(Locale.ROOT, "%.1f ms a checkpoint%n", (times[1] - times[0]) / (rows - 1));
  }
}
