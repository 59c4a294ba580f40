package periscope.trainer.optimizer;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Locale;
import periscope.models.spec.IfAbsent;

/** An update rule, as data. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = OptimizerSpec.AdamW.class, name = "adamw"),
  @JsonSubTypes.Type(value = OptimizerSpec.Adam.class, name = "adam"),
  @JsonSubTypes.Type(value = OptimizerSpec.Sgd.class, name = "sgd"),
})
public sealed interface OptimizerSpec {

  /** The learning rate before the schedule. */
  double learningRate();

  /** What the learning rate is multiplied by. */
  LearningRateSchedule schedule();

  /** The learning rate of the update that leads from {@code step} to {@code step + 1}. */
  default double learningRate(long step) {
    return learningRate() * schedule().factor(step);
  }

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
   * @param schedule of the learning rate; constant if a text does not say
   */
  record AdamW(
      double learningRate,
      double beta1,
      double beta2,
      double epsilon,
      double weightDecay,
      @IfAbsent("constant") LearningRateSchedule schedule)
      implements OptimizerSpec {
    /** Checks ranges; NaN fails. */
    public AdamW {
      requireAdam(learningRate, beta1, beta2, epsilon, weightDecay);
    }

    /** With a constant learning rate. */
    public AdamW(
        double learningRate, double beta1, double beta2, double epsilon, double weightDecay) {
      this(learningRate, beta1, beta2, epsilon, weightDecay, LearningRateSchedule.CONSTANT);
    }
  }

  /**
   * Adam (Kingma and Ba 2015, arXiv:1412.6980), with bias correction. Its weight decay is that of
   * PyTorch's Adam: {@code weightDecay · w} is added to the gradient.
   *
   * @param learningRate above 0
   * @param beta1 decay of the mean gradient, in [0, 1)
   * @param beta2 decay of the mean squared gradient, in [0, 1)
   * @param epsilon added to the root of the mean squared gradient, at least 1e-30
   * @param weightDecay 0 or more
   * @param schedule of the learning rate; constant if a text does not say
   */
  record Adam(
      double learningRate,
      double beta1,
      double beta2,
      double epsilon,
      double weightDecay,
      @IfAbsent("constant") LearningRateSchedule schedule)
      implements OptimizerSpec {
    /** Checks ranges; NaN fails. */
    public Adam {
      requireAdam(learningRate, beta1, beta2, epsilon, weightDecay);
    }
  }

  /**
   * Gradient descent with momentum as in PyTorch: {@code g += weightDecay · w; v = momentum · v +
   * g; w -= learningRate · v}.
   *
   * @param learningRate above 0
   * @param momentum in [0, 1); 0 for none
   * @param weightDecay 0 or more
   * @param schedule of the learning rate; constant if a text does not say
   */
  record Sgd(
      double learningRate,
      double momentum,
      double weightDecay,
      @IfAbsent("constant") LearningRateSchedule schedule)
      implements OptimizerSpec {
    /** Checks ranges; NaN fails. */
    public Sgd {
      require(learningRate > 0 && Double.isFinite(learningRate), "learningRate", learningRate);
      require(momentum >= 0 && momentum < 1, "momentum", momentum);
      require(weightDecay >= 0 && Double.isFinite(weightDecay), "weightDecay", weightDecay);
    }
  }

  private static void requireAdam(
      double learningRate, double beta1, double beta2, double epsilon, double weightDecay) {
    require(learningRate > 0 && Double.isFinite(learningRate), "learningRate", learningRate);
    require(beta1 >= 0 && beta1 < 1, "beta1", beta1);
    require(beta2 >= 0 && beta2 < 1, "beta2", beta2);
    require(epsilon >= 1e-30 && Double.isFinite(epsilon), "epsilon", epsilon);
    require(weightDecay >= 0 && Double.isFinite(weightDecay), "weightDecay", weightDecay);
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
                case "beta1", "beta2", "momentum" -> "a number in [0, 1)";
                default -> "a number of 0 or more";
              }));
    }
  }
}
