package periscope.checkpoints.imports.internal;

import java.nio.ByteBuffer;
import periscope.checkpoints.imports.ElementFormat;

/** What bytes stand for. */
final class Elements {
  private Elements() {}

  /**
   * Decodes values that are an equal distance apart.
   *
   * @param bytes in the byte order of the values
   * @param from position of the first value
   * @param stride distance in bytes between values
   * @param values receives them
   * @param to index of the first
   * @param step distance between indices
   * @param count how many
   */
  static void decode(
      ElementFormat format,
      ByteBuffer bytes,
      int from,
      int stride,
      double[] values,
      int to,
      int step,
      int count) {
    for (int i = 0; i < count; i++) {
      values[to + i * step] = decode(format, bytes, from + i * stride);
    }
  }

  private static double decode(ElementFormat format, ByteBuffer bytes, int at) {
    return switch (format) {
      case FLOAT64 -> bytes.getDouble(at);
      case FLOAT32 -> bytes.getFloat(at);
      case FLOAT16 -> Float.float16ToFloat(bytes.getShort(at));
      case BFLOAT16 -> Float.intBitsToFloat(bytes.getShort(at) << 16);
      case INT64 -> bytes.getLong(at);
      case INT32 -> bytes.getInt(at);
      case INT16 -> bytes.getShort(at);
      case INT8 -> bytes.get(at);
      case UINT8 -> bytes.get(at) & 0xff;
      case BOOL -> bytes.get(at) == 0 ? 0 : 1;
    };
  }
}
