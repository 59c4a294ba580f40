package periscope.trainer;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Locale;
import periscope.models.net.Loss;
import periscope.models.net.ModelSpec;
import periscope.models.spec.IfAbsent;
import periscope.models.task.SplitSpec;
import periscope.models.task.TaskSpec;
import periscope.trainer.optimizer.OptimizerSpec;
import periscope.trainer.regularizer.RegularizerSpec;

/**
 * Everything that decides a run's bits: two runs of one spec on one platform have the same weights
 * at every step.
 *
 * @param name what people call it
 * @param description where the set-up comes from and what to expect of it
 * @param seed root of the run's random streams (init, split)
 * @param task what to learn
 * @param split which examples are train
 * @param model the architecture
 * @param loss what training makes small; cross-entropy if a text does not say
 * @param dtype the precision in which it is trained; float32 if a text does not say
 * @param initialScale by what the initial weights are multiplied (α of Liu et al. 2023); 1 if a
 *     text does not say
 * @param batchSize training examples of an update; 0, all of them, if a text does not say
 * @param optimizer the update rule
 * @param regularizer what else an update does, one or several
 * @param steps updates to make, 1 or more
 * @param checkpoints at which steps the weights are stored
 * @param keepStates of every so many-th checkpoint the optimizer's state is kept too, for replays;
 *     0, none, if a text does not say
 * @param metricsEvery losses and accuracies are stored at every step divisible by this, and at the
 *     last; so that dense checkpoints cost no more than their bytes
 */
@JsonPropertyOrder({
  "name",
  "description",
  "seed",
  "task",
  "split",
  "model",
  "loss",
  "dtype",
  "initialScale",
  "batchSize",
  "optimizer",
  "regularizer",
  "steps",
  "checkpoints",
  "keepStates",
  "metricsEvery"
})
public record RunSpec(
    String name,
    String description,
    long seed,
    TaskSpec task,
    SplitSpec split,
    ModelSpec model,
    @IfAbsent("cross-entropy") Loss loss,
    @IfAbsent("float32") Dtype dtype,
    @IfAbsent("1") double initialScale,
    @IfAbsent("0") int batchSize,
    OptimizerSpec optimizer,
    @JsonFormat(
            with = {
              JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY,
              JsonFormat.Feature.WRITE_SINGLE_ELEM_ARRAYS_UNWRAPPED
            })
        List<RegularizerSpec> regularizer,
    long steps,
    CheckpointSchedule checkpoints,
    @IfAbsent("0") int keepStates,
    int metricsEvery) {

  /** Checks the numbers. */
  public RunSpec {
    if (name.isBlank()) {
      throw new IllegalArgumentException("name is blank, expected what people call the run");
    }
    if (steps < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "steps is %d, expected 1 or more", steps));
    }
    if (metricsEvery < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "metricsEvery is %d, expected 1 or more", metricsEvery));
    }
    if (keepStates < 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "keepStates is %d, expected 1 for every checkpoint, 10 for every tenth, or 0 for none",
              keepStates));
    }
    if (batchSize < 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "batchSize is %d, expected 1 or more, or 0 for all examples",
              batchSize));
    }
    if (!(initialScale > 0 && Double.isFinite(initialScale))) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "initialScale is %s, expected a number above 0", initialScale));
    }
    regularizer = List.copyOf(regularizer);
    checkpoints.requireWithin(steps);
  }

  /** The same run with another seed. */
  public RunSpec withSeed(long other) {
    return with(other, steps, checkpoints);
  }

  /** The same run with another number of updates. */
  public RunSpec withSteps(long other) {
    return with(seed, other, checkpoints);
  }

  /** The same run with another number of updates and other checkpoints, which fit together. */
  public RunSpec with(long otherSteps, CheckpointSchedule others) {
    return with(seed, otherSteps, others);
  }

  private RunSpec with(long otherSeed, long otherSteps, CheckpointSchedule others) {
    return new RunSpec(
        name,
        description,
        otherSeed,
        task,
        split,
        model,
        loss,
        dtype,
        initialScale,
        batchSize,
        optimizer,
        regularizer,
        otherSteps,
        others,
        keepStates,
        metricsEvery);
  }
}
