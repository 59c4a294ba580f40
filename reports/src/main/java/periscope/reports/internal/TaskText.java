package periscope.reports.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Locale;
import java.util.Optional;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.Permutations;

/** What a page says of a task in words, read as leniently as the rest of a specification. */
final class TaskText {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TaskText() {}

  /** What there is to learn; its type where that is all we know, empty if not even that. */
  static String of(JsonNode task) {
    if (task.path("modulus").isIntegralNumber()) {
      return String.format(
          Locale.ROOT,
          "(%s) mod %s",
          operation(task, ModularArithmetic.Operation.class)
              .map(ModularArithmetic.Operation::formula)
              .orElse("a ? b"),
          task.path("modulus").asText());
    }
    String type = task.path("type").asText();
    return switch (type) {
      case "unknown" -> "not known";
      case "permutations" ->
          String.format(
              Locale.ROOT,
              "%s of permutations of %s",
              operation(task, Permutations.Operation.class)
                  .map(Permutations.Operation::formula)
                  .orElse("?"),
              task.path("degree").asText("?"));
      case "sparse-parity" ->
          String.format(
              Locale.ROOT,
              "parity of %s of %s digits",
              task.path("relevant").asText("?"),
              task.path("digits").asText("?"));
      default -> type;
    };
  }

  /** The number of examples there are, as {@code of 9,409 pairs}; empty if it is not known. */
  static String ofHowMany(JsonNode task) {
    long pairs = pairs(task);
    long examples = task.path("examples").asLong() + task.path("train").asLong();
    if (pairs > 0) {
      return String.format(Locale.ROOT, " of %,d pairs", pairs);
    }
    return examples > 0
        ? String.format(Locale.ROOT, " of %,d examples", examples + task.path("test").asLong())
        : "";
  }

  private static long pairs(JsonNode task) {
    long p = task.path("modulus").asLong();
    boolean unordered = task.path("pairs").asText().equals("unordered");
    Optional<ModularArithmetic.Operation> operation =
        operation(task, ModularArithmetic.Operation.class);
    if (task.path("type").asText().equals("permutations")) {
      long order = factorial(task.path("degree").asLong());
      return order * order;
    }
    if (operation.isEmpty() || p < 1 || p > ModularArithmetic.MAX_MODULUS) {
      return unordered ? p * (p + 1) / 2 : p * p;
    }
    long pairs = 0;
    for (int a = 0; a < p; a++) {
      for (int b = unordered ? a : 0; b < p; b++) {
        pairs += operation.get().defined(a, b, (int) p) ? 1 : 0;
      }
    }
    return pairs;
  }

  /** 0 beyond what a task can have. */
  private static long factorial(long n) {
    long product = n >= 1 && n <= 12 ? 1 : 0;
    for (long i = 2; product > 0 && i <= n; i++) {
      product *= i;
    }
    return product;
  }

  private static <T extends Enum<T>> Optional<T> operation(JsonNode task, Class<T> type) {
    try {
      return Optional.ofNullable(JSON.convertValue(task.path("operation").asText(), type));
    } catch (IllegalArgumentException e) { // one that we do not know
      return Optional.empty();
    }
  }
}
