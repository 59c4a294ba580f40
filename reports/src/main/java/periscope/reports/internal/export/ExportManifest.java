package periscope.reports.internal.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import periscope.checkpoints.RunReader;
import periscope.probes.MeasureFile;
import periscope.probes.MeasureSpec;

/** {@code export.json}: what the exported numbers are. */
public final class ExportManifest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ObjectNode root = JSON.createObjectNode();

  private ExportManifest() {}

  /** Says what the run is. */
  public static ExportManifest of(RunReader run) throws IOException {
    var manifest = new ExportManifest();
    manifest.root.put("run", String.valueOf(run.file().getFileName()));
    manifest.root.set("spec", JSON.readTree(run.spec()));
    manifest.root.set("provenance", JSON.valueToTree(run.provenance()));
    manifest.root.put("checkpoints", run.steps().length);
    manifest.root.set("train", JSON.valueToTree(run.train()));
    return manifest;
  }

  /** Says what the measures mean, and why some are absent. */
  public void add(MeasureFile measures) {
    ObjectNode meanings = root.putObject("measures");
    List<String> present = new ArrayList<>(measures.series());
    present.addAll(measures.constants());
    for (String id : present) {
      MeasureSpec spec = measures.spec(id);
      meanings
          .putObject(id)
          .put("definition", spec.definition())
          .put("units", spec.units())
          .put("convention", spec.convention());
    }
    ObjectNode absent = root.putObject("absent");
    for (String id : measures.absent()) {
      absent.put(id, measures.absentReason(id).orElse(""));
    }
  }

  /** Writes it, with the names of these files. */
  public Path write(Path folder, List<Path> files) throws IOException {
    ArrayNode names = root.putArray("files");
    files.forEach(file -> names.add(folder.relativize(file).toString().replace('\\', '/')));
    Path file = folder.resolve("export.json");
    JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), root);
    return file;
  }
}
