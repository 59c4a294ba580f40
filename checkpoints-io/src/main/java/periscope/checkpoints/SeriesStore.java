package periscope.checkpoints;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Where a file of series is put together. All calls are made under the lock of HDF5. */
interface SeriesStore {
  /** Adds the values of one step. */
  void append(long step, List<double[]> values) throws IOException;

  /** Adds what is for the whole run and what is said of the file, and completes it. */
  void complete(List<Constant> constants, Map<String, String> attributes) throws IOException;

  /** Closes what is open, complete or not. */
  void close() throws IOException;

  /** Where series and constants of these ids are, by id. */
  static Map<String, String> paths(List<SeriesSpec> series, List<Constant> constants) {
    List<String> ids = new ArrayList<>(series.stream().map(SeriesSpec::id).toList());
    constants.forEach(constant -> ids.add(constant.id()));
    return StoragePaths.of("series", ids, SeriesLayout.RESERVED);
  }
}
