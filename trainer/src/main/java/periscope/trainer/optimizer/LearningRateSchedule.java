package periscope.trainer.optimizer;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * By what the learning rate is multiplied at a step.
 *
 * <p>As text: {@code constant}, {@code warmup:10}, {@code cosine:100000}, {@code linear:100000}, or
 * a warm-up before either of the last two, {@code warmup:10,cosine:100000}. During warm-up the
 * factor of the update that leads from step s to s + 1 is s / length, so the first update changes
 * nothing but the optimizer's state (as in Nanda et al. 2023 and Power et al. 2022); a decline
 * leads from 1 after warm-up to 0 at its step, along a line or half a cosine.
 *
 * @param warmup length of the warm-up in steps, 0 for none
 * @param decline how the rate falls afterwards
 * @param end the step at which a decline reaches 0; 0 if there is none
 */
public record LearningRateSchedule(long warmup, Decline decline, long end) {
  private static final Pattern FORM =
      Pattern.compile("(?:warmup:(\\d{1,18}))?,?(?:(linear|cosine):(\\d{1,18}))?");

  /** Always 1. */
  public static final LearningRateSchedule CONSTANT = new LearningRateSchedule(0, Decline.NONE, 0);

  /** How the rate falls after warm-up. */
  public enum Decline {
    /** Not at all. */
    NONE,
    /** Along a line. */
    LINEAR,
    /** Along half a cosine (Loshchilov and Hutter 2017, arXiv:1608.03983, without restarts). */
    COSINE
  }

  /** Checks the lengths. */
  public LearningRateSchedule {
    if (warmup < 0 || (decline == Decline.NONE ? end != 0 : end <= warmup)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "optimizer.schedule: a warm-up of %d steps and an end at step %d, expected the end of a decline after the warm-up",
              warmup,
              end));
    }
  }

  /**
   * The schedule that a text names.
   *
   * @throws IllegalArgumentException if it names none
   */
  @JsonCreator
  public static LearningRateSchedule parse(String text) {
    String stripped = text.replace(" ", "");
    if (stripped.equals("constant")) {
      return CONSTANT;
    }
    Matcher form = FORM.matcher(stripped);
    boolean comma = stripped.contains(",");
    if (stripped.isEmpty()
        || !form.matches()
        || comma != (form.group(1) != null && form.group(2) != null)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "optimizer.schedule is %s, expected constant, warmup:10, cosine:100000, linear:100000 or warmup:10,cosine:100000",
              text));
    }
    long warmup = form.group(1) == null ? 0 : Long.parseLong(form.group(1));
    return form.group(2) == null
        ? new LearningRateSchedule(warmup, Decline.NONE, 0)
        : new LearningRateSchedule(
            warmup,
            Decline.valueOf(form.group(2).toUpperCase(Locale.ROOT)),
            Long.parseLong(form.group(3)));
  }

  /** The factor of the update that leads from {@code step} to {@code step + 1}, 0 to 1. */
  public double factor(long step) {
    if (step < warmup) {
      return (double) step / warmup;
    }
    if (decline == Decline.NONE) {
      return 1;
    }
    double done = Math.min(1, (double) (step - warmup) / (end - warmup));
    return decline == Decline.LINEAR ? 1 - done : (1 + Math.cos(Math.PI * done)) / 2;
  }

  /** The text form. */
  @JsonValue
  @Override
  public String toString() {
    String rise = warmup > 0 ? "warmup:" + warmup : "";
    String fall =
        decline == Decline.NONE ? "" : decline.name().toLowerCase(Locale.ROOT) + ":" + end;
    String both = rise.isEmpty() || fall.isEmpty() ? rise + fall : rise + "," + fall;
    return both.isEmpty() ? "constant" : both;
  }
}
