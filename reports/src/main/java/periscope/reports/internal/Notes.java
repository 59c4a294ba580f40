package periscope.reports.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import periscope.checkpoints.RunReader;
import periscope.probes.MeasureFile;

/** What to bear in mind when reading a run's page: what its measures' file notes, and the run. */
public final class Notes {
  private Notes() {}

  /**
   * In whole sentences.
   *
   * @param file where the measures are, for messages
   * @throws IOException if the measures are another run's
   */
  public static List<String> of(RunReader run, Path file, MeasureFile measures) throws IOException {
    List<String> notes = new ArrayList<>(measures.notes());
    long[] all = run.steps();
    long[] measured = measures.steps();
    for (long step : measured) {
      if (Arrays.binarySearch(all, step) < 0) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s are not the measures of %s: they have step %d, which is none of the run's %d checkpoints",
                file,
                run.file(),
                step,
                all.length));
      }
    }
    if (measured.length < all.length) {
      notes.add(
          String.format(
              Locale.ROOT,
              "The run has %,d checkpoints, of which %,d are measured: probe it again to see the others.",
              all.length,
              measured.length));
    }
    if (all.length == 1) {
      notes.add(
          "The run has one checkpoint: what changes over training cannot be seen, and each figure shows its one step.");
    }
    if (run.train().length == 0) {
      notes.add(
          "The run does not say which examples were for training: losses and accuracies are over all of them, and nothing tells memorising from generalising.");
    }
    return notes;
  }
}
