package periscope.models.task;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Arrays;
import java.util.Locale;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.PermutationSampler;

/** How examples are divided into train and test. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = SplitSpec.Random.class, name = "random"),
  @JsonSubTypes.Type(value = SplitSpec.PythonRandom.class, name = "python-random"),
  @JsonSubTypes.Type(value = SplitSpec.TorchRandperm.class, name = "torch-randperm"),
  @JsonSubTypes.Type(value = SplitSpec.RandomCount.class, name = "random-count"),
  @JsonSubTypes.Type(value = SplitSpec.First.class, name = "first"),
  @JsonSubTypes.Type(value = SplitSpec.AllTrain.class, name = "all-train"),
})
public sealed interface SplitSpec {

  /**
   * Divides a task of {@code size} examples.
   *
   * @param random the run's split stream; of no effect on a split with a seed of its own
   * @throws IllegalArgumentException if no example would be left for train or for test
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
      requireFraction(fraction);
    }

    @Override
    public Split split(int size, UniformRandomProvider random) {
      int[] order = PermutationSampler.natural(size);
      PermutationSampler.shuffle(random, order);
      return firstOf(order, fraction);
    }
  }

  /**
   * CPython's shuffle of the list of all examples, {@code random.seed(seed);
   * random.shuffle(examples)}, of which the first {@code int(fraction * size)} are train (Nanda et
   * al. 2023, over the ordered pairs).
   *
   * @param seed the integer given to {@code random.seed}, which takes its magnitude
   * @param fraction share of training examples, strictly between 0 and 1
   */
  record PythonRandom(long seed, double fraction) implements SplitSpec {
    /** Checks the fraction; NaN fails. */
    public PythonRandom {
      requireFraction(fraction);
    }

    @Override
    public Split split(int size, UniformRandomProvider random) {
      return firstOf(PublishedOrders.python(seed, size), fraction);
    }
  }

  /**
   * PyTorch's permutation of all examples, {@code torch.manual_seed(seed); torch.randperm(size)} on
   * the CPU, of which the first {@code int(fraction * size)} are train (TransformerLens's grokking
   * demo).
   *
   * @param seed the integer given to {@code torch.manual_seed}, whose lower 32 bits count
   * @param fraction share of training examples, strictly between 0 and 1
   */
  record TorchRandperm(long seed, double fraction) implements SplitSpec {
    /** Checks the fraction; NaN fails. */
    public TorchRandperm {
      requireFraction(fraction);
    }

    @Override
    public Split split(int size, UniformRandomProvider random) {
      return firstOf(PublishedOrders.torch(seed, size), fraction);
    }
  }

  /**
   * A seeded permutation of all examples, of which the first {@code count} are train: the split of
   * {@link Random} by a number instead of a share.
   *
   * @param count number of training examples, 1 or more
   */
  record RandomCount(int count) implements SplitSpec {
    /** Checks the number. */
    public RandomCount {
      requireCount(count);
    }

    @Override
    public Split split(int size, UniformRandomProvider random) {
      requireLess(count, size);
      int[] order = PermutationSampler.natural(size);
      PermutationSampler.shuffle(random, order);
      return Split.ofTrain(size, Arrays.copyOf(order, count));
    }
  }

  /**
   * The first {@code count} examples are train, the others test: for tasks whose examples come in
   * an order that says which are which.
   *
   * @param count number of training examples, 1 or more
   */
  record First(int count) implements SplitSpec {
    /** Checks the number. */
    public First {
      requireCount(count);
    }

    @Override
    public Split split(int size, UniformRandomProvider random) {
      requireLess(count, size);
      return Split.ofTrain(size, PermutationSampler.natural(count));
    }
  }

  /** Every example is train, and none is test. */
  record AllTrain() implements SplitSpec {
    @Override
    public Split split(int size, UniformRandomProvider random) {
      return Split.ofTrain(size, PermutationSampler.natural(size));
    }
  }

  private static void requireFraction(double fraction) {
    if (!(fraction > 0 && fraction < 1)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "split.fraction is %s, expected a number between 0 and 1, both excluded",
              fraction));
    }
  }

  private static void requireCount(int count) {
    if (count < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "split.count is %d, expected 1 or more", count));
    }
  }

  private static void requireLess(int count, int size) {
    if (count >= size) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "split.count is %d, but the task has %d examples: train and test need at least one each",
              count,
              size));
    }
  }

  private static Split firstOf(int[] order, double fraction) {
    int size = order.length;
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
    return Split.ofTrain(size, Arrays.copyOf(order, trainSize));
  }
}
