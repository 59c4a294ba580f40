package periscope.checkpoints.imports.internal;

import static periscope.checkpoints.imports.internal.Refusals.refuse;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import periscope.checkpoints.imports.ElementFormat;
import periscope.checkpoints.imports.ForeignSnapshot;
import periscope.checkpoints.imports.ForeignTensor;

/**
 * Reads safetensors files: a length in 8 bytes, a JSON header of that length, values. As the format
 * demands, tensors cover the values without overlaps or holes.
 */
final class SafetensorsFile {
  private static final long LARGEST_HEADER = 100_000_000;
  private static final Map<String, ElementFormat> TYPES =
      Map.of(
          "F64", ElementFormat.FLOAT64,
          "F32", ElementFormat.FLOAT32,
          "F16", ElementFormat.FLOAT16,
          "BF16", ElementFormat.BFLOAT16,
          "I64", ElementFormat.INT64,
          "I32", ElementFormat.INT32,
          "I16", ElementFormat.INT16,
          "I8", ElementFormat.INT8,
          "U8", ElementFormat.UINT8,
          "BOOL", ElementFormat.BOOL);

  private final Path path;

  private SafetensorsFile(Path path) {
    this.path = path;
  }

  static Contents read(Path path) throws IOException {
    return new SafetensorsFile(path).read();
  }

  private Contents read() throws IOException {
    SafetensorsHeader header;
    long start;
    long size;
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      size = channel.size();
      java.nio.ByteBuffer length =
          java.nio.ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      FileRange.readFully(channel, 0, length, path.toString());
      long bytes = length.getLong(0);
      if (!(bytes >= 0 && bytes <= LARGEST_HEADER)) {
        throw refuse(
            "%s: expected a header of at most %d bytes, found one of %s",
            path, LARGEST_HEADER, Long.toUnsignedString(bytes));
      }
      if (!(bytes <= size - Long.BYTES)) {
        throw refuse("%s: its header claims %d bytes in a file of %d", path, bytes, size);
      }
      channel.position(Long.BYTES);
      start = Long.BYTES + bytes;
      InputStream json = new BoundedInput(Channels.newInputStream(channel), bytes);
      header = SafetensorsHeader.read(path.toString(), new BufferedInputStream(json, 1 << 16));
    }
    requireCovered(header.tensors(), size - start);
    List<ForeignTensor> tensors = new ArrayList<>();
    for (SafetensorsHeader.Entry entry : header.tensors()) {
      tensors.add(tensor(entry, start));
    }
    if (tensors.isEmpty()) {
      throw refuse("%s: it is a safetensors file without any tensor", path);
    }
    ForeignSnapshot snapshot = new ForeignSnapshot(OptionalLong.empty(), path.toString(), tensors);
    Beside beside = new Beside(path.toString());
    header.metadata().forEach(beside::set);
    return new Contents(
        Form.SAFETENSORS, List.of(snapshot), claims(header.metadata()), beside, List.of());
  }

  /** Checks that the tensors' ranges lie one after the other, from the first byte to the last. */
  private void requireCovered(List<SafetensorsHeader.Entry> entries, long size) throws IOException {
    List<SafetensorsHeader.Entry> sorted = new ArrayList<>(entries);
    sorted.sort(
        Comparator.comparingLong(SafetensorsHeader.Entry::begin)
            .thenComparingLong(SafetensorsHeader.Entry::end));
    long at = 0;
    for (SafetensorsHeader.Entry entry : sorted) {
      if (!(entry.begin() == at && entry.end() >= at && entry.end() <= size)) {
        throw refuse(
            "%s: %s claims bytes %d to %d of %d, where byte %d is the next without a tensor",
            path, entry.name(), entry.begin(), entry.end(), size, at);
      }
      at = entry.end();
    }
    if (at != size) {
      throw refuse("%s: %d bytes at its end belong to no tensor", path, size - at);
    }
  }

  private ForeignTensor tensor(SafetensorsHeader.Entry entry, long start) throws IOException {
    String where = path + ": " + entry.name();
    ElementFormat format = TYPES.get(entry.type());
    if (format == null) {
      throw refuse("%s: values of type %s are not read; save it as F32", where, entry.type());
    }
    long count = Refusals.count(entry.shape());
    long bytes = entry.end() - entry.begin();
    if (!(Refusals.times(count, format.bytes()) == bytes)) {
      throw refuse(
          "%s: shape %s of %s values does not fit its %d bytes",
          where, entry.shape(), entry.type(), bytes);
    }
    FileRange range = new FileRange(path, where, start + entry.begin(), bytes);
    StridedData.Elementwise elements =
        new StridedData.Elementwise(range, format, ByteOrder.LITTLE_ENDIAN, 0, count);
    return new NamedTensor(
        entry.name(),
        StridedData.of(where, elements, 0, entry.shape(), Axes.rowMajor(entry.shape())));
  }

  private static StepClaims claims(Map<String, String> metadata) {
    OptionalLong step = number(metadata, "step");
    return new StepClaims(
        OptionalLong.empty(),
        step.isPresent() ? step : number(metadata, "global_step"),
        number(metadata, "epoch"));
  }

  private static OptionalLong number(Map<String, String> metadata, String key) {
    String text = metadata.getOrDefault(key, "");
    return text.matches("\\d{1,15}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
  }
}
