package periscope.reports.internal.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * {@code <table>.safetensors}: the tensor {@code step}, and one of each name with a leading axis of
 * steps. The header's metadata say nothing that the names do not.
 */
final class SafetensorsWriter implements TableWriter {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ALIGNMENT = 8;

  @Override
  public List<Path> write(Table table, Path folder) throws IOException {
    int rows = table.steps().size();
    ObjectNode header = JSON.createObjectNode();
    long end = describe(header, "step", "I64", List.of(rows), 0, (long) rows * Long.BYTES);
    for (Column column : table.columns()) {
      List<Integer> shape = new ArrayList<>(List.of(rows));
      shape.addAll(column.shape());
      end = describe(header, column, shape, end, Binary.bytes(column, rows));
    }
    for (Column constant : table.constants()) {
      end = describe(header, constant, constant.shape(), end, Binary.bytes(constant, 1));
    }
    Path file = folder.resolve(table.name() + ".safetensors");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      writeHeader(header, out);
      Binary.write(table.steps(), out);
      for (Column column : table.columns()) {
        Binary.write(column, out);
      }
      for (Column constant : table.constants()) {
        Binary.write(constant, out);
      }
    }
    return List.of(file);
  }

  /** Writes the tensors of one checkpoint, by the parameters' names. */
  static void writeCheckpoint(List<Column> parameters, long step, Path file) throws IOException {
    ObjectNode header = JSON.createObjectNode();
    header.putObject("__metadata__").put("step", Long.toString(step));
    long end = 0;
    for (Column parameter : parameters) {
      end = describe(header, parameter, parameter.shape(), end, Binary.bytes(parameter, 1));
    }
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      writeHeader(header, out);
      for (Column parameter : parameters) {
        Binary.write(parameter, out);
      }
    }
  }

  private static long describe(
      ObjectNode header, Column column, List<Integer> shape, long begin, long bytes) {
    return describe(header, column.name(), column.single() ? "F32" : "F64", shape, begin, bytes);
  }

  private static long describe(
      ObjectNode header, String name, String type, List<Integer> shape, long begin, long bytes) {
    ObjectNode tensor = header.putObject(name).put("dtype", type);
    tensor.set("shape", JSON.valueToTree(shape));
    tensor.putArray("data_offsets").add(begin).add(begin + bytes);
    return begin + bytes;
  }

  private static void writeHeader(ObjectNode header, OutputStream out) throws IOException {
    byte[] text = JSON.writeValueAsBytes(header);
    int length = Math.ceilDiv(text.length, ALIGNMENT) * ALIGNMENT;
    byte[] padded = Arrays.copyOf(text, length);
    IntStream.range(text.length, length).forEach(i -> padded[i] = ' ');
    out.write(
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array());
    out.write(padded);
  }
}
