package periscope.checkpoints.imports.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import periscope.checkpoints.imports.ForeignFileException;

/** Zip files of the JDK's writer are read; what an attacker would make of them is refused. */
class ZipMembersTest {
  private static final byte[] FIRST = "first".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SECOND = "the second one".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void chooseFile() {
    file = folder.resolve("w.pt");
  }

  /** Members a/1 and a/2, stored, with no comments: 2 × 33 + 19 bytes, then 2 × 49, then 22. */
  private static byte[] stored() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      add(zip, "a/1", FIRST);
      add(zip, "a/2", SECOND);
    }
    return bytes.toByteArray();
  }

  static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    CRC32 crc = new CRC32();
    crc.update(content);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private static final int SECOND_HEADER = 33 + 5;
  private static final int LIST = SECOND_HEADER + 33 + 14;
  private static final int SECOND_ENTRY = LIST + 49;
  private static final int END = SECOND_ENTRY + 49;

  private Map<String, ZipMember> read(byte[] bytes) throws IOException {
    return ZipMembers.read(Files.write(file, bytes));
  }

  private static ZipMember member(Map<String, ZipMember> members, String name) {
    return java.util.Objects.requireNonNull(members.get(name));
  }

  private void assertRefused(String sentence, Consumer<ByteBuffer> change) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(stored()).order(ByteOrder.LITTLE_ENDIAN);
    change.accept(bytes);
    assertThatThrownBy(() -> read(bytes.array()))
        .isInstanceOf(ForeignFileException.class)
        .hasMessage(file + ": " + sentence);
  }

  private static byte[] all(ByteSource source) throws IOException {
    byte[] bytes = new byte[(int) source.length()];
    source.read(0, bytes, bytes.length);
    return bytes;
  }

  @Test
  void storedMembers() throws IOException {
    byte[] bytes = stored();
    assertThat(bytes).hasSize(END + 22);
    Map<String, ZipMember> members = read(bytes);
    assertThat(members.keySet()).containsExactly("a/1", "a/2");
    assertThat(all(member(members, "a/1").plain())).isEqualTo(FIRST);
    assertThat(all(member(members, "a/2").plain())).isEqualTo(SECOND);
  }

  @Test
  void deflatedMembersInAnyOrder() throws IOException {
    byte[] content = new byte[300_000];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) (i * i / 1000);
    }
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("x"));
      zip.write(content);
    }
    ZipMember member = member(ZipMembers.read(file), "x");
    assertThat(member.deflated()).isTrue();
    assertThat(member.stored()).isLessThan(content.length);
    try (InflatedSource source = member.inflated()) {
      for (int at : new int[] {0, 100_000, 299_990, 5, 200_000, 199_999}) {
        byte[] piece = new byte[10];
        source.read(at, piece, 10);
        assertThat(piece).as("from %d", at).isEqualTo(Arrays.copyOfRange(content, at, at + 10));
      }
      assertThat(all(source)).isEqualTo(content);
    }
  }

  @Test
  void damagedStored() throws IOException {
    byte[] bytes = stored();
    bytes[SECOND_HEADER + 33] ^= 1;
    ByteSource source = member(read(bytes), "a/2").plain();
    assertThatThrownBy(() -> all(source))
        .isInstanceOf(ForeignFileException.class)
        .hasMessageStartingWith(file + ": a/2: expected bytes with the checksum ");
  }

  /** zip64, as PyTorch writes it: an end record of its own, whatever the size is. */
  @Test
  void zip64() throws IOException {
    assertThat(read(withZip64(stored(), LIST)).keySet()).containsExactly("a/1", "a/2");
    assertThatThrownBy(() -> read(withZip64(stored(), LIST + 1)))
        .hasMessage(
            file
                + ": expected the list of members to end at byte "
                + END
                + ", found 98 bytes at byte "
                + (LIST + 1));
  }

  private static byte[] withZip64(byte[] zip, long list) {
    ByteBuffer bytes = ByteBuffer.allocate(zip.length + 56 + 20).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(zip, 0, END);
    bytes.putInt(0x06064b50).putLong(44).putShort((short) 45).putShort((short) 45);
    bytes.putInt(0).putInt(0).putLong(2).putLong(2).putLong(END - LIST).putLong(list);
    bytes.putInt(0x07064b50).putInt(0).putLong(END).putInt(1);
    bytes.put(zip, END, 22);
    bytes.putInt(END + 76 + 16, -1); // the offset does not fit
    return bytes.array();
  }

  @Test
  void zip64WithoutItsRecord() throws IOException {
    byte[] bytes = withZip64(stored(), LIST);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(END + 56 + 8, END - 1);
    assertThatThrownBy(() -> read(bytes))
        .hasMessage(
            file
                + ": expected the zip64 end record at byte "
                + END
                + ", found it said to be at byte "
                + (END - 1));
  }

  @Test
  void cutShort() throws IOException {
    byte[] whole = stored();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(cut))
          .isInstanceOf(ForeignFileException.class)
          .hasMessage(
              file
                  + ": expected a zip file's list of members at its end, found none; it was cut"
                  + " short");
    }
  }

  @Test
  void somethingInFront() throws IOException {
    byte[] bytes = new byte[END + 22 + 10];
    System.arraycopy(stored(), 0, bytes, 10, END + 22);
    assertThatThrownBy(() -> read(bytes))
        .hasMessage(
            file
                + ": expected the list of members to end at byte "
                + (END + 10)
                + ", found 98 bytes at byte "
                + LIST);
  }

  @Test
  void severalDisks() throws IOException {
    assertRefused(
        "expected a zip file in one piece, found a part of several",
        bytes -> bytes.putShort(END + 4, (short) 1));
  }

  @Test
  void moreMembersThanListed() throws IOException {
    assertRefused("claims 300 members in 98 bytes", bytes -> bytes.putShort(END + 10, (short) 300));
  }

  @Test
  void fewerMembersThanListed() throws IOException {
    assertRefused(
        "the list of members has 49 bytes too many", bytes -> bytes.putShort(END + 10, (short) 1));
  }

  @Test
  void overlap() throws IOException {
    assertRefused(
        "two members overlap at byte " + SECOND_HEADER + ", as in a zip bomb",
        bytes -> {
          bytes.putInt(LIST + 20, 40);
          bytes.putInt(LIST + 24, 40);
        });
  }

  @Test
  void twiceTheSame() throws IOException {
    assertRefused(
        "two members are called a/1",
        bytes -> {
          bytes.put(SECOND_ENTRY + 46 + 2, (byte) '1');
          bytes.putInt(SECOND_ENTRY + 42, 0);
          bytes.putInt(SECOND_ENTRY + 20, 5);
          bytes.putInt(SECOND_ENTRY + 24, 5);
        });
  }

  @Test
  void headerThatDisagrees() throws IOException {
    assertRefused(
        "the header of a/2 at byte " + SECOND_HEADER + " does not agree with the list of members",
        bytes -> bytes.put(SECOND_HEADER + 30, (byte) 'b'));
  }

  @Test
  void headerBehindTheLastMember() throws IOException {
    assertRefused(
        "a/2 is said to begin at byte 4294967294, behind the last member",
        bytes -> bytes.putInt(SECOND_ENTRY + 42, -2));
  }

  @Test
  void moreBytesThanThereAre() throws IOException {
    assertRefused(
        "a/2 claims 1000 bytes at byte " + (SECOND_HEADER + 33) + ", where there are 14",
        bytes -> {
          bytes.putInt(SECOND_ENTRY + 20, 1000);
          bytes.putInt(SECOND_ENTRY + 24, 1000);
        });
  }

  @Test
  void storedAndYetSmaller() throws IOException {
    assertRefused("a/2 claims 15 bytes made of 14", bytes -> bytes.putInt(SECOND_ENTRY + 24, 15));
  }

  @Test
  void bomb() throws IOException {
    assertRefused(
        "a/2 claims 1000000 bytes made of 14",
        bytes -> {
          bytes.putShort(SECOND_ENTRY + 10, (short) 8);
          bytes.putInt(SECOND_ENTRY + 24, 1_000_000);
        });
  }

  @Test
  void sizeOfMoreThan32BitsThatIsMissing() throws IOException {
    assertRefused(
        "a/2: a size of more than 32 bits is not there",
        bytes -> bytes.putInt(SECOND_ENTRY + 24, -1));
  }

  @Test
  void encrypted() throws IOException {
    assertRefused(
        "a/2 is encrypted, which is not read",
        bytes -> bytes.putShort(SECOND_ENTRY + 8, (short) 1));
  }

  @Test
  void otherCompression() throws IOException {
    assertRefused(
        "a/2 is compressed by method 12; stored (0) and deflated (8) members are read",
        bytes -> bytes.putShort(SECOND_ENTRY + 10, (short) 12));
  }

  @Test
  void tricksWithPaths() throws IOException {
    for (String name : List.of("/ab", "..", "a/../../b", "a\\b", "../b", "a\nb")) {
      try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
        add(zip, name, FIRST);
      }
      assertThatThrownBy(() -> ZipMembers.read(file))
          .isInstanceOf(ForeignFileException.class)
          .hasMessage(
              file + ": a member is called \"" + name + "\", which no tool for checkpoints does");
    }
  }

  @Test
  void nameThatIsNoText() throws IOException {
    assertRefused(
        "a member's name is not UTF-8", bytes -> bytes.put(SECOND_ENTRY + 46, (byte) 0xff));
  }

  @Test
  void inflatingToLessOrDamaged() throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("x"));
      zip.write(new byte[1000]);
    }
    ZipMember right = member(ZipMembers.read(file), "x");
    ZipMember longer =
        new ZipMember(file, "x", true, right.crc(), right.offset(), right.stored(), 1001);
    assertThatThrownBy(() -> all(longer.inflated()))
        .isInstanceOf(ForeignFileException.class)
        .hasMessage(file + ": x: expected 1001 bytes after decompression, found fewer");
    ZipMember other = new ZipMember(file, "x", true, 5, right.offset(), right.stored(), 1000);
    assertThatThrownBy(() -> all(other.inflated()))
        .isInstanceOf(ForeignFileException.class)
        .hasMessageStartingWith(file + ": x: expected bytes with the checksum 00000005, found ");
    ZipMember shifted =
        new ZipMember(file, "x", true, right.crc(), right.offset() + 1, right.stored() - 1, 1000);
    assertThatThrownBy(() -> all(shifted.inflated()))
        .isInstanceOf(ForeignFileException.class)
        .hasMessageStartingWith(file + ": x: its compressed bytes are damaged: ");
  }
}
