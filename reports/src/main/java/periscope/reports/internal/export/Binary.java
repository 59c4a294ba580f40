package periscope.reports.internal.export;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Little-endian numbers, as NumPy and safetensors store them. */
final class Binary {
  private Binary() {}

  /** Writes all rows of a column, float32 where it is single, else float64. */
  static void write(Column column, OutputStream out) throws IOException {
    int width = column.single() ? Float.BYTES : Double.BYTES;
    ByteBuffer buffer =
        ByteBuffer.allocate(Math.multiplyExact(column.size(), width))
            .order(ByteOrder.LITTLE_ENDIAN);
    column
        .rows()
        .forEach(
            row -> {
              buffer.clear();
              for (double value : row) {
                if (column.single()) {
                  buffer.putFloat((float) value);
                } else {
                  buffer.putDouble(value);
                }
              }
              out.write(buffer.array(), 0, buffer.position());
            });
  }

  static void write(List<Long> steps, OutputStream out) throws IOException {
    ByteBuffer buffer =
        ByteBuffer.allocate(Math.multiplyExact(steps.size(), Long.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    steps.forEach(buffer::putLong);
    out.write(buffer.array());
  }

  /** Bytes of all rows of a column. */
  static long bytes(Column column, int rows) {
    return (long) rows * column.size() * (column.single() ? Float.BYTES : Double.BYTES);
  }
}
