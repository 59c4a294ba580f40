package periscope.reports.internal.export;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Writes tables in one format. */
public interface TableWriter {

  /**
   * Writes a table into a folder.
   *
   * @return the files that were written
   */
  List<Path> write(Table table, Path folder) throws IOException;
}
