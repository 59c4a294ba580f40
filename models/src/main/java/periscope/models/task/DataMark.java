package periscope.models.task;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What examples from files outside a run are known by: a run file has the files' directory only,
 * and others may lie there when it is looked at again.
 */
public final class DataMark {
  /** The attribute of a run that has the mark of its examples. */
  public static final String NAME = "data";

  private DataMark() {}

  /** A hash of all examples; empty where the specification says them all. */
  public static Optional<String> of(TaskSpec spec, Task task) {
    return spec instanceof Images ? Optional.of(hash(task)) : Optional.empty();
  }

  /**
   * Checks that these are the examples that a run was trained on, as far as it says.
   *
   * @param attributes of the run
   * @param run its name, for the sentence
   * @throws IllegalArgumentException if they are others
   */
  public static void require(TaskSpec spec, Task task, Map<String, String> attributes, String run) {
    String then = attributes.getOrDefault(NAME, "");
    String now = of(spec, task).orElse(then);
    if (!then.isEmpty() && !then.equals(now)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s was trained on other examples than those that %s makes now: expected the hash %s, found %s; put the files back that it was trained on",
              run,
              spec,
              then,
              now));
    }
  }

  private static String hash(Task task) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      if (task.given() instanceof Inputs.Features features) {
        float[] values = features.values();
        ByteBuffer row = ByteBuffer.allocate(task.arity() * Float.BYTES);
        for (int from = 0; from < values.length; from += task.arity()) {
          row.asFloatBuffer().put(values, from, task.arity());
          digest.update(row.array());
        }
      }
      ByteBuffer labels = ByteBuffer.allocate(Math.multiplyExact(task.size(), Integer.BYTES));
      labels.asIntBuffer().put(task.labels());
      digest.update(labels.array());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
