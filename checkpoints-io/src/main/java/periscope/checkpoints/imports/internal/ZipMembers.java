package periscope.checkpoints.imports.internal;

import static periscope.checkpoints.imports.internal.Refusals.refuse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The members of a zip file. Every one's own header must agree with the list, no two may share
 * bytes, and none may claim more than deflate can have made of its bytes.
 */
final class ZipMembers {
  private static final int ENTRY = 0x02014b50;
  private static final int ENTRY_SIZE = 46;
  private static final int LOCAL = 0x04034b50;
  private static final int LOCAL_SIZE = 30;
  private static final int ENCRYPTED = 1 | 1 << 6 | 1 << 13; // flags
  private static final int STORED = 0;
  private static final int DEFLATED = 8;
  private static final long BEST_COMPRESSION = 1032; // of deflate
  private static final long UNKNOWN = 0xffffffffL;

  private final Path path;
  private final ZipDirectory directory;
  private final ByteBuffer list;

  /** What the list says of a member; its header is at the position. */
  private record Listed(
      String name, int nameLength, int method, long crc, long stored, long size, long header) {}

  private ZipMembers(Path path, ZipDirectory directory) {
    this.path = path;
    this.directory = directory;
    this.list = directory.bytes();
  }

  /** All members by name, in the order of the list. */
  static Map<String, ZipMember> read(Path path) throws IOException {
    return new ZipMembers(path, ZipDirectory.read(path)).read();
  }

