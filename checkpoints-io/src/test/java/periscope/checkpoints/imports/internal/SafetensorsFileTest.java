package periscope.checkpoints.imports.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import periscope.checkpoints.imports.ForeignFileException;
import periscope.checkpoints.imports.ForeignFiles;
import periscope.checkpoints.imports.ForeignRun;

/** Headers that do not describe the bytes behind them are refused. */
class SafetensorsFileTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void chooseFile() {
    file = folder.resolve("w.safetensors");
  }

  private void write(String header, int dataBytes) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(json.length).put(json);
    Files.write(file, bytes.array());
  }

  private void assertRefused(String sentence) {
    assertThatThrownBy(() -> ForeignFiles.open(List.of(file)))
        .isInstanceOf(ForeignFileException.class)
        .hasMessage(file + sentence);
  }

  /** Each header stands before 16 bytes of values. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]},"b":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}} | : b claims bytes 8 to 16 of 16, where byte 16 is the next without a tensor
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[12,16]}} | : b claims bytes 12 to 16 of 16, where byte 8 is the next without a tensor
          {"a":{"dtype":"F32","shape":[8],"data_offsets":[0,32]}} | : a claims bytes 0 to 32 of 16, where byte 0 is the next without a tensor
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}} | : a claims bytes 8 to 0 of 16, where byte 0 is the next without a tensor
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} | : 8 bytes at its end belong to no tensor
          {"a":{"dtype":"F32","shape":[3],"data_offsets":[0,16]}} | : a: shape [3] of F32 values does not fit its 16 bytes
          {"a":{"dtype":"F32","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,16]}} | : a: shape [2147483647, 2147483647, 2147483647] of F32 values does not fit its 16 bytes
          {"a":{"dtype":"F8_E4M3","shape":[16],"data_offsets":[0,16]}} | : a: values of type F8_E4M3 are not read; save it as F32
          {"a":{"dtype":"F32","shape":[4]}} | : a: expected a dtype, a shape and two data_offsets in the header
          {"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16,16]}} | : a: expected at most 2 whole numbers in its data_offsets
          {"a":{"dtype":"F32","shape":[-4],"data_offsets":[0,16]}} | : a: expected at most 64 whole numbers in its shape
          {"a":{"dtype":"F32","shape":[4.5],"data_offsets":[0,16]}} | : a: expected at most 64 whole numbers in its shape
          {"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,16]}} | : a: expected at most 64 whole numbers in its shape
          {"a":{"dtype":"F32","shape":[4294967296],"data_offsets":[0,16]}} | : a claims 4294967296 values on an axis
          {"a":{"dtype":4,"shape":[4],"data_offsets":[0,16]}} | : expected the dtype of a in its header at character 14, found 4
          {"a":[1]} | : expected an object for a in its header at character 5, found [
          {"__metadata__":{"x":1}} | : expected a text for x in its header at character 21, found 1
          {} | : 16 bytes at its end belong to no tensor
          {"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}{} | : expected one object in its header, found more
          {"a":{"dtype":"F32" | : its header is not JSON: Unexpected end-of-input: expected close marker for Object at character 19
          {"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]},"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}} | : its header is not JSON: Duplicate field 'a' at character 58
          """)
  void headers(String header, String sentence) throws IOException {
    write(header, 16);
    assertRefused(sentence);
  }

  @Test
  void noTensor() throws IOException {
    write("{\"__metadata__\":{}}", 0);
    assertRefused(": it is a safetensors file without any tensor");
  }

  @Test
  void headerLongerThanTheFile() throws IOException {
    write("{}", 0);
    byte[] bytes = Files.readAllBytes(file);
    bytes[0] = 3;
    Files.write(file, bytes);
    assertRefused(": its header claims 3 bytes in a file of 10");
  }

  @Test
  void headerOfMoreThan100Megabytes() throws IOException {
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(100_000_020);
      sparse.write(
          ByteBuffer.allocate(9)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(100_000_001)
              .put((byte) '{')
              .array());
    }
    assertRefused(": expected a header of at most 100000000 bytes, found one of 100000001");
  }

  @Test
  void negativeLength() throws IOException {
    Files.write(file, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, '{', '}'});
    assertRefused(
        ": expected a header of at most 100000000 bytes, found one of 18446744073709551615");
  }

  @Test
  void deepNesting() throws IOException {
    write("{\"a\":{\"x\":" + "[".repeat(5000) + "]".repeat(5000) + "}}", 16);
    assertThatThrownBy(() -> ForeignFiles.open(List.of(file)))
        .isInstanceOf(ForeignFileException.class)
        .hasMessageStartingWith(file + ": its header is not JSON: Document nesting depth (65)");
  }

  /** What is not in the format is passed over, as the format's own reader does. */
  @Test
  void otherKeysAndPadding() throws IOException {
    write(
        "{\"a\":{\"dtype\":\"F32\",\"note\":{\"x\":[1]},\"shape\":[4],\"data_offsets\":[0,16]}}   ",
        16);
    try (ForeignRun run = ForeignFiles.open(List.of(file))) {
      assertThat(run.snapshots().get(0).tensors().get(0).values()).containsOnly(0);
    }
  }
}
