package periscope.checkpoints.imports.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import periscope.checkpoints.imports.ForeignFileException;

/** npy headers that NumPy writes are read; all others are refused. */
class NpyHeaderTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void chooseFile() {
    file = folder.resolve("w.npy");
  }

  private StridedData read(String header, int dataBytes) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(10 + text.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    bytes.putShort((short) text.length).put(text);
    return read(bytes.array());
  }

  private StridedData read(byte[] bytes) throws IOException {
    Files.write(file, bytes);
    return NpyData.of(new FileRange(file, file.toString(), 0, bytes.length));
  }

  /** Each header stands before 24 bytes of values. */
  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), } => [2, 3]
          {'descr': '<f4', 'fortran_order': True, 'shape': (2, 3)} => [2, 3]
          {'shape': (6,), 'fortran_order': False, 'descr': '>f4'} => [6]
          {'descr': '<f8', 'fortran_order': False, 'shape': (3L, 1L), } => [3, 1]
          {'descr': '|i1', 'fortran_order': False, 'shape': (2,3,4), } => [2, 3, 4]
          """)
  void whatNumPyWrites(String header, String shape) throws IOException {
    assertThat(read(header, 24).shape()).hasToString(shape);
  }

  @Test
  void singleValue() throws IOException {
    assertThat(read("{'descr': '<f8', 'fortran_order': False, 'shape': (), }   \n", 8).shape())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      textBlock =
          """
          {'descr': '<f4', 'fortran_order': False, 'shape': (2, 4), } => : shape [2, 4] of 4 bytes a value needs 32 bytes, found 24
          {'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), } => : shape [2, 2] of 4 bytes a value needs 16 bytes, found 24
          {'descr': '<f4', 'fortran_order': False, 'shape': (2147483647, 2147483647, 2147483647), } => : shape [2147483647, 2147483647, 2147483647] of 4 bytes a value needs 9223372036854775807 bytes, found 24
          {'descr': '<f4', 'fortran_order': False, 'shape': (4294967296,), } => : it claims 4294967296 values on an axis
          {'descr': '<f4', 'fortran_order': False, 'shape': (6), } => : expected a shape, found (6)
          {'descr': '<f4', 'fortran_order': False, 'shape': (,), } => : expected sizes in its shape, found (,)
          {'descr': '<f4', 'fortran_order': False, 'shape': (2,,3), } => : expected sizes in its shape, found (2,,3)
          {'descr': '<f4', 'fortran_order': False, 'shape': (-6,), } => : expected descr, fortran_order and shape in its header
          {'descr': '<f4', 'fortran_order': False, 'shape': (__import__('os').system('x'),), } => : expected descr, fortran_order and shape in its header
          {'descr': '<f4', 'fortran_order': False, 'shape': (6,), 'x': True} => : expected descr, fortran_order and shape in its header
          {'descr': '<f4', 'descr': '<f4', 'shape': (6,)} => : expected a text, a truth value and a tuple in its header
          {'descr': (6,), 'fortran_order': False, 'shape': '<f4'} => : expected a text, a truth value and a tuple in its header
          {'descr': '=f4', 'fortran_order': False, 'shape': (6,)} => : expected a byte order before type =f4
          {'descr': '<c8', 'fortran_order': False, 'shape': (3,)} => : values of type <c8 are not read; save it as float32
          {'descr': '', 'fortran_order': False, 'shape': (3,)} => : values of type  are not read; save it as float32
          {'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (6,)} => : arrays of records are not read; save one array per field
          """)
  void others(String header, String sentence) {
    assertThatThrownBy(() -> read(header, 24))
        .isInstanceOf(ForeignFileException.class)
        .hasMessage(file + sentence);
  }

  @Test
  void version() {
    byte[] bytes = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 4, 0, 0, 0, 0, 0};
    assertThatThrownBy(() -> read(bytes))
        .hasMessage(file + ": expected version 1 to 3 of the npy format, found 4");
  }

  @Test
  void headerLongerThanTheFile() {
    byte[] bytes = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 100, 0, '{', '}'};
    assertThatThrownBy(() -> read(bytes))
        .hasMessage(file + ": expected an npy header of 110 bytes or more, found 12 bytes in all");
  }

  @Test
  void veryLongHeader() {
    byte[] bytes = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, -1, -1, -1, -1};
    assertThatThrownBy(() -> read(bytes))
        .hasMessage(file + ": its header claims 4294967295 bytes; at most 65536 are read");
  }
}
