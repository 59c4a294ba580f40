package periscope.checkpoints.imports.internal;

import static periscope.checkpoints.imports.internal.Refusals.refuse;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import periscope.checkpoints.imports.ElementFormat;

/**
 * The header of an npy file: versions 1 to 3 of NumPy's format (numpy.lib.format), of which only
 * the width of a length and the encoding differ.
 *
 * @param format what the values are
 * @param order their byte order
 * @param columnMajor whether axis 0 varies fastest
 * @param shape sizes
 * @param size bytes up to the first value
 */
record NpyHeader(
    ElementFormat format, ByteOrder order, boolean columnMajor, List<Integer> shape, int size) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST = 1 << 16;
  private static final int MOST_AXES = 64;

  private static final String SPACE = "[ \\t]*";
  private static final String KEY = SPACE + "'(descr|fortran_order|shape)'" + SPACE + ":" + SPACE;
  private static final String VALUE = "('[^'\\\\]*'|True|False|\\([0-9L, \\t]*\\))" + SPACE;
  private static final String PAIR = KEY + VALUE;
  private static final Pattern DICT =
      Pattern.compile(
          SPACE + "\\{" + PAIR + "," + PAIR + "," + PAIR + ",?" + SPACE + "\\}" + "[ \\t\\n\\r]*");

  private static final Map<String, ElementFormat> TYPES =
      Map.of(
          "f8", ElementFormat.FLOAT64,
          "f4", ElementFormat.FLOAT32,
          "f2", ElementFormat.FLOAT16,
          "i8", ElementFormat.INT64,
          "i4", ElementFormat.INT32,
          "i2", ElementFormat.INT16,
          "i1", ElementFormat.INT8,
          "u1", ElementFormat.UINT8,
          "b1", ElementFormat.BOOL);

  /**
   * What NumPy's name of a type without its byte order says, {@code f4}; null if it is not read.
   */
  static @Nullable ElementFormat format(String type) {
    return TYPES.get(type);
  }

  /** Whether bytes begin an npy file. */
  static boolean startsOne(byte[] bytes) {
    return bytes.length >= MAGIC.length
        && java.util.Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  /** Reads it from the start of an npy file. */
  static NpyHeader read(ByteSource source) throws IOException {
    String where = source.where();
    byte[] start = piece(source, 0, MAGIC.length + 4);
    if (!startsOne(start)) {
      throw refuse("%s: expected an npy file, found something else", where);
    }
    int version = start[MAGIC.length];
    if (!(version >= 1 && version <= 3)) {
      throw refuse("%s: expected version 1 to 3 of the npy format, found %d", where, version);
    }
    int lengthSize = version == 1 ? 2 : 4;
    byte[] raw = piece(source, MAGIC.length + 2, lengthSize);
    long length = 0;
    for (int i = lengthSize - 1; i >= 0; i--) {
      length = (length << 8) | (raw[i] & 0xff);
    }
    if (!(length <= LONGEST)) {
      throw refuse("%s: its header claims %d bytes; at most %d are read", where, length, LONGEST);
    }
    int begin = MAGIC.length + 2 + lengthSize;
    String dict = new String(piece(source, begin, (int) length), StandardCharsets.UTF_8);
    return parse(where, dict, begin + (int) length);
  }

  private static byte[] piece(ByteSource source, int at, int count) throws IOException {
    if (!(at + (long) count <= source.length())) {
      throw refuse(
          "%s: expected an npy header of %d bytes or more, found %d bytes in all",
          source.where(), at + count, source.length());
    }
    byte[] piece = new byte[count];
    source.read(at, piece, count);
    return piece;
  }

  private static NpyHeader parse(String where, String dict, int size) throws IOException {
    Matcher matcher = DICT.matcher(dict);
    if (!matcher.matches()) {
      if (dict.contains("[")) {
        throw refuse("%s: arrays of records are not read; save one array per field", where);
      }
      throw refuse("%s: expected descr, fortran_order and shape in its header", where);
    }
    Map<String, String> values = new java.util.HashMap<>();
    for (int i = 1; i < matcher.groupCount(); i += 2) {
      values.put(matcher.group(i), matcher.group(i + 1));
    }
    String descr = values.getOrDefault("descr", "");
    String fortran = values.getOrDefault("fortran_order", "");
    String shape = values.getOrDefault("shape", "");
    if (!(descr.startsWith("'")
        && (fortran.equals("True") || fortran.equals("False"))
        && shape.startsWith("("))) {
      throw refuse("%s: expected a text, a truth value and a tuple in its header", where);
    }
    String type = descr.substring(1, descr.length() - 1);
    return new NpyHeader(
        format(where, type), order(where, type), fortran.equals("True"), shape(where, shape), size);
  }

  private static ElementFormat format(String where, String type) throws IOException {
    if (type.endsWith("O")) {
      throw refuse("%s: arrays of Python objects are not read; save it with a number type", where);
    }
    ElementFormat format = type.length() == 3 ? format(type.substring(1)) : null;
    if (format == null) {
      throw refuse("%s: values of type %s are not read; save it as float32", where, type);
    }
    return format;
  }

  private static ByteOrder order(String where, String type) throws IOException {
    return switch (type.charAt(0)) {
      case '<', '|' -> ByteOrder.LITTLE_ENDIAN;
      case '>' -> ByteOrder.BIG_ENDIAN;
      default -> throw refuse("%s: expected a byte order before type %s", where, type);
    };
  }

  private static List<Integer> shape(String where, String tuple) throws IOException {
    List<Integer> shape = new ArrayList<>();
    String inside = tuple.substring(1, tuple.length() - 1).strip();
    if (inside.isEmpty()) {
      return shape;
    }
    String[] parts = inside.split(",", -1);
    // Python writes (3,) for one axis, and either (3, 4) or (3, 4,) for more.
    int count = parts[parts.length - 1].isBlank() ? parts.length - 1 : parts.length;
    if (!(count <= MOST_AXES && parts.length > 1)) {
      throw refuse("%s: expected a shape, found %s", where, tuple);
    }
    for (int axis = 0; axis < count; axis++) {
      String part = parts[axis].strip();
      if (!part.matches("\\d{1,10}L?")) {
        throw refuse("%s: expected sizes in its shape, found %s", where, tuple);
      }
      long size = Long.parseLong(part.replace("L", ""));
      if (!(size <= Integer.MAX_VALUE)) {
        throw refuse("%s: it claims %d values on an axis", where, size);
      }
      shape.add((int) size);
    }
    return shape;
  }
}
