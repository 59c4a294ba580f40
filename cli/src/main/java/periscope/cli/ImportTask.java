package periscope.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import periscope.checkpoints.imports.Mapping;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.ModularArithmetic.Operation;
import periscope.models.task.ModularArithmetic.Pairs;

/** What an imported model learnt: said by {@code --task}, completed by its shapes. */
final class ImportTask {
  private static final Pattern FORM = Pattern.compile("([a-z-]+)(?::(\\d{1,4}))?");
  private static final Map<String, Operation> OPERATIONS =
      Map.of(
          "modular-addition", Operation.ADD,
          "modular-subtraction", Operation.SUBTRACT,
          "modular-multiplication", Operation.MULTIPLY);
  private static final int WITH_EQUALS = 3; // tokens: a, b, =

  private ImportTask() {}

  /**
   * The task of {@code text} for a model of these sizes. Without a modulus, every token but "=" is
   * a residue.
   *
   * @param text such as {@code modular-addition:113} or {@code modular-addition}
   * @param pairs which pairs are examples; empty for what is usual for the layout
   */
  static ModularArithmetic of(String text, String pairs, Mapping mapping) {
    Matcher form = parsed(text);
    int vocabulary = mapping.sizes().getOrDefault("vocabulary", 0);
    boolean equals = mapping.sizes().getOrDefault("context", 2) == WITH_EQUALS;
    int residues = equals ? vocabulary - 1 : vocabulary;
    int modulus = form.group(2) == null ? residues : Integer.parseInt(form.group(2));
    if (modulus != residues) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--task names the modulus %d, but the embedding has %d tokens%s: expected %d",
              modulus,
              vocabulary,
              equals ? ", one of them \"=\"" : "",
              residues));
    }
    return new ModularArithmetic(modulus, operation(form), pairs(pairs, mapping.pairs()), equals);
  }

  /**
   * The task of {@code text} for tensors of an unknown architecture. Tokens beyond the modulus are
   * no residues; without a modulus all are.
   *
   * @param tokens of the embedding; 0 if nobody said which it is
   */
  static ModularArithmetic overTokens(String text, String pairs, int tokens) {
    Matcher form = parsed(text);
    if (form.group(2) == null && tokens == 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--task %s needs its modulus, such as %s:113, or --embedding NAME to take it from",
              text,
              text));
    }
    int modulus = form.group(2) == null ? tokens : Integer.parseInt(form.group(2));
    return new ModularArithmetic(modulus, operation(form), pairs(pairs, "ordered"), false);
  }

  private static Operation operation(Matcher form) {
    return Objects.requireNonNull(OPERATIONS.get(form.group(1)));
  }

  private static Matcher parsed(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches() || !OPERATIONS.containsKey(form.group(1))) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--task is '%s', expected modular-addition, modular-subtraction or modular-multiplication, with or without a modulus: modular-addition:113",
              text));
    }
    return form;
  }

  private static Pairs pairs(String said, String usual) {
    String name = said.isEmpty() ? usual : said;
    return Arrays.stream(Pairs.values())
        .filter(pairs -> pairs.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    String.format(
                        Locale.ROOT, "--pairs is '%s', expected ordered or unordered", name)));
  }
}