  private Map<String, ZipMember> read() throws IOException {
    List<Listed> listed = new ArrayList<>();
    for (int i = 0; i < directory.entries(); i++) {
      listed.add(entry(i));
    }
    if (list.hasRemaining()) {
      throw refuse("%s: the list of members has %d bytes too many", path, list.remaining());
    }
    Map<String, ZipMember> members = new LinkedHashMap<>();
    List<long[]> ranges = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      for (Listed entry : listed) {
        long start = dataStart(channel, entry);
        ZipMember member =
            new ZipMember(
                path,
                entry.name(),
                entry.method() == DEFLATED,
                entry.crc(),
                start,
                entry.stored(),
                entry.size());
        if (members.put(entry.name(), member) != null) {
          throw refuse("%s: two members are called %s", path, entry.name());
        }
        ranges.add(new long[] {entry.header(), start + entry.stored()});
      }
    }
    requireApart(ranges);
    return members;
  }

  private Listed entry(int index) throws IOException {
    int at = list.position();
    if (!(list.remaining() >= ENTRY_SIZE && list.getInt(at) == ENTRY)) {
      throw refuse("%s: expected member %d in the list of members", path, index);
    }
    int nameLength = list.getShort(at + 28) & 0xffff;
    int extraLength = list.getShort(at + 30) & 0xffff;
    int commentLength = list.getShort(at + 32) & 0xffff;
    if (!(ENTRY_SIZE + nameLength + extraLength + commentLength <= list.remaining())) {
      throw refuse("%s: member %d goes beyond the list of members", path, index);
    }
    byte[] rawName = new byte[nameLength];
    list.get(at + ENTRY_SIZE, rawName);
    String name = name(rawName);
    long size = list.getInt(at + 24) & 0xffffffffL;
    long stored = list.getInt(at + 20) & 0xffffffffL;
    long header = list.getInt(at + 42) & 0xffffffffL;
    ByteBuffer large = largeValues(list.slice(at + ENTRY_SIZE + nameLength, extraLength), name);
    size = size == UNKNOWN ? next(large, name) : size;
    stored = stored == UNKNOWN ? next(large, name) : stored;
    header = header == UNKNOWN ? next(large, name) : header;
    int method = list.getShort(at + 10) & 0xffff;
    requireReadable(name, list.getShort(at + 8), method, stored, size);
    list.position(at + ENTRY_SIZE + nameLength + extraLength + commentLength);
    long crc = list.getInt(at + 16) & 0xffffffffL;
    return new Listed(name, nameLength, method, crc, stored, size, header);
  }

  private String name(byte[] raw) throws IOException {
    String name;
    try {
      name = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
    } catch (CharacterCodingException e) {
      throw refuse("%s: a member's name is not UTF-8", path);
    }
    boolean climbs = List.of(name.split("/", -1)).contains("..");
    if (name.isEmpty()
        || climbs
        || name.startsWith("/")
        || name.indexOf('\\') >= 0
        || name.chars().anyMatch(Character::isISOControl)) {
      throw refuse("%s: a member is called \"%s\", which no tool for checkpoints does", path, name);
    }
    return name;
  }

  /** The values of the zip64 extra field, those that do not fit 32 bits, in the order of need. */
  private ByteBuffer largeValues(ByteBuffer extra, String name) throws IOException {
    extra.order(ByteOrder.LITTLE_ENDIAN);
    while (extra.remaining() >= 4) {
      int id = extra.getShort() & 0xffff;
      int length = extra.getShort() & 0xffff;
      if (length > extra.remaining()) {
        throw refuse("%s: %s: an extra field goes beyond the list of members", path, name);
      }
      if (id == 1) {
        return extra.slice(extra.position(), length).order(ByteOrder.LITTLE_ENDIAN);
      }
      extra.position(extra.position() + length);
    }
    return ByteBuffer.allocate(0);
  }

  private long next(ByteBuffer large, String name) throws IOException {
    long value = large.remaining() >= Long.BYTES ? large.getLong() : -1;
    if (!(value >= 0)) {
      throw refuse("%s: %s: a size of more than 32 bits is not there", path, name);
    }
    return value;
  }

  private void requireReadable(String name, int flags, int method, long stored, long size)
      throws IOException {
    if ((flags & ENCRYPTED) != 0) {
      throw refuse("%s: %s is encrypted, which is not read", path, name);
    }
    if (method != STORED && method != DEFLATED) {
      throw refuse(
          "%s: %s is compressed by method %d; stored (0) and deflated (8) members are read",
          path, name, method);
    }
    boolean possible =
        method == STORED ? size == stored : size <= Refusals.times(stored, BEST_COMPRESSION);
    if (!possible) {
      throw refuse("%s: %s claims %d bytes made of %d", path, name, size, stored);
    }
  }

  private long dataStart(FileChannel channel, Listed entry) throws IOException {
    long end = directory.offset();
    int needed = LOCAL_SIZE + entry.nameLength();
    if (!(entry.header() <= end - needed)) {
      throw refuse(
          "%s: %s is said to begin at byte %d, behind the last member",
          path, entry.name(), entry.header());
    }
    ByteBuffer header = ByteBuffer.allocate(needed).order(ByteOrder.LITTLE_ENDIAN);
    FileRange.readFully(channel, entry.header(), header, path.toString());
    header.flip();
    byte[] rawName = new byte[entry.nameLength()];
    header.get(LOCAL_SIZE, rawName);
    boolean agrees =
        header.getInt(0) == LOCAL
            && (header.getShort(6) & ENCRYPTED) == 0
            && (header.getShort(8) & 0xffff) == entry.method()
            && (header.getShort(26) & 0xffff) == rawName.length
            && name(rawName).equals(entry.name());
    if (!agrees) {
      throw refuse(
          "%s: the header of %s at byte %d does not agree with the list of members",
          path, entry.name(), entry.header());
    }
    long start = entry.header() + needed + (header.getShort(28) & 0xffff);
    if (!(start <= end && entry.stored() <= end - start)) {
      throw refuse(
          "%s: %s claims %d bytes at byte %d, where there are %d",
          path, entry.name(), entry.stored(), start, Math.max(0, end - start));
    }
    return start;
  }

  private void requireApart(List<long[]> ranges) throws IOException {
    ranges.sort(Comparator.comparingLong((long[] range) -> range[0]));
    for (int i = 1; i < ranges.size(); i++) {
      if (!(ranges.get(i)[0] >= ranges.get(i - 1)[1])) {
        throw refuse(
            "%s: two members overlap at byte %d, as in a zip bomb", path, ranges.get(i)[0]);
      }
    }
  }
}
