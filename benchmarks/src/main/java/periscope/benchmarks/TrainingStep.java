package periscope.benchmarks;

import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import periscope.models.kernel.AdamW;
import periscope.models.kernel.Shards;
import periscope.models.net.Evaluation;
import periscope.models.net.Loss;
import periscope.models.net.LossGradient;
import periscope.models.net.Parameters;
import periscope.models.net.TrainableModel;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.ModularArithmetic.Operation;
import periscope.models.task.ModularArithmetic.Pairs;
import periscope.models.task.SplitSpec;
import periscope.models.task.Task;

/** The training step of a network on all its training examples: the gradient, and AdamW. */
public abstract class TrainingStep {
  private static final int UPDATED_TOGETHER = 8192;

  private final TrainableModel model;
  private final Task train;
  private final Loss loss;
  private final AdamW adam;
  private final double learningRate;
  private final Parameters weights;
  private final Parameters gradient;
  private final Parameters mean;
  private final Parameters meanSquare;
  private final IntConsumer[] updates; // by parameter; made once, as a step allocates nothing
  private Shards shards;
  private LossGradient<Parameters> lossGradient;
  private long step;

  /** Draws weights, for a team of so many threads. */
  TrainingStep(
      TrainableModel model,
      Task train,
      Loss loss,
      AdamW adam,
      double learningRate,
      UniformRandomProvider random,
      int threads) {
    this.model = model;
    this.train = train;
    this.loss = loss;
    this.adam = adam;
    this.learningRate = learningRate;
    weights = model.initialise(random);
    gradient = Parameters.zeros(model.parameters());
    mean = Parameters.zeros(model.parameters());
    meanSquare = Parameters.zeros(model.parameters());
    updates =
        IntStream.range(0, model.parameters().size())
            .mapToObj(parameter -> (IntConsumer) part -> update(parameter, part))
            .toArray(IntConsumer[]::new);
    shards = Shards.of(threads);
    lossGradient = model.gradient(train, loss, shards);
  }

  /** A random part of addition's pairs. */
  static Task pairs(
      int modulus, Pairs pairs, boolean equals, double share, UniformRandomProvider random) {
    Task all = new ModularArithmetic(modulus, Operation.ADD, pairs, equals).task();
    return all.select(new SplitSpec.Random(share).split(all.size(), random).train());
  }

  /** Threads of one step. */
  abstract int threads();

  /** Starts the team. */
  @Setup(Level.Trial)
  public void start() {
    shards.close();
    shards = Shards.of(threads());
    lossGradient = model.gradient(train, loss, shards);
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

  /** AdamW over all weights. */
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
        learningRate,
        step);
  }

  /** Both; returns the loss. */
  public double step() {
    double value = gradient();
    update();
    return value;
  }

  /** Loss and accuracy on the training examples, in float64. */
  public Evaluation evaluate() {
    return Evaluation.of(model, loss, weights, train);
  }
}
