package periscope.checkpoints.internal.jhdf;

import io.jhdf.ObjectHeader;
import io.jhdf.WritableDatasetImpl;
import io.jhdf.api.Attribute;
import io.jhdf.api.Group;
import io.jhdf.object.message.AttributeInfoMessage;
import io.jhdf.object.message.AttributeMessage;
import io.jhdf.object.message.DataLayoutMessage.ContiguousDataLayoutMessage;
import io.jhdf.object.message.DataSpace;
import io.jhdf.object.message.DataSpaceMessage;
import io.jhdf.object.message.DataTypeMessage;
import io.jhdf.object.message.FillValueMessage;
import io.jhdf.object.message.Message;
import io.jhdf.storage.HdfFileChannel;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import periscope.checkpoints.internal.ElementType;

/**
 * Values to be written in one piece, from a flat array. (jHDF's own datasets take arrays of arrays,
 * and cannot be empty.)
 */
final class FlatDataset extends WritableDatasetImpl {
  private static final int BLOCK = 1 << 16; // bytes written at once

  private final ElementType type;
  private final long[] shape;
  private final Object values;

  FlatDataset(ElementType type, long[] shape, Object values, String name, Group parent) {
    super(Array.newInstance(primitive(type), 1), name, parent);
    this.type = type;
    this.shape = shape;
    this.values = values;
  }

  private static Class<?> primitive(ElementType type) {
    return switch (type) {
      case FLOAT32 -> float.class;
      case FLOAT64 -> double.class;
      case INT32 -> int.class;
      case INT64 -> long.class;
    };
  }

  private static ValueLayout layout(ElementType type) {
    return switch (type) {
      case FLOAT32 -> ValueLayout.JAVA_FLOAT_UNALIGNED;
      case FLOAT64 -> ValueLayout.JAVA_DOUBLE_UNALIGNED;
      case INT32 -> ValueLayout.JAVA_INT_UNALIGNED;
      case INT64 -> ValueLayout.JAVA_LONG_UNALIGNED;
    };
  }

  @Override
  public long write(HdfFileChannel file, long position) {
    long bytes = (long) Array.getLength(values) * type.bytes();
    long address = position + header(position, 0, bytes).toBuffer().limit();
    file.write(header(position, address, bytes).toBuffer(), position);
    int perBlock = BLOCK / type.bytes();
    byte[] block = new byte[(int) Math.min(bytes, BLOCK)];
    for (int done = 0; done < Array.getLength(values); done += perBlock) {
      int now = Math.min(perBlock, Array.getLength(values) - done);
      MemorySegment.copy(values, done, MemorySegment.ofArray(block), layout(type), 0, now);
      long at = address + (long) done * type.bytes();
      ByteBuffer rest = ByteBuffer.wrap(block, 0, now * type.bytes());
      while (rest.hasRemaining()) {
        at += file.write(rest, at);
      }
    }
    file.position(address + bytes);
    return address + bytes;
  }

  private ObjectHeader.ObjectHeaderV2 header(long position, long address, long bytes) {
    List<Message> messages = new ArrayList<>();
    messages.add(DataTypeMessage.create(getDataType()));
    messages.add(DataSpaceMessage.create(space()));
    messages.add(FillValueMessage.NO_FILL);
    messages.add(ContiguousDataLayoutMessage.create(address, bytes));
    if (!getAttributes().isEmpty()) {
      messages.add(AttributeInfoMessage.create());
      for (Map.Entry<String, Attribute> attribute : getAttributes().entrySet()) {
        messages.add(AttributeMessage.create(attribute.getKey(), attribute.getValue()));
      }
    }
    return new ObjectHeader.ObjectHeaderV2(position, messages);
  }

  private DataSpace space() {
    if (shape.length == 0) {
      return DataSpace.fromObject(Array.get(Array.newInstance(primitive(type), 1), 0));
    }
    int[] ones = new int[shape.length];
    Arrays.fill(ones, 1);
    return DataSpace.modifyDimensions(
        DataSpace.fromObject(Array.newInstance(primitive(type), ones)), shape);
  }
}
