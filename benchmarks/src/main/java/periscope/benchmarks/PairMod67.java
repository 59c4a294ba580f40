package periscope.benchmarks;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import periscope.models.kernel.AdamW;
import periscope.models.net.Activation;
import periscope.models.net.Loss;
import periscope.models.net.PairMlpSpec;
import periscope.models.net.PairMlpSpec.Embedding;
import periscope.models.net.PairMlpSpec.Hidden;
import periscope.models.task.ModularArithmetic.Pairs;
import periscope.models.task.Task;

/** The training step of pair-mod67: 911 pairs, p = 67, 500 dimensions, 24 neurons, AdamW. */
@State(Scope.Thread)
public class PairMod67 extends TrainingStep {

  /** Threads of one step. */
  @Param({"1"})
  public int threads = 1;

  /** Draws split and weights. */
  public PairMod67() {
    this(RandomSource.XO_SHI_RO_256_PP.create(1));
  }

  private PairMod67(UniformRandomProvider random) {
    this(pairs(67, Pairs.UNORDERED, false, 0.4, random), random);
  }

  private PairMod67(Task train, UniformRandomProvider random) {
    super(
        new PairMlpSpec(500, 24, Activation.RELU, Embedding.TIED, Hidden.TIED, false, false)
            .model(train),
        train,
        Loss.CROSS_ENTROPY,
        new AdamW(0.9, 0.98, 6.7e-7, 1.0),
        1e-3,
        random,
        1);
  }

  @Override
  int threads() {
    return threads;
  }
}
