package periscope.checkpoints.imports;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Files that src/test/python/make_torch_fixtures.py made, and what must be read from them. */
public final class Fixtures {
  private static final Path FOLDER =
      Path.of("src", "test", "resources", "periscope", "checkpoints", "imports");
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private Fixtures() {}

  /** A file or folder among them. */
  public static Path file(String name) {
    return FOLDER.resolve(name);
  }

  /** The files and folders that can be read, with what must be read from them. */
  static JsonNode expected() throws IOException {
    return JSON.readTree(Files.readString(file("expected.json")));
  }

  /** Names of those that can be read. */
  static Stream<String> names() throws IOException {
    return expected().properties().stream().map(java.util.Map.Entry::getKey);
  }

  /** The tensors of the only snapshot, by name. */
  static ForeignTensor tensor(ForeignRun run, String name) {
    return tensor(run.snapshots().get(0), name);
  }

  /** A tensor of a snapshot. */
  static ForeignTensor tensor(ForeignSnapshot snapshot, String name) {
    Optional<ForeignTensor> found =
        snapshot.tensors().stream().filter(tensor -> tensor.name().equals(name)).findFirst();
    return found.orElseThrow(() -> new AssertionError("no tensor " + name + " in " + snapshot));
  }

  /** Steps of a run's snapshots, -1 where one has none. */
  static List<Long> steps(ForeignRun run) {
    return run.snapshots().stream().map(ForeignSnapshot::step).map(Fixtures::orMinusOne).toList();
  }

  private static long orMinusOne(OptionalLong step) {
    return step.orElse(-1);
  }
}
