package periscope.checkpoints.internal;

import static org.bytedeco.hdf5.global.hdf5.*;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.javacpp.SizeTPointer;

/** What may have been done to values before they were stored, by the numbers of The HDF Group. */
public final class Filters {
  private static final int LONGEST_NAME = 64;

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

  /** Why values are refused that went through a filter that is not known. */
  public static String refusal(int filter, String inFile) {
    return String.format(
        Locale.ROOT,
        "its values are compressed with %s (filter %d), which is not read; store them with gzip",
        name(filter, inFile.getBytes(StandardCharsets.UTF_8)),
        filter);
  }

  /**
   * Checks that the library can undo what was done to a dataset.
   *
   * @param properties the dataset's creation properties
   */
  static void requireKnown(long properties, String where) throws IOException {
    for (int i = 0; i < H5Pget_nfilters(properties); i++) {
      byte[] name = new byte[LONGEST_NAME];
      int[] ignored = new int[1];
      try (SizeTPointer none = new SizeTPointer(1)) {
        none.put(0);
        int filter =
            (int)
                Hdf5.check(
                    H5Pget_filter2(
                        properties, i, ignored, none, ignored, name.length, name, ignored),
                    where,
                    "look at its filters");
        if (H5Zfilter_avail(filter) <= 0) {
          H5Eclear2(H5E_DEFAULT());
          throw new IOException(
              where + ": " + refusal(filter, new String(name, StandardCharsets.UTF_8)));
        }
      }
    }
  }
}
