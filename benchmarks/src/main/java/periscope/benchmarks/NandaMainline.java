package periscope.benchmarks;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import periscope.models.kernel.AdamW;
import periscope.models.net.Activation;
import periscope.models.net.Loss;
import periscope.models.net.TransformerSpec;
import periscope.models.net.TransformerSpec.Attention;
import periscope.models.net.TransformerSpec.Biases;
import periscope.models.net.TransformerSpec.Outputs;
import periscope.models.task.ModularArithmetic.Pairs;
import periscope.models.task.Task;

/** The training step of nanda-mainline: 3 830 pairs, p = 113, AdamW. */
@State(Scope.Thread)
public class NandaMainline extends TrainingStep {

  /** Threads of one step. */
  @Param({"1", "2"})
  public int threads = 2;

  /** For JMH, which sets the threads afterwards. */
  public NandaMainline() {
    this(1);
  }

  /** Draws split and weights, for a team of so many threads. */
  public NandaMainline(int threads) {
    this(threads, RandomSource.XO_SHI_RO_256_PP.create(1));
  }

  private NandaMainline(int threads, UniformRandomProvider random) {
    this(threads, pairs(113, Pairs.ORDERED, true, 0.3, random), random);
  }

  private NandaMainline(int threads, Task train, UniformRandomProvider random) {
    super(
        new TransformerSpec(
                1,
                4,
                32,
                128,
                512,
                Activation.RELU,
                Attention.CAUSAL,
                1,
                new Biases(false, true, false),
                Outputs.VOCABULARY)
            .model(train),
        train,
        Loss.CROSS_ENTROPY,
        new AdamW(0.9, 0.98, 1e-8, 1.0),
        1e-3,
        random,
        threads);
    this.threads = threads;
  }

  @Override
  int threads() {
    return threads;
  }
}
