package periscope.reports.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.zip.GZIPInputStream;

/**
 * What the page's decoder does, in Java and on its own: the oracle of the encoder and of codec.js.
 */
final class SeriesDecoder {
  private SeriesDecoder() {}

  /** The values that the page holds, {@code [count][rowShape…]}. */
  static double[] decode(EncodedSeries encoded) throws IOException {
    byte[] bytes = Base64.getDecoder().decode(encoded.data());
    if (encoded.gzip()) {
      bytes = new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
    }
    int size = encoded.series().rowSize();
    int total = encoded.count() * size;
    int width = bytes.length / total;
    long mask = width == Long.BYTES ? -1 : (1L << (8 * width)) - 1;
    long[] codes = new long[total];
    double[] values = new double[total];
    for (int i = 0; i < total; i++) {
      long stored = 0;
      for (int plane = 0; plane < width; plane++) {
        stored |= (bytes[plane * total + i] & 0xffL) << (8 * plane);
      }
      if (encoded.encoding() instanceof Encoding.F64) {
        values[i] = Double.longBitsToDouble(stored);
        continue;
      }
      long difference = (stored & 1) == 0 ? stored >>> 1 : -(stored >>> 1) - 1;
      codes[i] = ((i < size ? 0 : codes[i - size]) + difference) & mask;
      values[i] = value(encoded.encoding(), codes[i]);
    }
    return values;
  }

  private static double value(Encoding encoding, long code) {
    return switch (encoding) {
      case Encoding.F64 exact -> throw new AssertionError(exact + " has no codes");
      case Encoding.F32 single -> {
        int bits = (int) code;
        yield Float.intBitsToFloat(bits < 0 ? bits & 0x7fff_ffff : ~bits);
      }
      case Encoding.F16 half -> {
        int bits = (int) ((code & 0x8000) != 0 ? code & 0x7fff : ~code & 0xffff);
        yield Math.scalb((double) Float.float16ToFloat((short) bits), half.exponent());
      }
      case Encoding.Log16 log -> Math.exp(log.low() + code * log.spacing());
    };
  }
}
