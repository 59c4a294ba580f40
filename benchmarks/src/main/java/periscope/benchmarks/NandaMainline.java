package periscope.benchmarks;

import java.util.function.IntConsumer;
import java.util.stream.IntStream;
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
import periscope.models.net.Parameters;
import periscope.models.net.Transformer;
import periscope.models.net.TransformerSpec;
import periscope.models.net.TransformerSpec.Attention;
import periscope.models.net.TransformerSpec.Biases;
import periscope.models.net.TransformerSpec.Outputs;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.ModularArithmetic.Operation;
import periscope.models.task.ModularArithmetic.Pairs;
import periscope.models.task.SplitSpec;
import periscope.models.task.Task;

/** The training step of nanda-mainline: 3 830 pairs, p = 113, AdamW. */
@State(Scope.Thread)
public class NandaMainline {
  private static final double LEARNING_RATE = 1e-3;
  private static final int UPDATED_TOGETHER = 8192;

  /** Threads of one step. */
  @Param({"1", "2"})
  public int threads = 2;

  private final AdamW adam = new AdamW(0.9, 0.98, 1e-8, 1.0);
  private final Task train;
  private final Transformer model;
  private final Parameters weights;
  private final Parameters gradient;
  private final Parameters mean;
  private final Parameters meanSquare;
  private Shards shards;
  private LossGradient<Parameters> lossGradient;
  private final IntConsumer[] updates; // by parameter; made once, as a step allocates nothing
  private long step;

  /** Draws split and weights, for a team of so many threads. */
  public NandaMainline(int threads) {
    this.threads = threads;
    UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(1);
    Task all = new ModularArithmetic(113, Operation.ADD, Pairs.ORDERED, true).task();
    train = all.select(new SplitSpec.Random(0.3).split(all.size(), random).train());
    model =
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
            .model(all);
    weights = model.initialise(random);
    gradient = Parameters.zeros(model.parameters());
    mean = Parameters.zeros(model.parameters());
    meanSquare = Parameters.zeros(model.parameters());
    shards = Shards.of(threads);
    lossGradient = model.gradient(train, Loss.CROSS_ENTROPY, shards);
    updates =
        IntStream.range(0, model.parameters().size())
            .mapToObj(parameter -> (IntConsumer) part -> update(parameter, part))
            .toArray(IntConsumer[]::new);
  }

  /** For JMH, which sets the threads afterwards. */
  public NandaMainline() {
    this(1);
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

  /** The team. */
  Shards shards() {
    return shards;
  }

  /** The loss and its gradient. */
  public double gradient() {
    return lossGradient.compute(weights, gradient);
  }

  /** AdamW over all 227 200 weights. */
  public void update() {
    step++;
    for (int i = 0; i < updates.length; i++) {
      shards.run(Math.ceilDiv(weights.get(i).length, UPDATED_TOGETHER), updates[i]);
    }
  }

  private void update(int parameter, int part) {
    float[] w = weights.get(parameter);
    adam.update(
        w,
        gradient.get(parameter),
        mean.get(parameter),
        meanSquare.get(parameter),
        part * UPDATED_TOGETHER,
        Math.min(w.length, (part + 1) * UPDATED_TOGETHER),
        LEARNING_RATE,
        step);
  }

  /** Loss and accuracy on the training examples, in float64. */
  public Evaluation evaluate() {
    return Evaluation.of(model, Loss.CROSS_ENTROPY, weights, train);
  }
}
