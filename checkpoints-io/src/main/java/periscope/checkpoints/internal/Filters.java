package periscope.checkpoints.internal;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Names of filters, by the numbers under which The HDF Group registers them. */
final class Filters {
  private static final Map<Integer, String> NAMES =
      Map.of(
          4, "szip",
          307, "bzip2",
          32000, "lzf",
          32001, "blosc",
          32004, "lz4",
          32008, "bitshuffle",
          32013, "zfp",
          32015, "zstd",
          32026, "blosc2");

  private Filters() {}

  /**
   * The name of a filter.
   *
   * @param inFile the name that the file gives it, ended by a zero, for those that are not known
   */
  static String name(int filter, byte[] inFile) {
    String known = NAMES.get(filter);
    if (known != null) {
      return known;
    }
    int length = 0;
    while (length < inFile.length && inFile[length] != 0) {
      length++;
    }
    String name = new String(inFile, 0, length, StandardCharsets.UTF_8);
    return name.isBlank() ? "an unknown filter" : name;
  }
}
