package periscope.checkpoints.internal.jhdf;

import io.jhdf.Constants;
import io.jhdf.FractalHeap;
import io.jhdf.GroupSymbolTableNode;
import io.jhdf.LocalHeap;
import io.jhdf.ObjectHeader;
import io.jhdf.Superblock;
import io.jhdf.SymbolTableEntry;
import io.jhdf.Utils;
import io.jhdf.btree.BTreeV1;
import io.jhdf.btree.BTreeV2;
import io.jhdf.btree.record.AttributeNameForIndexedAttributesRecord;
import io.jhdf.btree.record.BTreeRecord;
import io.jhdf.btree.record.LinkNameForIndexedGroupRecord;
import io.jhdf.exceptions.HdfException;
import io.jhdf.object.message.AttributeInfoMessage;
import io.jhdf.object.message.AttributeMessage;
import io.jhdf.object.message.DataSpaceMessage;
import io.jhdf.object.message.GroupInfoMessage;
import io.jhdf.object.message.LinkInfoMessage;
import io.jhdf.object.message.LinkMessage;
import io.jhdf.object.message.SymbolTableMessage;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import periscope.checkpoints.internal.StoredFile;

/** Groups, objects and their attributes, as they are in the file when first looked at. */
final class ObjectTree {
  private final ByteSource source;
  private final long root;
  private final Map<Long, ObjectHeader> headers = new HashMap<>();
  private final Map<Long, Map<String, Long>> links = new HashMap<>();
  private final Map<Long, Map<String, AttributeMessage>> attributes = new HashMap<>();

  ObjectTree(ByteSource source) {
    this.source = source;
    Superblock superblock = source.getSuperblock();
    if (superblock.getBaseAddressByte() != 0) {
      throw new HdfException("it does not begin at its first byte");
    }
    root =
        superblock instanceof Superblock.SuperblockV0V1 old
            ? new SymbolTableEntry(source, old.getRootGroupSymbolTableAddress())
                .getObjectHeaderAddress()
            : ((Superblock.SuperblockV2V3) superblock).getRootGroupObjectHeaderAddress();
  }

  /** Header of the object at an absolute path, empty if there is none. */
  Optional<ObjectHeader> find(String path) {
    return address(path).map(this::header);
  }

  private Optional<Long> address(String path) {
    long address = root;
    for (String name : path.substring(1).split("/", -1)) {
      if (name.isEmpty()) {
        continue;
      }
      Long next = kind(header(address)) == StoredFile.Kind.GROUP ? links(address).get(name) : null;
      if (next == null) {
        return Optional.empty();
      }
      address = next;
    }
    return Optional.of(address);
  }

  private ObjectHeader header(long address) {
    ObjectHeader known = headers.get(address);
    if (known == null) {
      known = ObjectHeader.readObjectHeader(source, address);
      headers.put(address, known);
    }
    return known;
  }

  /** What the hard links of the group at a path lead to, by name. */
  Map<String, StoredFile.Kind> children(String path) {
    Map<String, StoredFile.Kind> children = new TreeMap<>();
    long group = address(path).orElseThrow(() -> new HdfException("there is no such group"));
    links(group).forEach((name, address) -> children.put(name, kindAt(address)));
    return children;
  }

  /** What cannot be read is called a dataset: opening it will give the reason, with its path. */
  private StoredFile.Kind kindAt(long address) {
    try {
      return kind(header(address));
    } catch (HdfException e) {
      return StoredFile.Kind.DATASET;
    }
  }

  static StoredFile.Kind kind(ObjectHeader header) {
    if (header.hasMessageOfType(DataSpaceMessage.class)) {
      return StoredFile.Kind.DATASET;
    }
    boolean group =
        header.hasMessageOfType(SymbolTableMessage.class)
            || header.hasMessageOfType(LinkInfoMessage.class)
            || header.hasMessageOfType(LinkMessage.class)
            || header.hasMessageOfType(GroupInfoMessage.class);
    return group ? StoredFile.Kind.GROUP : StoredFile.Kind.OTHER;
  }

