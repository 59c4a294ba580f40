package periscope.models.task;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Locale;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.PermutationSampler;

/** How examples are divided into train and test. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = SplitSpec.Random.class, name = "random"),
})
public sealed interface SplitSpec {

  /**
   * Divides a task of {@code size} examples.
   *
   * @param random the run's split stream
   */
  Split split(int size, UniformRandomProvider random);

  /**
   * A seeded permutation of all examples, of which the first {@code ⌊fraction · size⌋} are train.
   *
   * @param fraction share of training examples, strictly between 0 and 1
   */
  record Random(double fraction) implements SplitSpec {
    /** Checks the fraction; NaN fails. */
    public Random {
      if (!(fraction > 0 && fraction < 1)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "split.fraction is %s, expected a number between 0 and 1, both excluded",
                fraction));
      }
    }

    @Override
    public Split split(int size, UniformRandomProvider random) {
      int trainSize = (int) (fraction * size);
      if (trainSize < 1 || trainSize >= size) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "split.fraction %s leaves %d of %d examples for training: train and test need at least one each",
                fraction,
                trainSize,
                size));
      }
      int[] order = PermutationSampler.natural(size);
      PermutationSampler.shuffle(random, order);
      return Split.ofTrain(size, java.util.Arrays.copyOf(order, trainSize));
    }
  }
}
