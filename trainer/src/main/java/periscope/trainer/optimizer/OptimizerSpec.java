package periscope.trainer.optimizer;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Locale;

/** An update rule, as data. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = OptimizerSpec.AdamW.class, name = "adamw"),
})
public sealed interface OptimizerSpec {

  /** The learning rate of the update that leads from {@code step} to {@code step + 1}. */
  double learningRate(long step);

  /**
   * AdamW with decoupled weight decay (Loshchilov and Hutter 2019, arXiv:1711.05101), with bias
   * correction.
   *
   * @param learningRate above 0
   * @param beta1 decay of the mean gradient, in [0, 1)
   * @param beta2 decay of the mean squared gradient, in [0, 1)
   * @param epsilon added to the root of the mean squared gradient, at least 1e-30
   * @param weightDecay every update also takes {@code learningRate · weightDecay} of each weight
   *     away; 0 or more
   */
  record AdamW(double learningRate, double beta1, double beta2, double epsilon, double weightDecay)
      implements OptimizerSpec {
    /** Checks ranges; NaN fails. */
    public AdamW {
      require(learningRate > 0 && Double.isFinite(learningRate), "learningRate", learningRate);
      require(beta1 >= 0 && beta1 < 1, "beta1", beta1);
      require(beta2 >= 0 && beta2 < 1, "beta2", beta2);
      require(epsilon >= 1e-30 && Double.isFinite(epsilon), "epsilon", epsilon);
      require(weightDecay >= 0 && Double.isFinite(weightDecay), "weightDecay", weightDecay);
    }

    @Override
    public double learningRate(long step) {
      return learningRate;
    }

    private static void require(boolean holds, String key, double found) {
      if (!holds) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "optimizer.%s is %s, expected %s",
                key,
                found,
                switch (key) {
                  case "learningRate" -> "a number above 0";
                  case "epsilon" -> "a number of at least 1e-30";
                  case "beta1", "beta2" -> "a number in [0, 1)";
                  default -> "a number of 0 or more";
                }));
      }
    }
  }
}
