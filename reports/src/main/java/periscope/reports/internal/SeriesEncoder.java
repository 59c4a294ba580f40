package periscope.reports.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a series as base64 text that a browser decodes in milliseconds: integer codes ({@link
 * Encoding}), differences from the row before, zigzag (small differences of either sign become
 * small unsigned numbers), byte planes (all lowest bytes first), gzip. Float64 bits stand as they
 * are, in byte planes: a browser has no fast 64-bit integers.
 */
public final class SeriesEncoder {
  /** Tensors up to this many values keep float32; larger ones become float16. */
  static final int MAX_FLOAT32_VALUES = 1 << 16;

  /** Of a tensor with more values than this, the page holds every k-th checkpoint only. */
  static final int MAX_VALUES = 6_000_000;

  /** Shorter byte strings are not compressed. */
  private static final int MIN_GZIP_BYTES = 256;

  /** More than this share of values below float16's normal range calls for float32. */
  private static final double MAX_SUBNORMAL_SHARE = 0.001;

  private SeriesEncoder() {}

  /** Encodes a series, alone on its page, with the encoding that suits its size and range. */
  public static EncodedSeries encode(Series series) throws IOException {
    return encode(series, Budget.ofOne());
  }

  /** Encodes a series of a page with the encoding that suits its size and range. */
  static EncodedSeries encode(Series series, Budget budget) throws IOException {
    Kept kept = Kept.of(series, budget);
    Encoding encoding = choose(series, kept);
    byte[] bytes = pack(series, kept, encoding);
    boolean gzip = bytes.length >= MIN_GZIP_BYTES;
    String data = Base64.getEncoder().encodeToString(gzip ? gzip(bytes) : bytes);
    return new EncodedSeries(series, encoding, kept.every(), kept.count(), gzip, data);
  }

  private static Encoding choose(Series series, Kept kept) throws IOException {
    if (series.rowSize() == 1 && series.axis() == Series.Axis.CHECKPOINTS) {
      return new Encoding.F64();
    }
    Range range = Range.of(series, kept);
    if (series.axis() == Series.Axis.METRICS) {
      return range.positive() && range.decades() <= Encoding.Log16.DECADES && isLoss(series)
          ? Encoding.Log16.of(range.smallest(), range.largest())
          : single(range);
    }
    if ((long) kept.count() * series.rowSize() <= MAX_FLOAT32_VALUES
        || !range.finite()
        || range.largest() == 0) {
      return single(range);
    }
    Encoding.F16 half = Encoding.F16.of(range.largest());
    double smallestNormal = Math.scalb(1.0, half.exponent() - 14);
    return Range.shareBelow(series, kept, smallestNormal) <= MAX_SUBNORMAL_SHARE
        ? half
        : single(range);
  }

  /** Float32, or float64 where values are beyond that, as in a training that diverges. */
  private static Encoding single(Range range) {
    return range.fitsFloat32() ? new Encoding.F32() : new Encoding.F64();
  }

  /** Losses are looked at on a logarithmic axis; accuracies are not, and 0.9995 is not 1. */
  private static boolean isLoss(Series series) {
    return series.id().startsWith("loss/");
  }

  private static byte[] pack(Series series, Kept kept, Encoding encoding) throws IOException {
    int width = encoding.bytes();
    int rowSize = series.rowSize();
    int total = Math.multiplyExact(kept.count(), rowSize);
    byte[] planes = new byte[Math.multiplyExact(total, width)];
    long[] before = new long[rowSize];
    for (int k = 0; k < kept.count(); k++) {
      double[] row = series.rows().row(kept.index(k));
      for (int j = 0; j < rowSize; j++) {
        long code = encoding.code(row[j]);
        long stored = encoding instanceof Encoding.F64 ? code : zigzag(code - before[j], width);
        before[j] = code;
        for (int plane = 0; plane < width; plane++) {
          planes[plane * total + k * rowSize + j] = (byte) (stored >>> (8 * plane));
        }
      }
    }
    return planes;
  }

  /** 0, −1, 1, −2, … become 0, 1, 2, 3, …; the difference is taken modulo 2^(8·width) first. */
  private static long zigzag(long difference, int width) {
    int unused = Long.SIZE - Byte.SIZE * width;
    long signed = difference << unused >> unused;
    return signed << 1 ^ signed >> (Long.SIZE - 1);
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 2);
    try (GZIPOutputStream gzip =
        new GZIPOutputStream(out) {
          {
            def.setLevel(Deflater.BEST_COMPRESSION);
          }
        }) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("compressing in memory failed", e);
    }
    return out.toByteArray();
  }
}
