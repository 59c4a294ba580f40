package periscope.checkpoints.internal.jhdf;

import io.jhdf.Constants;
import io.jhdf.Utils;
import io.jhdf.checksum.ChecksumUtils;
import io.jhdf.exceptions.HdfException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The index of a dataset that grows along axis 0: an array of chunk addresses in blocks whose size
 * doubles. (HDF5 File Format Specification 3.0, VII.D. Of jHDF's own version: it counts chunks
 * instead of numbering them, so that what follows a hole moves up; it does not know paged blocks,
 * which begin at chunk 131 061; and it does not check the index block.)
 */
final class ExtensibleArray implements ChunkIndex {
  private static final int PREFIX = 6; // signature, version, client
  private static final int CHECKSUM = 4;

  private final ByteSource source;
  private final long address;
  private final long[] gridStrides; // chunks per step along an axis
  private final long chunkBytes;
  private final boolean filtered;
  private final int elementBytes;
  private final int offsetBytes;
  private final int inIndexBlock;
  private final int smallest; // elements in the smallest data block
  private final int inlineBlocks; // data blocks that the index block points to
  private final int inlineSuper; // super blocks whose data blocks these are
  private final int pageElements;
  private final ByteBuffer indexBlock;
  private final Map<Long, ByteBuffer> blocks = new HashMap<>();

  ExtensibleArray(ByteSource source, long address, long[] gridStrides, long chunkBytes) {
    this.source = source;
    this.address = address;
    this.gridStrides = gridStrides;
    this.chunkBytes = chunkBytes;
    int lengths = source.getSizeOfLengths();
    ByteBuffer header = read(address, PREFIX + 6 + 6 * lengths + source.getSizeOfOffsets(), "EAHD");
    filtered = header.get(PREFIX - 1) == 1;
    elementBytes = header.get();
    int bits = header.get();
    inIndexBlock = Byte.toUnsignedInt(header.get());
    smallest = Byte.toUnsignedInt(header.get());
    int pointers = Byte.toUnsignedInt(header.get());
    int pageBits = header.get();
    require(
        bits >= 1
            && bits <= 62
            && Integer.bitCount(smallest) == 1
            && Integer.bitCount(pointers) == 1
            && pageBits >= 0
            && pageBits <= 24
            && elementBytes == elementSize(source.getSizeOfOffsets()));
    offsetBytes = (bits + 7) / 8;
    inlineBlocks = 2 * (pointers - 1);
    inlineSuper = 2 * Integer.numberOfTrailingZeros(pointers);
    pageElements = 1 << pageBits;
    int superBlocks = 1 + bits - Integer.numberOfTrailingZeros(smallest);
    require(superBlocks >= inlineSuper);
    header.position(PREFIX + 6 + 6 * lengths);
    long index = Utils.readBytesAsUnsignedLong(header, source.getSizeOfOffsets());
    int entries = inlineBlocks + superBlocks - inlineSuper;
    indexBlock =
        index == Constants.UNDEFINED_ADDRESS
            ? ByteBuffer.allocate(0)
            : block(
                index, inIndexBlock * elementBytes + entries * source.getSizeOfOffsets(), "EAIB");
  }

  private int elementSize(int addressBytes) {
    return filtered ? Math.max(elementBytes, addressBytes + 5) : addressBytes;
  }

  private static void require(boolean sensible) {
    if (!sensible) {
      throw new HdfException("its index of chunks makes no sense");
    }
  }

  @Override
  public @Nullable Place find(long[] grid) {
    long number = 0;
    for (int axis = 0; axis < grid.length; axis++) {
      number += grid[axis] * gridStrides[axis];
    }
    if (indexBlock.capacity() == 0) {
      return null;
    }
    if (number < inIndexBlock) {
      return element(indexBlock, (int) number * elementBytes);
    }
    long beyond = number - inIndexBlock;
    int group = 63 - Long.numberOfLeadingZeros(beyond / smallest + 1);
    long inGroup = beyond - smallest * ((1L << group) - 1);
    long blockElements = (long) smallest << ((group + 1) / 2);
    require(group < 62 && blockElements <= Integer.MAX_VALUE);
    long dataBlock = inGroup / blockElements; // within its group
    int place = (int) (inGroup % blockElements);
    if (group < inlineSuper) {
      int before = blocksBefore(group);
      return inDataBlock(pointer(before + (int) dataBlock), (int) blockElements, place);
    }
    return inGroup(group, (int) dataBlock, (int) blockElements, place);
  }

