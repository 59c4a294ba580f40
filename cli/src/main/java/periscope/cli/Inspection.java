package periscope.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import periscope.checkpoints.RunHeader;
import periscope.checkpoints.RunHealth;
import periscope.checkpoints.RunReader;
import periscope.checkpoints.TensorSpec;
import periscope.checkpoints.imports.ForeignRun;
import periscope.checkpoints.imports.ForeignSnapshot;
import periscope.checkpoints.imports.ForeignTensor;
import periscope.checkpoints.imports.Layouts;
import periscope.models.spec.SpecException;
import periscope.models.spec.SpecMapper;

/** What {@code inspect} finds, as JSON. */
final class Inspection {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Inspection() {}

  /** Adds the state that a run is in. */
  static void health(RunHealth health, ObjectNode to) {
    to.put("file", health.file().toString());
    ObjectNode node = to.putObject("health");
    node.put("sound", health.isSound());
    node.put("bytes", health.bytes());
    node.put("reader", health.reader());
    node.put("lock", health.lock().name().toLowerCase(Locale.ROOT));
    health.writer().ifPresent(pid -> node.put("writer", pid));
    node.put("checkpoints", health.checkpoints());
    node.put("lastStep", health.lastStep());
    node.put("metricRows", health.metricRows());
    node.put("uncommittedCheckpoints", health.uncommittedCheckpoints());
    node.put("uncommittedMetricRows", health.uncommittedMetricRows());
    node.put("checksums", health.checksums());
    node.put("valuesRead", health.valuesRead());
    node.set("problems", JSON.valueToTree(health.problems()));
  }

  /** Adds what is in a run that has no checkpoint yet. */
  static void begun(RunHeader header, ObjectNode to) {
    to.set("spec", tree(header.spec()));
    to.set("provenance", JSON.valueToTree(header.provenance()));
    to.set("metrics", JSON.valueToTree(header.metrics()));
    tensors(header.parameters(), to.putArray("parameters"));
    tensors(header.optimizer(), to.putArray("optimizer"));
  }

  /** Adds what is in a run. */
  static void run(RunReader reader, ObjectNode to) {
    to.set("spec", tree(reader.spec()));
    to.set("provenance", JSON.valueToTree(reader.provenance()));
    steps(reader.steps(), to);
    to.put("trainExamples", reader.train().length);
    to.set("metrics", JSON.valueToTree(reader.metrics()));
    tensors(reader.parameters(), to.putArray("parameters"));
    tensors(reader.optimizer(), to.putArray("optimizer"));
  }

  private static JsonNode tree(String spec) {
    try {
      return SpecMapper.json().tree(spec, "spec");
    } catch (SpecException e) {
      return JSON.getNodeFactory().textNode(spec);
    }
  }

  private static void steps(long[] steps, ObjectNode to) {
    ObjectNode node = to.putObject("steps");
    node.put("count", steps.length);
    node.put("first", steps[0]);
    node.put("last", steps[steps.length - 1]);
    if (steps.length > 1) {
      long distance = steps[1] - steps[0];
      boolean regular = true;
      for (int i = 2; i < steps.length; i++) {
        regular &= steps[i] - steps[i - 1] == distance;
      }
      if (regular) {
        node.put("every", distance);
      }
    }
  }

  private static void tensors(List<TensorSpec> tensors, ArrayNode to) {
    for (TensorSpec tensor : tensors) {
      ObjectNode node = to.addObject();
      node.put("name", tensor.name());
      node.set("shape", JSON.valueToTree(tensor.shape()));
      node.put("values", tensor.size());
    }
  }

  /** What an import would find. */
  static ObjectNode foreign(ForeignRun source) {
    ObjectNode node = JSON.createObjectNode();
    node.put("kind", source.kind());
    List<ForeignSnapshot> snapshots = source.snapshots();
    node.put("checkpoints", snapshots.size());
    ArrayNode steps = node.putArray("steps");
    snapshots.forEach(snapshot -> snapshot.step().ifPresent(steps::add));
    node.put("layout", layout(snapshots.getFirst()));
    ArrayNode tensors = node.putArray("tensors");
    for (ForeignTensor tensor : snapshots.getFirst().tensors()) {
      ObjectNode entry = tensors.addObject();
      entry.put("name", tensor.name());
      entry.set("shape", JSON.valueToTree(tensor.shape()));
      entry.put("format", tensor.format().name().toLowerCase(Locale.ROOT));
    }
    ObjectNode lists = node.putObject("lists");
    source.lists().forEach((name, values) -> lists.put(name, values.length));
    node.set("settings", JSON.valueToTree(source.settings()));
    return node;
  }

  private static String layout(ForeignSnapshot snapshot) {
    try {
      return Layouts.detect(snapshot).layout();
    } catch (IllegalArgumentException e) {
      return "none of those known here";
    }
  }
}
