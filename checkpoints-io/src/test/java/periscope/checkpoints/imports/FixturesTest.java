package periscope.checkpoints.imports;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What PyTorch, NumPy and h5py wrote is read exactly: every value is compared bit for bit. */
class FixturesTest {

  @ParameterizedTest
  @MethodSource("periscope.checkpoints.imports.Fixtures#names")
  void isReadAsWritten(String name) throws IOException {
    JsonNode expected = Fixtures.expected().get(name);
    try (ForeignRun run = ForeignFiles.open(List.of(Fixtures.file(name)))) {
      assertThat(run.kind()).isEqualTo(expected.get("kind").asText());
      assertThat(run.snapshots()).hasSameSizeAs(list(expected.get("snapshots")));
      for (int i = 0; i < run.snapshots().size(); i++) {
        verify(run.snapshots().get(i), expected.get("snapshots").get(i));
      }
      assertThat(run.lists()).containsOnlyKeys(names(expected.get("lists")));
      for (Map.Entry<String, JsonNode> list : expected.get("lists").properties()) {
        assertThat(run.lists().get(list.getKey()))
            .as(list.getKey())
            .containsExactly(numbers(list.getValue()));
      }
      assertThat(run.indices()).containsOnlyKeys(names(expected.get("indices")));
      for (Map.Entry<String, JsonNode> list : expected.get("indices").properties()) {
        assertThat(run.indices().get(list.getKey()))
            .as(list.getKey())
            .containsExactly(list(list.getValue()).stream().mapToLong(JsonNode::asLong).toArray());
      }
      for (Map.Entry<String, JsonNode> setting : expected.get("settings").properties()) {
        assertThat(run.settings()).containsEntry(setting.getKey(), setting.getValue().asText());
      }
    }
  }

  private static void verify(ForeignSnapshot found, JsonNode expected) throws IOException {
    JsonNode step = expected.get("step");
    assertThat(found.step().isPresent()).isEqualTo(!step.isNull());
    found.step().ifPresent(value -> assertThat(value).isEqualTo(step.asLong()));
    List<String> names = new ArrayList<>();
    for (JsonNode tensor : expected.get("tensors")) {
      names.add(tensor.get("name").asText());
      ForeignTensor read = Fixtures.tensor(found, tensor.get("name").asText());
      assertThat(read.format().name()).isEqualTo(tensor.get("format").asText());
      assertThat(read.shape())
          .isEqualTo(list(tensor.get("shape")).stream().map(JsonNode::asInt).toList());
      assertThat(read.values()).as(read.name()).containsExactly(numbers(tensor.get("values")));
    }
    // npz and HDF5 list their members by name, whatever the order of writing was.
    assertThat(found.tensors().stream().map(ForeignTensor::name))
        .containsExactlyInAnyOrderElementsOf(names);
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }

  private static List<JsonNode> list(JsonNode array) {
    List<JsonNode> items = new ArrayList<>();
    array.forEach(items::add);
    return items;
  }

  private static double[] numbers(JsonNode array) {
    return list(array).stream()
        .mapToDouble(item -> item.isTextual() ? Double.NaN : item.asDouble())
        .toArray();
  }
}
