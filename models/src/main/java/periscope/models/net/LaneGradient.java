package periscope.models.net;

import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;
import periscope.models.kernel.Shards;

/**
 * A gradient in rounds of tasks that depend on shapes only, never on threads. In one of the rounds
 * lanes run, each on a fixed part of the batch; the rounds before it make what they read, those
 * after it add up what they made, in order, and take it to the parameters.
 */
final class LaneGradient implements LossGradient<Parameters> {
  private final List<ParameterSpec> specs;
  private final Batch batch;
  private final Shards shards;
  private final Lane[] lanes;
  private final Round[] rounds;

  private Parameters weights;
  private Parameters gradient;

  /**
   * A gradient.
   *
   * @param lanes of this batch
   * @param rounds tasks of one round may run at the same time
   */
  LaneGradient(
      List<ParameterSpec> specs,
      Batch batch,
      Shards shards,
      List<? extends Lane> lanes,
      List<List<GradientPart>> rounds) {
    this.specs = specs;
    this.batch = batch;
    this.shards = shards;
    this.lanes = lanes.toArray(Lane[]::new);
    this.rounds = rounds.stream().map(Round::new).toArray(Round[]::new);
    weights = Parameters.zeros(List.of());
    gradient = weights;
  }

  /** The round in which lanes run. */
  static List<GradientPart> run(List<? extends Lane> lanes) {
    return lanes.stream()
        .map(lane -> (GradientPart) (weights, gradient) -> lane.run(weights))
        .toList();
  }

  @Override
  public void select(int[] rows, int from, int count) {
    batch.select(rows, from, count);
    for (Lane lane : lanes) {
      lane.gather();
    }
  }

  @Override
  public void draw(long seed, long step) {
    batch.draw(seed, step);
  }

  @Override
  public double compute(Parameters weights, Parameters gradient) {
    requireMatching(weights);
    requireMatching(gradient);
    this.weights = weights;
    this.gradient = gradient;
    for (Round round : rounds) {
      shards.run(round.parts.length, round);
    }
    double loss = 0;
    for (Lane lane : lanes) {
      loss += lane.sumOfLosses();
    }
    return loss / batch.count();
  }

  private void requireMatching(Parameters arrays) {
    if (!arrays.specs().equals(specs)) { // one comparison of references if they are one list
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "found arrays for %s, expected %s", arrays.specs(), specs));
    }
  }

  /** Tasks that may run at the same time. */
  private final class Round implements IntConsumer {
    private final GradientPart[] parts;

    Round(List<GradientPart> parts) {
      this.parts = parts.toArray(GradientPart[]::new);
    }

    @Override
    public void accept(int part) {
      parts[part].run(weights, gradient);
    }
  }
}
