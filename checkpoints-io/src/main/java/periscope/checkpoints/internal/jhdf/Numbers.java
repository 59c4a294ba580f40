package periscope.checkpoints.internal.jhdf;

import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.EnumDataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.datatype.OrderedDataType;
import io.jhdf.object.datatype.StringData;
import io.jhdf.object.datatype.VariableLength;
import java.nio.ByteOrder;
import java.util.Optional;
import periscope.checkpoints.internal.ElementType;

/** Number types as they stand in a file. */
final class Numbers {
  private Numbers() {}

  /** Which of our types this is, in either byte order; empty if it is none of them. */
  static Optional<ElementType> of(DataType type) {
    if (type instanceof FloatingPoint floating) {
      return floating(floating);
    }
    if (type instanceof FixedPoint fixed && fixed.isSigned() && isWhole(fixed)) {
      return switch (fixed.getSize()) {
        case 4 -> Optional.of(ElementType.INT32);
        case 8 -> Optional.of(ElementType.INT64);
        default -> Optional.empty();
      };
    }
    return Optional.empty();
  }

  private static boolean isWhole(FixedPoint type) {
    return type.getBitOffset() == 0 && type.getBitPrecision() == 8 * type.getSize();
  }

  /** IEEE 754 binary32 and binary64: sign, exponent and mantissa where they belong. */
  private static Optional<ElementType> floating(FloatingPoint type) {
    int bits = 8 * type.getSize();
    int mantissa = bits == 32 ? 23 : 52;
    boolean ieee =
        (bits == 32 || bits == 64)
            && type.getBitOffset() == 0
            && type.getBitPrecision() == bits
            && type.getSignLocation() == bits - 1
            && type.getMantissaLocation() == 0
            && type.getMantissaSize() == mantissa
            && type.getExponentLocation() == mantissa
            && type.getExponentSize() == bits - 1 - mantissa
            && type.getExponentBias() == (1 << (bits - 2 - mantissa)) - 1
            && type.getMantissaNormalization() == 2;
    return ieee
        ? Optional.of(bits == 32 ? ElementType.FLOAT32 : ElementType.FLOAT64)
        : Optional.empty();
  }

  /** Byte order in the file. */
  static ByteOrder order(DataType type) {
    return type instanceof OrderedDataType ordered
        ? ordered.getByteOrder()
        : ByteOrder.LITTLE_ENDIAN;
  }

  /** A name for any type, for messages. */
  static String describe(DataType type) {
    Optional<ElementType> known = of(type);
    if (known.isPresent()) {
      return known.get().label();
    }
    int bits = 8 * type.getSize();
    if (type instanceof FloatingPoint) {
      return (bits == 16 || bits == 32 || bits == 64 ? "float" : "floating-point of bits ") + bits;
    }
    if (type instanceof FixedPoint fixed) {
      return (fixed.isSigned() ? "int" : "uint") + bits;
    }
    if (type instanceof StringData
        || (type instanceof VariableLength text && text.isVariableLengthString())) {
      return "text";
    }
    return type instanceof EnumDataType ? "enumeration" : "another type";
  }
}
