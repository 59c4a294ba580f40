package periscope.benchmarks;

import java.util.List;
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
import periscope.models.net.DenseMlp;
import periscope.models.net.DenseMlpSpec;
import periscope.models.net.Loss;
import periscope.models.net.LossGradient;
import periscope.models.net.MlpStart;
import periscope.models.net.Parameters;
import periscope.models.task.SparseParity;
import periscope.models.task.SparseParity.Encoding;
import periscope.models.task.Task;

/** The training step of sparse parity: 1 250 sequences of 30 digits, 128 neurons, AdamW. */
@State(Scope.Thread)
public class Parity {
  private static final double LEARNING_RATE = 3e-3;

  /** Threads of one step. */
  @Param({"1"})
  public int threads = 1;

  private final AdamW adam = new AdamW(0.99, 0.98, 1e-8, 0.1);
  private final Task train = new SparseParity(30, 3, 1250, 1, Encoding.ZERO_ONE, true).task();
  private final DenseMlp model =
      new DenseMlpSpec(
              List.of(128),
              Activation.RELU,
              0,
              false,
              DenseMlpSpec.Outputs.SINGLE,
              new MlpStart.TruncatedNormal())
          .model(train);
  private final Parameters weights = model.initialise(RandomSource.XO_SHI_RO_256_PP.create(1L));
  private final Parameters gradient = Parameters.zeros(model.parameters());
  private final Parameters mean = Parameters.zeros(model.parameters());
  private final Parameters meanSquare = Parameters.zeros(model.parameters());
  private Shards shards;
  private LossGradient<Parameters> lossGradient;
  private long step;

  /** Draws sequences and weights. */
  public Parity() {
    shards = Shards.of(1);
    lossGradient = model.gradient(train, Loss.BINARY_CROSS_ENTROPY, shards);
  }

  /** Starts the team. */
  @Setup(Level.Trial)
  public void start() {
    shards.close();
    shards = Shards.of(threads);
    lossGradient = model.gradient(train, Loss.BINARY_CROSS_ENTROPY, shards);
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

  /** AdamW over all 4 096 weights. */
  public void update() {
    step++;
    for (int i = 0; i < weights.specs().size(); i++) {
      float[] w = weights.get(i);
      adam.update(
          w, gradient.get(i), mean.get(i), meanSquare.get(i), 0, w.length, LEARNING_RATE, step);
    }
  }
}
