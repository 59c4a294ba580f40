package periscope.checkpoints.imports.internal;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import periscope.checkpoints.imports.ForeignFileException;

/** The bytes of a pickle, read from front to back. No length in it is believed. */
final class PickleInput {
  private static final int LONGEST_LINE = 4096;
  private static final int LARGEST_INT = 64; // bytes that are looked at

  private final String where;
  private final ByteBuffer bytes;

  PickleInput(String where, byte[] bytes) {
    this.where = where;
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  int position() {
    return bytes.position();
  }

  int size() {
    return bytes.limit();
  }

  boolean atEnd() {
    return !bytes.hasRemaining();
  }

  /** An exception that says where. */
  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency of its own
  ForeignFileException refuse(String format, Object... values) {
    String what = Refusals.refuse(format, values).getMessage();
    return new ForeignFileException(where + ": byte " + position() + ": " + what);
  }

  /** An exception that also says where. */
  ForeignFileException within(ForeignFileException cause) {
    return new ForeignFileException(
        where + ": byte " + position() + ": " + cause.getMessage(), cause);
  }

  private void require(long count) throws ForeignFileException {
    if (!(count >= 0 && count <= bytes.remaining())) {
      throw refuse("expected %s more bytes, found %d", unsigned(count), bytes.remaining());
    }
  }

  private static String unsigned(long count) {
    return Long.toUnsignedString(count);
  }

  int u1() throws ForeignFileException {
    require(1);
    return bytes.get() & 0xff;
  }

  int u2() throws ForeignFileException {
    require(2);
    return bytes.getShort() & 0xffff;
  }

  int i4() throws ForeignFileException {
    require(4);
    return bytes.getInt();
  }

  long u4() throws ForeignFileException {
    return i4() & 0xffffffffL;
  }

  long i8() throws ForeignFileException {
    require(8);
    return bytes.getLong();
  }

  double bigEndianDouble() throws ForeignFileException {
    return Double.longBitsToDouble(Long.reverseBytes(i8()));
  }

  private void skip(long count) throws ForeignFileException {
    require(count);
    bytes.position(bytes.position() + (int) count);
  }

  /** So many bytes, as they are. */
  Pickled.Bytes bytes(long count) throws ForeignFileException {
    require(count);
    Pickled.Bytes part = new Pickled.Bytes(bytes.array(), bytes.position(), (int) count);
    skip(count);
    return part;
  }

  /** UTF-8 text of so many bytes; what is not UTF-8 becomes a replacement character. */
  String text(long count) throws ForeignFileException {
    require(count);
    String text = new String(bytes.array(), bytes.position(), (int) count, StandardCharsets.UTF_8);
    skip(count);
    return text;
  }

  /** Text of Python 2, whose encoding is not known: UTF-8 if it can be, else Latin-1. */
  String oldText(long count) throws ForeignFileException {
    require(count);
    ByteBuffer piece = bytes.slice(bytes.position(), (int) count);
    skip(count);
    try {
      CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(piece.duplicate());
      return text.toString();
    } catch (CharacterCodingException e) {
      return StandardCharsets.ISO_8859_1.decode(piece).toString();
    }
  }

  /** ASCII up to the end of the line. */
  String line() throws ForeignFileException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int next = u1();
      if (next == '\n') {
        return line.toString();
      }
      if (!(next < 0x80 && line.length() < LONGEST_LINE)) {
        throw refuse("expected a line of at most %d ASCII characters", LONGEST_LINE);
      }
      line.append((char) next);
    }
  }

  /** An integer of so many bytes in two's complement; one beyond 64 bits is opaque. */
  Pickled integer(long count) throws ForeignFileException {
    require(count);
    if (count > LARGEST_INT) {
      skip(count);
      return new Pickled.Opaque("a very large int");
    }
    byte[] bigEndian = new byte[(int) count + 1];
    for (int i = (int) count; i >= 1; i--) {
      bigEndian[i] = bytes.get();
    }
    BigInteger value = count == 0 ? BigInteger.ZERO : new BigInteger(bigEndian, 1, (int) count);
    return value.bitLength() < Long.SIZE
        ? new Pickled.Whole(value.longValue())
        : new Pickled.Opaque("a very large int");
  }
}
