package periscope.reports.internal.export;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * {@code <table>.npz}: the array {@code step}, and one of each name, {@code [steps, …]}; constants
 * without the first axis. Not compressed.
 */
final class NpzWriter implements TableWriter {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  private static final int ALIGNMENT = 64;

  @Override
  public List<Path> write(Table table, Path folder) throws IOException {
    Path file = folder.resolve(table.name() + ".npz");
    try (ZipOutputStream zip =
        new ZipOutputStream(
            new BufferedOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8)) {
      zip.setLevel(Deflater.NO_COMPRESSION);
      int rows = table.steps().size();
      begin(zip, "step", "<i8", List.of(rows));
      Binary.write(table.steps(), zip);
      for (Column column : table.columns()) {
        List<Integer> shape = new ArrayList<>(List.of(rows));
        shape.addAll(column.shape());
        array(zip, column, shape);
      }
      for (Column constant : table.constants()) {
        array(zip, constant, constant.shape());
      }
      zip.closeEntry();
    }
    return List.of(file);
  }

  private static void array(ZipOutputStream zip, Column column, List<Integer> shape)
      throws IOException {
    begin(zip, column.name(), column.single() ? "<f4" : "<f8", shape);
    Binary.write(column, zip);
  }

  private static void begin(ZipOutputStream zip, String name, String type, List<Integer> shape)
      throws IOException {
    // Two dots would let a careless unpacker leave its folder.
    zip.putNextEntry(new ZipEntry(name.replace("..", "%2E%2E") + ".npy"));
    header(zip, type, shape);
  }

  private static void header(OutputStream out, String type, List<Integer> shape)
      throws IOException {
    String dimensions =
        shape.size() == 1
            ? shape.getFirst() + ","
            : shape.stream().map(String::valueOf).collect(Collectors.joining(", "));
    String text =
        String.format(
            Locale.ROOT,
            "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }",
            type,
            dimensions);
    int before = MAGIC.length + Short.BYTES;
    int total = Math.ceilDiv(before + text.length() + 1, ALIGNMENT) * ALIGNMENT;
    String padded = text + " ".repeat(total - before - text.length() - 1) + "\n";
    out.write(MAGIC);
    out.write(
        ByteBuffer.allocate(Short.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putShort((short) padded.length())
            .array());
    out.write(padded.getBytes(StandardCharsets.US_ASCII));
  }
}
