package periscope.reports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import periscope.checkpoints.RunReader;
import periscope.probes.MeasureFile;
import periscope.reports.internal.export.ExportManifest;
import periscope.reports.internal.export.TableWriters;
import periscope.reports.internal.export.Tables;

/**
 * Writes a run's metrics, measures and weights for other programs; see docs/export.md for what is
 * in each format. {@code export.json} beside them says what the run is, what each measure means,
 * and why a measure is absent.
 *
 * <p>Rows are read and written one at a time, except for the single numbers of a CSV table: memory
 * does not grow with the size of the weights.
 */
public final class RunExport {
  private RunExport() {}

  /**
   * Exports a run.
   *
   * @param run the run file
   * @param folder where the files go; made if it is not there
   * @param format what is written
   * @param parts what of the run; measures are left out if the run was not probed
   * @param step of which checkpoint the weights are; of all if empty
   * @return the files
   * @throws IOException if a file cannot be read or written, or the folder has files in it
   * @throws IllegalArgumentException if there is no checkpoint at that step
   */
  public static List<Path> write(
      Path run, Path folder, ExportFormat format, Set<ExportPart> parts, OptionalLong step)
      throws IOException {
    requireEmpty(folder);
    List<Path> files = new ArrayList<>();
    try (RunReader reader = RunReader.open(run)) {
      Tables.indices(reader, step); // before anything is written
      Files.createDirectories(folder);
      if (parts.contains(ExportPart.METRICS) && !reader.metrics().isEmpty()) {
        files.addAll(TableWriters.of(format).write(Tables.metrics(reader), folder));
      }
      if (parts.contains(ExportPart.WEIGHTS)) {
        files.addAll(TableWriters.weights(format, reader, step, folder));
      }
      ExportManifest manifest = ExportManifest.of(reader);
      Path measured = MeasureFile.pathFor(run);
      if (parts.contains(ExportPart.MEASURES) && Files.exists(measured)) {
        try (MeasureFile measures = MeasureFile.open(measured)) {
          files.addAll(TableWriters.of(format).write(Tables.measures(measures), folder));
          manifest.add(measures);
        }
      }
      files.add(manifest.write(folder, files));
    }
    return files;
  }

  private static void requireEmpty(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw new IOException(folder + " is a file, expected a folder");
    }
    try (var entries = Files.list(folder)) {
      if (entries.findAny().isPresent()) {
        throw new IOException(
            String.format(Locale.ROOT, "%s has files in it: name a new folder with --out", folder));
      }
    }
  }
}
