package periscope.checkpoints.internal;

import static org.bytedeco.hdf5.global.hdf5.*;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bytedeco.hdf5.H5G_info_t;
import org.bytedeco.hdf5.H5L_info2_t;
import org.bytedeco.hdf5.H5O_info2_t;

/** An open group. */
public final class H5Group extends H5Object {
  private static final int LONGEST_NAME = 4096;
  private static final int DEEPEST = 16;
  private static final int MOST_OBJECTS = 100_000;

  private H5Group(H5File file, String path, long id) {
    super(file, path, id);
  }

  /** Opens an existing group. */
  public static H5Group open(H5File file, String path) throws IOException {
    String where = file.path() + ": " + path;
    return new H5Group(
        file, path, Hdf5.check(H5Gopen2(file.id(), path, H5P_DEFAULT()), where, "open this group"));
  }

  /** Makes a group, and the groups above it where they are missing. */
  public static H5Group create(H5File file, String path) throws IOException {
    String where = file.path() + ": " + path;
    try (Id links = H5File.linkProperties(where)) {
      long id = H5Gcreate2(file.id(), path, links.value(), H5P_DEFAULT(), H5P_DEFAULT());
      return new H5Group(file, path, Hdf5.check(id, where, "create this group"));
    }
  }

  /**
   * Absolute paths of all datasets in this group and the groups below it, by name. Soft and
   * external links are passed over: a file of ours has none, and a foreign one could point
   * anywhere.
   *
   * @throws IOException also if groups are nested deeper than a run's, or in a circle
   */
  public List<String> datasets() throws IOException {
    return datasets(MOST_OBJECTS);
  }

  /** As {@link #datasets()}, of so many objects at most. */
  public List<String> datasets(int most) throws IOException {
    List<String> found = new ArrayList<>();
    collect(found, new int[] {most}, 0);
    return found;
  }

  private void collect(List<String> found, int[] left, int depth) throws IOException {
    if (depth > DEEPEST) {
      throw new IOException(
          String.format(
              Locale.ROOT, "%s: groups are nested more than %d deep here", where(), DEEPEST));
    }
    for (String name : hardLinks()) {
      if (--left[0] < 0) {
        throw new IOException(where() + ": too many objects are under it");
      }
      String child = path().equals("/") ? "/" + name : path() + "/" + name;
      switch (objectType(name)) {
        case H5O_TYPE_DATASET -> found.add(child);
        case H5O_TYPE_GROUP -> {
          try (H5Group group = open(file(), child)) {
            group.collect(found, left, depth + 1);
          }
        }
        default -> {}
      }
    }
  }

  private List<String> hardLinks() throws IOException {
    List<String> names = new ArrayList<>();
    try (H5G_info_t group = new H5G_info_t();
        H5L_info2_t link = new H5L_info2_t()) {
      check(H5Gget_info(id, group), "list it");
      for (long i = 0; i < group.nlinks(); i++) {
        check(
            H5Lget_info_by_idx2(id, ".", H5_INDEX_NAME, H5_ITER_INC, i, link, H5P_DEFAULT()),
            "list it");
        if (link.type() == H5L_TYPE_HARD) {
          names.add(linkName(i));
        }
      }
    }
    return names;
  }

  private String linkName(long index) throws IOException {
    byte[] name = new byte[LONGEST_NAME];
    long length =
        check(
            H5Lget_name_by_idx(
                id, ".", H5_INDEX_NAME, H5_ITER_INC, index, name, LONGEST_NAME, H5P_DEFAULT()),
            "list it");
    return new String(name, 0, (int) Math.min(length, LONGEST_NAME - 1L), StandardCharsets.UTF_8);
  }

  private int objectType(String name) throws IOException {
    try (H5O_info2_t info = new H5O_info2_t()) {
      check(
          H5Oget_info_by_name3(id, name, info, H5O_INFO_BASIC, H5P_DEFAULT()),
          "look at " + name + " in it");
      return info.type();
    }
  }

  @Override
  public void close() throws IOException {
    check(H5Gclose(id), "close this group");
  }
}
