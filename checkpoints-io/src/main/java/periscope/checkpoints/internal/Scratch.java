package periscope.checkpoints.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.bytedeco.javacpp.Pointer;

/** Memory outside the heap that HDF5 reads into and writes from, one piece for the process. */
final class Scratch {
  private static final int KEPT = 16 << 20; // bytes; larger requests get a piece of their own
  private static MemorySegment kept = MemorySegment.NULL;

  private Scratch() {}

  /** At least this many bytes, valid until the next call. Only under the lock of {@link Hdf5}. */
  static MemorySegment of(long bytes) {
    if (bytes > KEPT) {
      return Arena.ofAuto().allocate(bytes, Double.BYTES);
    }
    if (kept.byteSize() < bytes) {
      long size = Math.min(KEPT, Math.max(1 << 16, Long.highestOneBit(bytes) << 1));
      kept = Arena.ofAuto().allocate(size, Double.BYTES);
    }
    return kept;
  }

  /** The segment as an argument for the binding. */
  static Pointer pointer(MemorySegment segment) {
    return new Address(segment);
  }

  private static final class Address extends Pointer {
    Address(MemorySegment segment) {
      this.address = segment.address();
    }
  }
}
