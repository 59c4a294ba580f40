package periscope.checkpoints.internal;

import static org.bytedeco.hdf5.global.hdf5.*;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.hdf5.H5G_info_t;
import org.bytedeco.hdf5.H5L_info2_t;
import org.bytedeco.hdf5.H5O_info2_t;

/** An open group. */
public final class H5Group extends H5Object {
  private static final int LONGEST_NAME = 4096;

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

  /** What hard links in it lead to, by name. */
  Map<String, StoredFile.Kind> children() throws IOException {
    Map<String, StoredFile.Kind> children = new TreeMap<>();
    for (String name : hardLinks()) {
      children.put(
          name,
          switch (objectType(name)) {
            case H5O_TYPE_DATASET -> StoredFile.Kind.DATASET;
            case H5O_TYPE_GROUP -> StoredFile.Kind.GROUP;
            default -> StoredFile.Kind.OTHER;
          });
    }
    return children;
  }

  private List<String> hardLinks() throws IOException {
    List<String> names = new ArrayList<>();
    try (H5G_info_t group = new H5G_info_t();
        H5L_info2_t link = new H5L_info2_t()) {
      check(H5Gget_info(id, group), "list it");
      if (!(group.nlinks() <= StoredFile.MOST_OBJECTS)) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s: more than %d objects under it",
                where(),
                StoredFile.MOST_OBJECTS));
      }
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
