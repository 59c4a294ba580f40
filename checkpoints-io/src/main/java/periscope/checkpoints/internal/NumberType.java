package periscope.checkpoints.internal;

import static org.bytedeco.hdf5.global.hdf5.*;

import java.io.IOException;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.SizeTPointer;

/**
 * The number type of somebody else's dataset, as far as it is one of those below in every bit:
 * sign, exponent, bias, order, padding. All others are only described.
 *
 * @param kind what its bits mean
 * @param bytes size of a value
 * @param bigEndian whether the most significant byte comes first
 */
public record NumberType(Kind kind, int bytes, boolean bigEndian) {

  /** What bits mean. */
  public enum Kind {
    /** IEEE 754 of 16, 32 or 64 bits. */
    FLOAT,
    /** The upper half of an IEEE 754 number of 32 bits. */
    BFLOAT,
    /** Two's complement. */
    SIGNED,
    /** Without a sign. */
    UNSIGNED,
    /** h5py's enumeration of FALSE = 0 and TRUE = 1, in one byte. */
    BOOL
  }

  /** The type, or nothing if it is not one of these. */
  static Optional<NumberType> of(long type) throws IOException {
    int bytes = (int) Math.min(H5Tget_size(type), Integer.MAX_VALUE);
    boolean bigEndian = H5Tget_order(type) == H5T_ORDER_BE;
    int kind = H5Tget_class(type);
    if (kind == H5T_INTEGER && isWholeInteger(type, bytes)) {
      Kind sign = H5Tget_sign(type) == H5T_SGN_NONE ? Kind.UNSIGNED : Kind.SIGNED;
      return Optional.of(new NumberType(sign, bytes, bigEndian));
    }
    if (kind == H5T_FLOAT) {
      return floating(type, bytes, bigEndian);
    }
    return kind == H5T_ENUM && isBool(type, bytes)
        ? Optional.of(new NumberType(Kind.BOOL, 1, false))
        : Optional.empty();
  }

  private static boolean hasOrder(long type) {
    int order = H5Tget_order(type);
    return order == H5T_ORDER_LE || order == H5T_ORDER_BE || order == H5T_ORDER_NONE;
  }

  private static boolean isWholeInteger(long type, int bytes) {
    return (bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8)
        && hasOrder(type)
        && H5Tget_offset(type) == 0
        && H5Tget_precision(type) == 8L * bytes;
  }

  private static Optional<NumberType> floating(long type, int bytes, boolean bigEndian) {
    if (!hasOrder(type)
        || H5Tget_offset(type) != 0
        || H5Tget_precision(type) != 8L * bytes
        || H5Tget_norm(type) != H5T_NORM_IMPLIED) {
      return Optional.empty();
    }
    try (SizeTPointer sign = new SizeTPointer(1);
        SizeTPointer exponent = new SizeTPointer(1);
        SizeTPointer exponentBits = new SizeTPointer(1);
        SizeTPointer mantissa = new SizeTPointer(1);
        SizeTPointer mantissaBits = new SizeTPointer(1)) {
      if (H5Tget_fields(type, sign, exponent, exponentBits, mantissa, mantissaBits) < 0
          || sign.get() != 8L * bytes - 1
          || exponent.get() != mantissaBits.get()
          || mantissa.get() != 0) {
        return Optional.empty();
      }
      for (Layout layout : Layout.values()) {
        if (layout.bytes == bytes
            && layout.exponentBits == exponentBits.get()
            && exponentBits.get() + mantissaBits.get() == 8L * bytes - 1
            && layout.bias == H5Tget_ebias(type)) {
          return Optional.of(new NumberType(layout.kind, bytes, bigEndian));
        }
      }
      return Optional.empty();
    }
  }

  /** Floating-point formats; the mantissa has the bits that are left. */
  private enum Layout {
    HALF(Kind.FLOAT, 2, 5, 15),
    UPPER_HALF(Kind.BFLOAT, 2, 8, 127),
    SINGLE(Kind.FLOAT, 4, 8, 127),
    DOUBLE(Kind.FLOAT, 8, 11, 1023);

    private final Kind kind;
    private final int bytes;
    private final int exponentBits;
    private final int bias;

    Layout(Kind kind, int bytes, int exponentBits, int bias) {
      this.kind = kind;
      this.bytes = bytes;
      this.exponentBits = exponentBits;
      this.bias = bias;
    }
  }

  private static boolean isBool(long type, int bytes) throws IOException {
    if (bytes != 1 || H5Tget_nmembers(type) != 2) {
      return false;
    }
    try (BytePointer no = new BytePointer(1);
        BytePointer yes = new BytePointer(1)) {
      boolean named =
          H5Tenum_valueof(type, "FALSE", no) >= 0 && H5Tenum_valueof(type, "TRUE", yes) >= 0;
      H5Eclear2(H5E_DEFAULT());
      return named && no.get() == 0 && yes.get() == 1;
    }
  }
}
