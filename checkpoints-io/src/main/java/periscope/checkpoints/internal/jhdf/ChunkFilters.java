package periscope.checkpoints.internal.jhdf;

import io.jhdf.exceptions.HdfException;
import io.jhdf.object.message.FilterPipelineMessage.FilterInfo;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import periscope.checkpoints.internal.Filters;

/** What was done to the bytes of a chunk before they were stored, undone. */
final class ChunkFilters {
  private static final int DEFLATE = 1;
  private static final int SHUFFLE = 2;
  private static final int FLETCHER32 = 3;

  private final List<FilterInfo> filters;
  private final int elementBytes;

  ChunkFilters(List<FilterInfo> filters, int elementBytes) {
    this.filters = filters;
    this.elementBytes = elementBytes;
  }

  /** Whether this one can be undone. */
  static boolean isKnown(FilterInfo filter) {
    int id = filter.getId();
    return id == DEFLATE || id == SHUFFLE || id == FLETCHER32;
  }

  boolean isEmpty() {
    return filters.isEmpty();
  }

  /** Undoes all that were applied, the last first. */
  byte[] decode(byte[] stored, int skipped, int chunkBytes) {
    byte[] bytes = stored;
    for (int i = filters.size() - 1; i >= 0; i--) {
      if ((skipped & (1 << i)) == 0) {
        bytes =
            switch (filters.get(i).getId()) {
              case DEFLATE -> inflate(bytes, sizeBefore(i, skipped, chunkBytes));
              case SHUFFLE -> unshuffle(bytes, elementBytes);
              case FLETCHER32 -> verify(bytes);
              default -> throw unknown(filters.get(i));
            };
      }
    }
    if (bytes.length != chunkBytes) {
      throw new HdfException("a chunk of " + chunkBytes + " bytes has " + bytes.length);
    }
    return bytes;
  }

  private static HdfException unknown(FilterInfo filter) {
    return new UnknownFilterException(Filters.refusal(filter.getId(), filter.getName()));
  }

  /** Bytes that went into a filter: each checksum before it added four. */
  private int sizeBefore(int filter, int skipped, int chunkBytes) {
    int size = chunkBytes;
    for (int i = 0; i < filter; i++) {
      if (filters.get(i).getId() == FLETCHER32 && (skipped & (1 << i)) == 0) {
        size += 4;
      }
    }
    return size;
  }

  /** Inflates to a known size, so that no file can ask for more memory than it should. */
  private static byte[] inflate(byte[] stored, int size) {
    try (Inflater inflater = new Inflater()) {
      inflater.setInput(stored);
      byte[] bytes = new byte[size];
      int done = 0;
      while (done < size) {
        int count = inflater.inflate(bytes, done, size - done);
        if (count == 0) {
          break;
        }
        done += count;
      }
      if (done < size || inflater.inflate(new byte[1]) > 0) {
        throw new HdfException("a compressed chunk does not have " + size + " bytes");
      }
      return bytes;
    } catch (DataFormatException e) {
      throw new HdfException("a compressed chunk is damaged", e);
    }
  }

  /** First bytes of all elements come first, then all second bytes…; a rest stays as it is. */
  private static byte[] unshuffle(byte[] stored, int element) {
    int count = stored.length / element;
    byte[] bytes = stored.clone();
    for (int i = 0; i < element; i++) {
      for (int j = 0; j < count; j++) {
        bytes[j * element + i] = stored[i * count + j];
      }
    }
    return bytes;
  }

  private static byte[] verify(byte[] stored) {
    int length = stored.length - 4;
    if (length < 0) {
      throw new HdfException("a chunk has no checksum");
    }
    int expected = 0;
    for (int i = 3; i >= 0; i--) {
      expected = expected << 8 | Byte.toUnsignedInt(stored[length + i]);
    }
    if (fletcher32(stored, length) != expected) {
      throw new HdfException("a chunk does not have the checksum that was stored with it");
    }
    return Arrays.copyOf(stored, length);
  }

  /** Fletcher's checksum over 16-bit words, as HDF5 computes it. */
  private static int fletcher32(byte[] bytes, int length) {
    int low = 0;
    int high = 0;
    for (int i = 0; i < length; i += 2) {
      int second = i + 1 < length ? Byte.toUnsignedInt(bytes[i + 1]) : 0;
      low += Byte.toUnsignedInt(bytes[i]) << 8 | second;
      high += low;
      if (i % 720 == 718 || i + 2 >= length) { // before either sum can overflow
        low = (low & 0xffff) + (low >>> 16);
        high = (high & 0xffff) + (high >>> 16);
      }
    }
    low = (low & 0xffff) + (low >>> 16);
    high = (high & 0xffff) + (high >>> 16);
    return high << 16 | low;
  }
}
