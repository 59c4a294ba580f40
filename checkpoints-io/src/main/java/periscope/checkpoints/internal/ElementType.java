package periscope.checkpoints.internal;

import static org.bytedeco.hdf5.global.hdf5.*;

import java.io.IOException;
import java.util.Locale;

/** The number types that files of this program hold. In memory always the machine's byte order. */
public enum ElementType {
  /** IEEE 754 binary32. */
  FLOAT32(4),
  /** IEEE 754 binary64. */
  FLOAT64(8),
  /** Signed 32-bit integer. */
  INT32(4),
  /** Signed 64-bit integer. */
  INT64(8);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one value. */
  public int bytes() {
    return bytes;
  }

  /** HDF5's identifier of the type as it stands in files: little-endian. */
  long inFile() {
    return switch (this) {
      case FLOAT32 -> H5T_IEEE_F32LE_g();
      case FLOAT64 -> H5T_IEEE_F64LE_g();
      case INT32 -> H5T_STD_I32LE_g();
      case INT64 -> H5T_STD_I64LE_g();
    };
  }

  /** HDF5's identifier of the type in memory. */
  long inMemory() {
    return switch (this) {
      case FLOAT32 -> H5T_NATIVE_FLOAT_g();
      case FLOAT64 -> H5T_NATIVE_DOUBLE_g();
      case INT32 -> H5T_NATIVE_INT32_g();
      case INT64 -> H5T_NATIVE_INT64_g();
    };
  }

  private long bigEndian() {
    return switch (this) {
      case FLOAT32 -> H5T_IEEE_F32BE_g();
      case FLOAT64 -> H5T_IEEE_F64BE_g();
      case INT32 -> H5T_STD_I32BE_g();
      case INT64 -> H5T_STD_I64BE_g();
    };
  }

  /** Whether an HDF5 type is this one, in either byte order: reading it changes no value. */
  boolean is(long type) {
    return H5Tequal(type, inFile()) > 0 || H5Tequal(type, bigEndian()) > 0;
  }

  /** The name that NumPy gives the type. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A name for any HDF5 type, for messages. */
  static String describe(long type) throws IOException {
    for (ElementType known : values()) {
      if (known.is(type)) {
        return known.label();
      }
    }
    long bits = 8 * Hdf5.check(H5Tget_size(type), "a data type", "get its size");
    int kind = H5Tget_class(type);
    if (kind == H5T_FLOAT) {
      return "float" + bits;
    }
    if (kind == H5T_INTEGER) {
      return (H5Tget_sign(type) == 0 ? "uint" : "int") + bits;
    }
    return kind == H5T_STRING ? "text" : kind == H5T_ENUM ? "enumeration" : "another type";
  }
}
