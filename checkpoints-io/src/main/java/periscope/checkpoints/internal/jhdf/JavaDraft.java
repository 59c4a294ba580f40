package periscope.checkpoints.internal.jhdf;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import io.jhdf.api.WritableNode;
import io.jhdf.exceptions.HdfException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import periscope.checkpoints.internal.ElementType;

/**
 * A new file that is put together in memory and written at once, in Java alone: jHDF does not
 * append. Objects are named by absolute paths; groups on the way are made.
 */
public final class JavaDraft {
  private static final int LONGEST_NAME = 254; // bytes; jHDF writes the length of a name in one
  private static final int LONGEST_TEXT = 65_000; // bytes; a message in an object header has 64 kB

  private final Path path;
  private final WritableHdfFile file;
  private final Map<String, WritableNode> nodes = new TreeMap<>();

  /** Over an old file of this name. */
  public JavaDraft(Path path) throws IOException {
    this.path = path;
    Files.deleteIfExists(path);
    try {
      file = HdfFile.write(path);
    } catch (HdfException e) {
      throw failed(e);
    }
    nodes.put("/", file);
  }

  private IOException failed(HdfException e) {
    Throwable innermost = e;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    return new IOException(path + ": cannot write this file: " + innermost.getMessage(), e);
  }

  /** Makes a group, unless it is there. */
  public void group(String group) {
    if (!nodes.containsKey(group)) {
      String name = name(group);
      nodes.put(group, parent(group).putGroup(name));
    }
  }

  private WritableGroup parent(String object) {
    int end = object.lastIndexOf('/');
    String parent = end == 0 ? "/" : object.substring(0, end);
    group(parent);
    if (nodes.get(parent) instanceof WritableGroup group) {
      return group;
    }
    throw new IllegalArgumentException(path + ": " + parent + " is not a group");
  }

  private String name(String object) {
    String name = object.substring(object.lastIndexOf('/') + 1);
    if (!(name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: the name %s… is too long: without the native HDF5 library names have at most %d"
                  + " bytes",
              path,
              name.substring(0, 40),
              LONGEST_NAME));
    }
    return name;
  }

  /**
   * Adds values.
   *
   * @param values an array of the type, row-major, with as many values as the shape says
   */
  public void dataset(String dataset, ElementType type, List<Long> shape, Object values) {
    WritableGroup parent = parent(dataset);
    String name = name(dataset);
    long[] dimensions = shape.stream().mapToLong(Long::longValue).toArray();
    FlatDataset added = new FlatDataset(type, dimensions, values, name, parent);
    parent.putDataset(name, added);
    nodes.put(dataset, added);
  }

  /** Adds a text attribute to an object that was added before. */
  public void text(String object, String name, String value) {
    int bytes = value.getBytes(StandardCharsets.UTF_8).length;
    if (value.indexOf('\0') >= 0 || !(bytes <= LONGEST_TEXT)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: %s: attribute %s %s",
              path,
              object,
              name,
              bytes <= LONGEST_TEXT
                  ? "contains a NUL character, which HDF5 text cannot hold"
                  : "has "
                      + bytes
                      + " bytes, and without the native HDF5 library a text has at most "
                      + LONGEST_TEXT));
    }
    node(object).putAttribute(name, value);
  }

  /** Adds an int32 attribute to an object that was added before. */
  public void integer(String object, String name, int value) {
    node(object).putAttribute(name, value);
  }

  private WritableNode node(String object) {
    WritableNode node = nodes.get(object);
    if (node == null) {
      throw new IllegalArgumentException(path + ": there is no " + object);
    }
    return node;
  }

  /** Writes the file. If that fails there is none. */
  public void save() throws IOException {
    try {
      file.close();
    } catch (HdfException e) {
      Files.deleteIfExists(path);
      throw failed(e);
    }
  }
}
