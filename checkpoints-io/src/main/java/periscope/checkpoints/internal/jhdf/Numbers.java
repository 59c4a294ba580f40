package periscope.checkpoints.internal.jhdf;

import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.EnumDataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.datatype.OrderedDataType;
import io.jhdf.object.datatype.StringData;
import io.jhdf.object.datatype.VariableLength;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import periscope.checkpoints.internal.ElementType;
import periscope.checkpoints.internal.NumberType;
import periscope.checkpoints.internal.NumberType.Kind;

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

  /** IEEE 754 binary32 and binary64. */
  private static Optional<ElementType> floating(FloatingPoint type) {
    if (type.getSize() == Float.BYTES && isFloat(type, 8)) {
      return Optional.of(ElementType.FLOAT32);
    }
    return type.getSize() == Double.BYTES && isFloat(type, 11)
        ? Optional.of(ElementType.FLOAT64)
        : Optional.empty();
  }

  /** Which number type this is, of those that other people's files have. */
  static Optional<NumberType> number(DataType type) {
    boolean bigEndian = order(type) == ByteOrder.BIG_ENDIAN;
    if (type instanceof FixedPoint fixed) {
      Kind sign = fixed.isSigned() ? Kind.SIGNED : Kind.UNSIGNED;
      boolean usual = isWhole(fixed) && List.of(1, 2, 4, 8).contains(fixed.getSize());
      return usual
          ? Optional.of(new NumberType(sign, fixed.getSize(), bigEndian))
          : Optional.empty();
    }
    if (type instanceof FloatingPoint floating) {
      int bytes = floating.getSize();
      if (bytes == 2 && isFloat(floating, 5)) {
        return Optional.of(new NumberType(Kind.FLOAT, bytes, bigEndian));
      }
      if (bytes == 2 && isFloat(floating, 8)) {
        return Optional.of(new NumberType(Kind.BFLOAT, bytes, bigEndian));
      }
      return floating(floating).map(known -> new NumberType(Kind.FLOAT, bytes, bigEndian));
    }
    return type instanceof EnumDataType names && isBool(names)
        ? Optional.of(new NumberType(Kind.BOOL, 1, false))
        : Optional.empty();
  }

  private static boolean isBool(EnumDataType type) {
    return type.getSize() == 1 && type.getEnumMapping().equals(Map.of(0, "FALSE", 1, "TRUE"));
  }

  /** IEEE 754 with so many bits of exponent: sign, exponent and mantissa where they belong. */
  private static boolean isFloat(FloatingPoint type, int exponentBits) {
    int bits = 8 * type.getSize();
    int mantissa = bits - 1 - exponentBits;
    return type.getBitOffset() == 0
        && type.getBitPrecision() == bits
        && type.getSignLocation() == bits - 1
        && type.getMantissaLocation() == 0
        && type.getMantissaSize() == mantissa
        && type.getExponentLocation() == mantissa
        && type.getExponentSize() == exponentBits
        && type.getExponentBias() == (1 << (exponentBits - 1)) - 1
        && type.getMantissaNormalization() == 2;
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
      return bits == Float.SIZE || bits == Double.SIZE ? "an unusual float" + bits : "float" + bits;
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