  private Map<String, Long> links(long group) {
    Map<String, Long> known = links.get(group);
    if (known == null) {
      known = readLinks(header(group));
      if (!(known.size() <= StoredFile.MOST_OBJECTS)) {
        throw new HdfException("a group has more than " + StoredFile.MOST_OBJECTS + " objects");
      }
      links.put(group, known);
    }
    return known;
  }

  private Map<String, Long> readLinks(ObjectHeader group) {
    Map<String, Long> found = new TreeMap<>();
    for (SymbolTableMessage table : group.getMessagesOfType(SymbolTableMessage.class)) {
      readTable(table, found);
    }
    for (LinkMessage link : group.getMessagesOfType(LinkMessage.class)) {
      addHard(link, found);
    }
    for (LinkInfoMessage info : group.getMessagesOfType(LinkInfoMessage.class)) {
      if (info.getBTreeNameIndexAddress() != Constants.UNDEFINED_ADDRESS) {
        FractalHeap heap = new FractalHeap(source, info.getFractalHeapAddress());
        List<LinkNameForIndexedGroupRecord> records = records(info.getBTreeNameIndexAddress());
        for (LinkNameForIndexedGroupRecord link : records) {
          ByteBuffer message = heap.getId(link.getId());
          addHard(LinkMessage.fromBuffer(message, source.getSuperblock()), found);
        }
      }
    }
    return found;
  }

  private static void addHard(LinkMessage link, Map<String, Long> found) {
    if (link.getLinkType() == LinkMessage.LinkType.HARD) {
      found.put(link.getLinkName(), link.getHardLinkAddress());
    }
  }

  private void readTable(SymbolTableMessage table, Map<String, Long> found) {
    ByteBuffer names = new LocalHeap(source, table.getLocalHeapAddress()).getDataBuffer();
    for (long node :
        BTreeV1.createGroupBTree(source, table.getBTreeAddress()).getChildAddresses()) {
      for (SymbolTableEntry entry :
          new GroupSymbolTableNode(source, node).getSymbolTableEntries()) {
        if (entry.getCacheType() != 2) { // a soft link
          names.position(entry.getLinkNameOffset());
          found.put(Utils.readUntilNull(names), entry.getObjectHeaderAddress());
        }
      }
    }
  }

  /** Attributes of an object by name. */
  Map<String, AttributeMessage> attributes(ObjectHeader object) {
    Map<String, AttributeMessage> known = attributes.get(object.getAddress());
    if (known == null) {
      known = new TreeMap<>();
      for (AttributeInfoMessage info : object.getMessagesOfType(AttributeInfoMessage.class)) {
        readDense(info, known);
      }
      for (AttributeMessage attribute : object.getMessagesOfType(AttributeMessage.class)) {
        known.put(attribute.getName(), attribute);
      }
      attributes.put(object.getAddress(), known);
    }
    return known;
  }

  private void readDense(AttributeInfoMessage info, Map<String, AttributeMessage> found) {
    if (info.getFractalHeapAddress() == Constants.UNDEFINED_ADDRESS) {
      return;
    }
    FractalHeap heap = new FractalHeap(source, info.getFractalHeapAddress());
    List<AttributeNameForIndexedAttributesRecord> records =
        records(info.getAttributeNameBTreeAddress());
    for (AttributeNameForIndexedAttributesRecord entry : records) {
      AttributeMessage attribute =
          new AttributeMessage(heap.getId(entry.getHeapId()), source, entry.getFlags());
      found.put(attribute.getName(), attribute);
    }
  }

  /** jHDF takes memory for as many records as the header claims. */
  private <T extends BTreeRecord> List<T> records(long tree) {
    int claim = 16 + source.getSizeOfOffsets() + 2;
    ChunkMap.requireCount(source, tree + claim);
    return new BTreeV2<T>(source, tree).getRecords();
  }
}
