package periscope.checkpoints.imports.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import periscope.checkpoints.imports.Stacking;

/** Reads npz files: zip files of npy files, compressed or not. */
final class NpzFile {
  private static final String SUFFIX = ".npy";

  private NpzFile() {}

  /** Whether a zip file is one: all its members are npy files. */
  static boolean isOne(Map<String, ZipMember> members) {
    return !members.isEmpty() && members.keySet().stream().allMatch(name -> name.endsWith(SUFFIX));
  }

  static Contents read(Path path, Map<String, ZipMember> members, Stacking stacking)
      throws IOException {
    List<NamedTensor> arrays = new ArrayList<>();
    List<InflatedSource> inflated = new ArrayList<>();
    for (ZipMember member : members.values()) {
      ByteSource source = member.deflated() ? inflate(member, inflated) : member.plain();
      String name =
          member.name().substring(0, member.name().length() - SUFFIX.length()).replace('/', '.');
      arrays.add(new NamedTensor(name, NpyData.of(source)));
    }
    return new Arrangement(path.toString(), Form.NPZ, arrays, List.of(), inflated).read(stacking);
  }

  private static ByteSource inflate(ZipMember member, List<InflatedSource> inflated) {
    InflatedSource source = member.inflated();
    inflated.add(source);
    return source;
  }
}
