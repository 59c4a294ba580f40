package periscope.trainer.regularizer;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Locale;

/**
 * What an update does to weights and gradient besides the optimizer's rule. Decoupled weight decay
 * belongs to the optimizer. A run may have several, which act in the order in which they stand.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = RegularizerSpec.None.class, name = "none"),
  @JsonSubTypes.Type(value = RegularizerSpec.L1.class, name = "l1"),
  @JsonSubTypes.Type(value = RegularizerSpec.DecayToStart.class, name = "decay-to-start"),
  @JsonSubTypes.Type(value = RegularizerSpec.ConstantNorm.class, name = "constant-norm"),
  @JsonSubTypes.Type(value = RegularizerSpec.GradientNoise.class, name = "gradient-noise"),
  @JsonSubTypes.Type(value = RegularizerSpec.UpdateNoise.class, name = "update-noise"),
  @JsonSubTypes.Type(value = RegularizerSpec.WeightNoise.class, name = "weight-noise"),
  @JsonSubTypes.Type(value = RegularizerSpec.ClipNorm.class, name = "clip-norm"),
  @JsonSubTypes.Type(value = RegularizerSpec.Orthogonal.class, name = "orthogonal-gradient"),
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
      requireNotNegative("strength", strength);
    }
  }

  /**
   * After each update, {@code learningRate · strength} of the way back to the initial weights:
   * weight decay towards the start rather than 0 (Power et al. 2022).
   *
   * @param strength 0 or more
   */
  record DecayToStart(double strength) implements RegularizerSpec {
    /** Checks the strength; NaN fails. */
    public DecayToStart {
      requireNotNegative("strength", strength);
    }
  }

  /**
   * After each update all trained weights are multiplied by one number, so that their norm is that
   * of the initial weights (Liu et al. 2023, "Omnigrok").
   */
  record ConstantNorm() implements RegularizerSpec {}

  /**
   * Independent normal noise on every value of the gradient.
   *
   * @param deviation its standard deviation, 0 or more
   */
  record GradientNoise(double deviation) implements RegularizerSpec {
    /** Checks the deviation; NaN fails. */
    public GradientNoise {
      requireNotNegative("deviation", deviation);
    }
  }

  /**
   * Independent normal noise on every value of the update, times the learning rate (Power et al.
   * 2022).
   *
   * @param deviation its standard deviation before the learning rate, 0 or more
   */
  record UpdateNoise(double deviation) implements RegularizerSpec {
    /** Checks the deviation; NaN fails. */
    public UpdateNoise {
      requireNotNegative("deviation", deviation);
    }
  }

  /**
   * The gradient is taken at weights with independent normal noise (Power et al. 2022).
   *
   * @param deviation its standard deviation, 0 or more
   */
  record WeightNoise(double deviation) implements RegularizerSpec {
    /** Checks the deviation; NaN fails. */
    public WeightNoise {
      requireNotNegative("deviation", deviation);
    }
  }

  /**
   * A gradient whose norm over all trained parameters is larger is scaled down to it.
   *
   * @param norm above 0
   */
  record ClipNorm(double norm) implements RegularizerSpec {
    /** Checks the norm; NaN fails. */
    public ClipNorm {
      if (!(norm > 0 && Double.isFinite(norm))) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "regularizer.norm is %s, expected a number above 0", norm));
      }
    }
  }

  /**
   * Of each parameter's gradient the part at right angles to the parameter, scaled to the norm that
   * the gradient had: the direction in which weights only grow is left out (⊥Grad, Prieto et al.
   * 2025, arXiv:2501.04697).
   */
  record Orthogonal() implements RegularizerSpec {}

  private static void requireNotNegative(String key, double found) {
    if (!(found >= 0 && Double.isFinite(found))) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "regularizer.%s is %s, expected a number of 0 or more", key, found));
    }
  }
}
