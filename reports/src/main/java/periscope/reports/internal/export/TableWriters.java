package periscope.reports.internal.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import periscope.checkpoints.RunReader;
import periscope.reports.ExportFormat;

/** The writer of each format, and what a format does in its own way. */
public final class TableWriters {
  private TableWriters() {}

  /** The writer of a format. */
  public static TableWriter of(ExportFormat format) {
    return switch (format) {
      case CSV -> new CsvWriter();
      case JSON -> new JsonWriter();
      case NPZ -> new NpzWriter();
      case SAFETENSORS -> new SafetensorsWriter();
    };
  }

  /** Writes the weights of all checkpoints, or of one. */
  public static List<Path> weights(
      ExportFormat format, RunReader run, OptionalLong step, Path folder) throws IOException {
    List<Integer> indices = Tables.indices(run, step);
    if (format == ExportFormat.SAFETENSORS) {
      return checkpoints(run, indices, folder.resolve("weights"));
    }
    Table table = step.isPresent() ? Tables.weights(run, indices.getFirst()) : Tables.weights(run);
    return of(format).write(table, folder);
  }

  /** One file a checkpoint, as a training loop would have saved them. */
  private static List<Path> checkpoints(RunReader run, List<Integer> indices, Path folder)
      throws IOException {
    Files.createDirectories(folder);
    long[] steps = run.steps();
    List<Path> files = new ArrayList<>();
    for (int index : indices) {
      Path file = folder.resolve(String.format(Locale.ROOT, "step-%08d.safetensors", steps[index]));
      SafetensorsWriter.writeCheckpoint(Tables.checkpoint(run, index), steps[index], file);
      files.add(file);
    }
    return files;
  }
}
