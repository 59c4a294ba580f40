package periscope.benchmarks;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import periscope.models.kernel.AdamW;
import periscope.models.kernel.Shards;
import periscope.models.net.Activation;
import periscope.models.net.Evaluation;
import periscope.models.net.Loss;
import periscope.models.net.LossGradient;
import periscope.models.net.PairMlp;
import periscope.models.net.PairMlpSpec;
import periscope.models.net.PairMlpSpec.Embedding;
import periscope.models.net.PairMlpSpec.Hidden;
import periscope.models.net.Parameters;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.ModularArithmetic.Operation;
import periscope.models.task.ModularArithmetic.Pairs;
import periscope.models.task.SplitSpec;
import periscope.models.task.Task;

/** The training step of pair-mod67: 911 pairs, p = 67, 500 dimensions, 24 neurons, AdamW. */
@State(Scope.Thread)
public class PairMod67 {
  private static final long SEED = 1;
  private static final double LEARNING_RATE = 1e-3;

  /** Threads of one step. */
  @Param({"1"})
  public int threads = 1;

  private final AdamW adam = new AdamW(0.9, 0.98, 6.7e-7, 1.0);
  private final Task train;
  private final PairMlp model;
  private final Parameters weights;
  private final Parameters gradient;
  private final Parameters mean;
  private final Parameters meanSquare;
  private Shards shards;
  private LossGradient<Parameters> lossGradient;
  private long step;

  /** Draws split and weights. */
  public PairMod67() {
    UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(SEED);
    Task all = new ModularArithmetic(67, Operation.ADD, Pairs.UNORDERED).task();
    train = all.select(new SplitSpec.Random(0.4).split(all.size(), random).train());
    model =
        new PairMlpSpec(500, 24, Activation.RELU, Embedding.TIED, Hidden.TIED, false, false)
            .model(all);
    weights = model.initialise(random);
    gradient = Parameters.zeros(model.parameters());
    mean = Parameters.zeros(model.parameters());
    meanSquare = Parameters.zeros(model.parameters());
    shards = Shards.of(1);
    lossGradient = model.gradient(train, Loss.CROSS_ENTROPY, shards);
  }

  /** Starts the team. */
  @Setup(Level.Trial)
  public void start() {
    shards.close();
    shards = Shards.of(threads);
    lossGradient = model.gradient(train, Loss.CROSS_ENTROPY, shards);
  }

  /** Ends the team. */
  @TearDown(Level.Trial)
  public void stop() {
    shards.close();
  }

  /** The loss and its gradient. */
  public double gradient() {
    return lossGradient.compute(weights, gradient);
  }

  /** AdamW over all 57 500 weights. */
  public void update() {
    step++;
    for (int i = 0; i < weights.specs().size(); i++) {
      float[] w = weights.get(i);
      adam.update(
          w, gradient.get(i), mean.get(i), meanSquare.get(i), 0, w.length, LEARNING_RATE, step);
    }
  }

  /** Loss and accuracy on the training examples, in float64. */
  public Evaluation evaluate() {
    return Evaluation.of(model, Loss.CROSS_ENTROPY, weights, train);
  }
}
