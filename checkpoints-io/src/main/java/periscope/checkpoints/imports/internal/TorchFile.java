package periscope.checkpoints.imports.internal;

import static periscope.checkpoints.imports.internal.Refusals.refuse;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the zip files of {@code torch.save}. */
final class TorchFile {
  private static final String PICKLE = "data.pkl";

  private TorchFile() {}

  /** The name of the member that makes a zip file a PyTorch file. */
  static Optional<String> pickle(Map<String, ZipMember> members) {
    List<String> found =
        members.keySet().stream()
            .filter(name -> name.equals(PICKLE) || name.matches("[^/]+/" + PICKLE))
            .toList();
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  /** Reads what stands in a file; tensors are only looked up. */
  static Contents read(Path path, Map<String, ZipMember> members, String pickle)
      throws IOException {
    String root = pickle.substring(0, pickle.length() - PICKLE.length());
    if (members.containsKey(root + "constants.pkl")) {
      throw refuse(
          "%s: expected a checkpoint, found a TorchScript program; load it in PyTorch and save its"
              + " state_dict()",
          path);
    }
    byte[] bytes = bytes(members.get(pickle), PickleFile.LARGEST, path + ": " + pickle);
    TorchWorld world = new TorchWorld(members, root, order(members.get(root + "byteorder")));
    Pickled value = PickleReader.read(path + ": " + pickle, bytes, world);
    return new TorchContents(path, Form.TORCH).read(value);
  }

  private static ByteOrder order(@Nullable ZipMember member) throws IOException {
    if (member == null) {
      return ByteOrder.LITTLE_ENDIAN;
    }
    String where = member.archive() + ": " + member.name();
    String order = new String(bytes(member, 16, where), StandardCharsets.ISO_8859_1);
    return switch (order) {
      case "little" -> ByteOrder.LITTLE_ENDIAN;
      case "big" -> ByteOrder.BIG_ENDIAN;
      default -> throw refuse("%s: expected \"little\" or \"big\", found \"%s\"", where, order);
    };
  }

  private static byte[] bytes(@Nullable ZipMember member, long most, String where)
      throws IOException {
    if (member == null || member.deflated()) {
      throw refuse("%s: it is compressed, which PyTorch never does; save the file again", where);
    }
    return PickleFile.bytes(member.plain(), most, where);
  }
}