  /** Number of data blocks in the groups before this one: group g has 2^(g/2). */
  private static int blocksBefore(int group) {
    int before = 0;
    for (int g = 0; g < group; g++) {
      before += 1 << (g / 2);
    }
    return before;
  }

  private long pointer(int entry) {
    return address(indexBlock, inIndexBlock * elementBytes + entry * source.getSizeOfOffsets());
  }

  private @Nullable Place inGroup(int group, int dataBlock, int blockElements, int place) {
    int entry = inlineBlocks + group - inlineSuper;
    if (inIndexBlock * elementBytes + (entry + 1) * source.getSizeOfOffsets()
        > indexBlock.capacity()) {
      return null;
    }
    long superBlock = pointer(entry);
    if (superBlock == Constants.UNDEFINED_ADDRESS) {
      return null;
    }
    int dataBlocks = 1 << (group / 2);
    boolean paged = blockElements > pageElements;
    int pageBytes = paged ? (blockElements / pageElements + 7) / 8 : 0;
    int flags = offsetBytes + dataBlocks * pageBytes;
    ByteBuffer pointers = block(superBlock, flags + dataBlocks * source.getSizeOfOffsets(), "EASB");
    long data = address(pointers, flags + dataBlock * source.getSizeOfOffsets());
    return inDataBlock(data, blockElements, place);
  }

  /** A page that was never written fails its checksum. */
  private @Nullable Place inDataBlock(long data, int blockElements, int place) {
    if (data == Constants.UNDEFINED_ADDRESS) {
      return null;
    }
    if (blockElements <= pageElements) {
      ByteBuffer elements = block(data, offsetBytes + blockElements * elementBytes, "EADB");
      return element(elements, offsetBytes + place * elementBytes);
    }
    block(data, offsetBytes, "EADB");
    long pages = data + PREFIX + source.getSizeOfOffsets() + offsetBytes + CHECKSUM;
    int pageBytes = pageElements * elementBytes;
    ByteBuffer page =
        checked(pages + (long) (place / pageElements) * (pageBytes + CHECKSUM), pageBytes);
    return element(page, place % pageElements * elementBytes);
  }

  private long address(ByteBuffer block, int at) {
    return Utils.readBytesAsUnsignedLong(block.position(at), source.getSizeOfOffsets());
  }

  private @Nullable Place element(ByteBuffer block, int at) {
    long chunk = address(block, at);
    if (chunk == Constants.UNDEFINED_ADDRESS) {
      return null;
    }
    if (!filtered) {
      return new Place(chunk, chunkBytes, 0);
    }
    int sizeBytes = elementBytes - source.getSizeOfOffsets() - 4;
    long bytes = Utils.readBytesAsUnsignedLong(block, sizeBytes);
    return new Place(chunk, bytes, block.getInt());
  }

  /** What follows the prefix of a block that belongs to this array, kept once read. */
  private ByteBuffer block(long at, int bytes, String signature) {
    ByteBuffer known = blocks.get(at);
    if (known == null) {
      int prefix = PREFIX + source.getSizeOfOffsets();
      ByteBuffer whole = read(at, prefix + bytes, signature);
      if (Utils.readBytesAsUnsignedLong(whole, source.getSizeOfOffsets()) != address) {
        throw new HdfException(signature + " block of another dataset at byte " + at);
      }
      known = keep(at, whole, prefix, bytes);
    }
    return known;
  }

  /** A page of a data block. */
  private ByteBuffer checked(long at, int bytes) {
    ByteBuffer known = blocks.get(at);
    if (known == null) {
      ByteBuffer page = source.readBufferFromAddress(at, bytes + CHECKSUM);
      ChecksumUtils.validateChecksum(page);
      known = keep(at, page, 0, bytes);
    }
    return known;
  }

  private ByteBuffer keep(long at, ByteBuffer whole, int from, int bytes) {
    ByteBuffer kept = whole.slice(from, bytes).order(whole.order());
    blocks.put(at, kept);
    return kept;
  }

  /** A piece of the index with its signature and checksum checked, positioned behind its prefix. */
  private ByteBuffer read(long at, int bytes, String signature) {
    require(bytes >= PREFIX);
    ByteBuffer whole = source.readBufferFromAddress(at, bytes + CHECKSUM);
    ChecksumUtils.validateChecksum(whole);
    byte[] found = new byte[4];
    whole.get(0, found);
    if (!signature.equals(new String(found, StandardCharsets.ISO_8859_1)) || whole.get(4) != 0) {
      throw new HdfException("expected " + signature + " at byte " + at);
    }
    return whole.position(PREFIX);
  }
}
