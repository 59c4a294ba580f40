package periscope.probes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Arrays;

/** The measures of one step for machines and for people. */
public final class ProbeSummary {
  private final MeasureFile file;
  private final int index;

  private ProbeSummary(MeasureFile file, int index) {
    this.file = file;
    this.index = index;
  }

  /** The last snapshot. */
  public static ProbeSummary last(MeasureFile file) {
    return new ProbeSummary(file, file.steps().length - 1);
  }

  /**
   * The snapshot of a step.
   *
   * @throws IllegalArgumentException if there is none; the message names the nearest
   */
  public static ProbeSummary at(MeasureFile file, long step) {
    return new ProbeSummary(file, Steps.indexOf(file.steps(), step));
  }

  /**
   * All measures as JSON: {@code {"run": …, "step": …, "measures": {id: value}, "absent": {id:
   * reason}, "notes": […]}}. Numbers that are not finite become null. Matrices are left out: they
   * are in the file.
   */
  public String json() throws IOException {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("run", file.run());
    root.put("step", file.steps()[index]);
    ObjectNode measures = root.putObject("measures");
    for (String id : file.series()) {
      boolean single = file.spec(id).shape().isEmpty();
      if (file.spec(id).shape().size() <= 1) {
        put(measures, id, file.row(id, index), single, false);
      }
    }
    for (String id : file.constants()) {
      if (file.spec(id).shape().size() > 1) {
        continue;
      }
      double[] values = file.all(id);
      boolean whole = Arrays.stream(values).allMatch(value -> value == Math.rint(value));
      put(measures, id, values, file.spec(id).shape().isEmpty(), whole);
    }
    ObjectNode absent = root.putObject("absent");
    for (String id : file.absent()) {
      absent.put(id, file.absentReason(id).orElse(""));
    }
    ArrayNode notes = root.putArray("notes");
    file.notes().forEach(notes::add);
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of numbers can be written", e);
    }
  }

  private static void put(
      ObjectNode measures, String id, double[] values, boolean single, boolean whole) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (double value : values) {
      if (!Double.isFinite(value)) {
        list.addNull();
      } else if (whole) {
        list.add((long) value);
      } else {
        list.add(value);
      }
    }
    measures.set(id, single ? list.get(0) : list);
  }

  /** A few lines that say how the run went, ready to be pasted in a message. */
  public String text() throws IOException {
    return new SummaryText(file, index).write();
  }
}
