package periscope.trainer.regularizer;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Locale;

/**
 * What is added to the gradient before the update. Decoupled weight decay belongs to the optimizer.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = RegularizerSpec.None.class, name = "none"),
  @JsonSubTypes.Type(value = RegularizerSpec.L1.class, name = "l1"),
})
public sealed interface RegularizerSpec {

  /** Nothing. */
  record None() implements RegularizerSpec {}

  /**
   * {@code strength · sign(w)}, the gradient of {@code strength · Σ|w|}; 0 at 0 (Pearce et al.
   * 2023).
   *
   * @param strength 0 or more
   */
  record L1(double strength) implements RegularizerSpec {
    /** Checks the strength; NaN fails. */
    public L1 {
      if (!(strength >= 0 && Double.isFinite(strength))) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "regularizer.strength is %s, expected a number of 0 or more",
                strength));
      }
    }
  }
}
