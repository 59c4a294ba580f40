package periscope.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import periscope.probes.RunContext;
import periscope.probes.ablation.Ablation;
import periscope.probes.ablation.AblationPlan;
import periscope.probes.ablation.Ablations;
import periscope.probes.ablation.Fill;
import picocli.CommandLine.Option;

/** What {@code ablate} changes. */
final class AblationTarget {
  private static final Pattern HEAD = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})");
  private static final Pattern COMPONENT = Pattern.compile("pc:(\\d{1,6})");
  private static final long LARGEST_FILE = 1 << 24;
  private static final String EMBED = "embed";
  private static final String LOGITS = "logits";

  @Option(
      names = "--neurons-of-frequency",
      paramLabel = "K",
      description = "The last layer's neurons whose frequency is K.")
  private @Nullable Integer neurons;

  @Option(
      names = "--frequency",
      paramLabel = "K",
      description = "Frequency K, taken out of the logits, or with --at embed of the embedding.")
  private @Nullable Integer frequency;

  @Option(
      names = "--direction",
      paramLabel = "pc:N|FILE",
      description =
          "A direction, taken out or with --add X added: the N-th principal component of the embedding, or a text file of numbers.")
  private @Nullable String direction;

  @Option(
      names = "--head",
      paramLabel = "L.H",
      description = "What head H of layer L hands on; both count from 0.")
  private @Nullable String head;

  @Option(
      names = "--hook",
      paramLabel = "NAME",
      description = "A whole activation, such as blocks.0.hook_mlp_out.")
  private @Nullable String hook;

  /** The change that was asked for, with random ones to compare. */
  AblationPlan plan(RunContext run, Fill fill, @Nullable String at, int controls, long seed)
      throws IOException {
    if (direction != null) {
      return ofDirection(run, direction, fill, at == null ? EMBED : at, controls, seed);
    }
    if (controls > 0) {
      throw new IllegalArgumentException(
          "--controls is for --direction: random directions are what it is compared with");
    }
    if (frequency != null) {
      return AblationPlan.of(ofFrequency(run, frequency, at == null ? LOGITS : at));
    }
    if (at != null) {
      throw new IllegalArgumentException("--at is for --frequency and --direction");
    }
    if (neurons != null) {
      return AblationPlan.of(Ablations.neuronsOfFrequency(run, neurons, fill));
    }
    return AblationPlan.of(
        head != null ? ofHead(run, head, fill) : Ablations.activation(run, said(hook), fill));
  }

  private static String said(@Nullable String hook) {
    if (hook == null) {
      throw new IllegalStateException("the parser asks for one of the options");
    }
    return hook;
  }

  private static Ablation ofFrequency(RunContext run, int k, String at) {
    return switch (at) {
      case LOGITS -> Ablations.frequency(run, k);
      case EMBED -> Ablations.embeddingFrequency(run, k);
      default ->
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT, "--at is %s, expected logits or embed for a frequency", at));
    };
  }

  private static Ablation ofHead(RunContext run, String text, Fill fill) {
    Matcher parts = HEAD.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "--head is %s, expected a layer and a head, such as 0.2", text));
    }
    return Ablations.head(
        run, Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)), fill);
  }

  private static AblationPlan ofDirection(
      RunContext run, String text, Fill fill, String at, int controls, long seed)
      throws IOException {
    String activation = at.equals(EMBED) ? Ablations.EMBED : at;
    Matcher component = COMPONENT.matcher(text);
    boolean found = component.matches();
    double[] vector =
        found
            ? Ablations.principalComponent(run, Integer.parseInt(component.group(1)))
            : numbers(Path.of(text));
    String name = found ? "principal component " + component.group(1) : "the direction of " + text;
    Ablation ablation = along(run, activation, name, vector, fill);
    var compared = new ArrayList<Ablation>();
    for (double[] random : Ablations.randomDirections(vector, controls, seed)) {
      compared.add(along(run, activation, "a random direction", random, fill));
    }
    return new AblationPlan(ablation, compared);
  }

  private static Ablation along(
      RunContext run, String activation, String name, double[] vector, Fill fill) {
    return switch (fill) {
      case Fill.Zero zero -> Ablations.withoutDirection(run, activation, name, vector);
      case Fill.Add add -> Ablations.addedDirection(run, activation, name, vector, add.amount());
      case Fill.Mean mean ->
          throw new IllegalArgumentException(
              "--mean is not for a direction: take it out (--zero) or add it (--add X)");
    };
  }

  /** Numbers between white space or commas. */
  private static double[] numbers(Path file) throws IOException {
    if (Files.size(file) > LARGEST_FILE) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has %d bytes, expected a text file of numbers of at most %d",
              file,
              Files.size(file),
              LARGEST_FILE));
    }
    List<String> words =
        Pattern.compile("[\\s,]+").splitAsStream(Files.readString(file).strip()).toList();
    double[] values = new double[words.size()];
    for (int i = 0; i < values.length; i++) {
      try {
        values[i] = Double.parseDouble(words.get(i));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "%s: word %d is %s, expected numbers only", file, i + 1, words.get(i)),
            e);
      }
    }
    return values;
  }
}
