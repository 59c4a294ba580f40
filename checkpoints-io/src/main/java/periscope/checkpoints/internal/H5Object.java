package periscope.checkpoints.internal;

import static org.bytedeco.hdf5.global.hdf5.*;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.bytedeco.hdf5.H5O_info2_t;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;

/** An open group or dataset: its attributes, and its name in messages. */
public abstract sealed class H5Object implements AutoCloseable permits H5Group, H5Dataset, H5Node {
  private static final int LONGEST_NAME = 4096;
  private static final long LONGEST_TEXT = 64 << 20;

  private final H5File file;
  private final String path;
  final long id;

  H5Object(H5File file, String path, long id) {
    this.file = file;
    this.path = path;
    this.id = id;
  }

  /** The file it is in. */
  public final H5File file() {
    return file;
  }

  /** Absolute path inside the file. */
  public final String path() {
    return path;
  }

  /** File and path, for messages. */
  public final String where() {
    return file.path() + ": " + path;
  }

  final long check(long result, String action) throws IOException {
    return Hdf5.check(result, where(), action);
  }

  /** Writes a new text attribute: UTF-8 of variable length, which h5py reads as {@code str}. */
  public final void writeText(String name, String value) throws IOException {
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: attribute %s contains a NUL character, which HDF5 text cannot hold",
              where(),
              name));
    }
    try (Id type = textType();
        BytePointer text = new BytePointer(value, StandardCharsets.UTF_8);
        PointerPointer<BytePointer> address = new PointerPointer<>(1)) {
      address.put(0, text);
      writeAttribute(name, type.value(), address);
    }
  }

  /** Writes a new int32 attribute. */
  public final void writeInt(String name, int value) throws IOException {
    try (IntPointer data = new IntPointer(1)) {
      data.put(0, value);
      writeAttribute(name, H5T_STD_I32LE_g(), data);
    }
  }

  private void writeAttribute(String name, long type, org.bytedeco.javacpp.Pointer data)
      throws IOException {
    try (Id scalar = Id.space(H5Screate(H5S_SCALAR), where());
        Id named = Id.newProperties(H5P_CLS_ATTRIBUTE_CREATE_ID_g(), where())) {
      H5Pset_char_encoding(named.value(), H5T_CSET_UTF8);
      long attribute =
          check(
              H5Acreate2(id, name, type, scalar.value(), named.value(), H5P_DEFAULT()),
              "create attribute " + name);
      try {
        boolean isText = H5Tget_class(type) == H5T_STRING;
        check(
            H5Awrite(attribute, isText ? type : H5T_NATIVE_INT32_g(), data),
            "write attribute " + name);
      } finally {
        H5Aclose(attribute);
      }
    }
  }

  /** Value of a text attribute, empty if there is none of that name or it is not one text. */
  public final Optional<String> text(String name) throws IOException {
    if (check(H5Aexists(id, name), "look for attribute " + name) == 0) {
      return Optional.empty();
    }
    long attribute = check(H5Aopen(id, name, H5P_DEFAULT()), "open attribute " + name);
    try (Id type = Id.type(H5Aget_type(attribute), where());
        Id space = Id.space(H5Aget_space(attribute), where())) {
      if (H5Tget_class(type.value()) != H5T_STRING
          || H5Sget_simple_extent_npoints(space.value()) != 1) {
        return Optional.empty();
      }
      return Optional.of(
          H5Tis_variable_str(type.value()) > 0
              ? variableText(attribute, type.value(), name)
              : fixedText(attribute, type.value(), name));
    } finally {
      H5Aclose(attribute);
    }
  }

  private String variableText(long attribute, long type, String name) throws IOException {
    try (PointerPointer<BytePointer> address = new PointerPointer<>(1)) {
      check(H5Aread(attribute, type, address), "read attribute " + name);
      BytePointer text = address.get(BytePointer.class, 0);
      if (text == null || text.isNull()) {
        return "";
      }
      try {
        return text.getString(StandardCharsets.UTF_8);
      } finally {
        H5free_memory(text);
      }
    }
  }

  private String fixedText(long attribute, long type, String name) throws IOException {
    long size = H5Tget_size(type);
    if (!(size > 0 && size <= Math.min(LONGEST_TEXT, file.size()))) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: attribute %s claims %d bytes in a file of %d",
              where(),
              name,
              size,
              file.size()));
    }
    try (BytePointer text = new BytePointer(size + 1)) {
      text.zero();
      check(H5Aread(attribute, type, text), "read attribute " + name);
      return text.getString(StandardCharsets.UTF_8);
    }
  }

  /**
   * Value of an integer attribute, empty if there is none of that name or it is not one integer.
   */
  public final OptionalInt integer(String name) throws IOException {
    if (check(H5Aexists(id, name), "look for attribute " + name) == 0) {
      return OptionalInt.empty();
    }
    long attribute = check(H5Aopen(id, name, H5P_DEFAULT()), "open attribute " + name);
    try (Id type = Id.type(H5Aget_type(attribute), where());
        Id space = Id.space(H5Aget_space(attribute), where());
        IntPointer data = new IntPointer(1)) {
      if (H5Tget_class(type.value()) != H5T_INTEGER
          || H5Sget_simple_extent_npoints(space.value()) != 1) {
        return OptionalInt.empty();
      }
      check(H5Aread(attribute, H5T_NATIVE_INT32_g(), data), "read attribute " + name);
      return OptionalInt.of(data.get(0));
    } finally {
      H5Aclose(attribute);
    }
  }

  /** All text attributes by name; attributes of other types are left out. */
  public final Map<String, String> texts() throws IOException {
    Map<String, String> texts = new TreeMap<>();
    for (String name : attributeNames()) {
      text(name).ifPresent(value -> texts.put(name, value));
    }
    return texts;
  }

  private List<String> attributeNames() throws IOException {
    List<String> names = new ArrayList<>();
    long count = attributeCount();
    for (long i = 0; i < count; i++) {
      byte[] name = new byte[LONGEST_NAME];
      long length =
          check(
              H5Aget_name_by_idx(
                  id, ".", H5_INDEX_NAME, H5_ITER_INC, i, name, LONGEST_NAME, H5P_DEFAULT()),
              "list its attributes");
      names.add(
          new String(name, 0, (int) Math.min(length, LONGEST_NAME - 1L), StandardCharsets.UTF_8));
    }
    return names;
  }

  private long attributeCount() throws IOException {
    try (H5O_info2_t info = new H5O_info2_t()) {
      check(H5Oget_info3(id, info, H5O_INFO_NUM_ATTRS), "count its attributes");
      return info.num_attrs();
    }
  }

  private Id textType() throws IOException {
    Id type = Id.type(H5Tcopy(H5T_C_S1_g()), where());
    H5Tset_size(type.value(), H5T_VARIABLE());
    H5Tset_cset(type.value(), H5T_CSET_UTF8);
    return type;
  }

  @Override
  public abstract void close() throws IOException;
}
