package periscope.probes.dynamics;

import java.util.ArrayList;
import java.util.List;
import periscope.probes.MeasureValue;

/**
 * Spikes of the train loss, and which of them are slingshots (Thilak et al. 2022,
 * arXiv:2206.04817): the last layer's norm grows, the train loss spikes, and the norm reaches a
 * plateau.
 */
final class Slingshots {
  static final String SPIKE =
      "a train loss of at least 0.001 that is also at least ten times the lowest before it begins a spike, one below three times that or below 0.001 ends it; its step is that of its highest loss";
  static final String CYCLE =
      "spikes for which the last layer's norm, at the checkpoints, grows by 0.02 or more from the end of the spike before (for the first, from the first train loss below 0.001 before it; none, no slingshot) to the last checkpoint before this one's step, and at less than half that rate over as many steps from the first checkpoint after it, or until the run ends";

  /** No step: a spike of a loss that was never low is no slingshot. */
  static final long NEVER = -1;

  private static final double SMALLEST = 1e-3;
  private static final double RISE = 10;
  private static final double CALM = 3;
  private static final double GROWTH = 0.02;
  private static final double HALF = 0.5;

  private final long[] steps; // [n], of the norm
  private final double[] norm; // [n], of the last layer

  /**
   * Spikes whose norms are looked at.
   *
   * @param squares sums of squares
   */
  Slingshots(long[] steps, double[] squares) {
    this.steps = steps;
    norm = new double[squares.length];
    for (int i = 0; i < norm.length; i++) {
      norm[i] = Math.sqrt(squares[i]);
    }
  }

  /**
   * A spike.
   *
   * @param calm the step from which the norm grows: the end of the spike before, or that of the
   *     first low loss; {@link #NEVER} if there was neither
   * @param top the step of the highest loss
   */
  record Spike(long calm, long top) {}

  /** All spikes of a loss, in order. */
  static List<Spike> spikes(Curves curves, String id) {
    double[] loss = curves.of(id);
    List<Spike> spikes = new ArrayList<>();
    double lowest = Double.POSITIVE_INFINITY;
    long calm = NEVER;
    int top = -1;
    for (int i = 0; i < loss.length; i++) {
      if (top >= 0) {
        top = loss[i] > loss[top] ? i : top;
        if (loss[i] < CALM * lowest || loss[i] < SMALLEST) {
          spikes.add(new Spike(calm, curves.step(top)));
          calm = curves.step(i);
          top = -1;
        }
      } else if (loss[i] >= SMALLEST && loss[i] >= RISE * lowest) {
        top = i;
      }
      if (calm == NEVER && loss[i] < SMALLEST) {
        calm = curves.step(i);
      }
      lowest = loss[i] < lowest ? loss[i] : lowest;
    }
    if (top >= 0) {
      spikes.add(new Spike(calm, curves.step(top)));
    }
    return spikes;
  }

  /** The steps of these spikes. */
  static MeasureValue steps(List<Spike> spikes) {
    return MeasureValue.integers(
        spikes.stream().mapToInt(spike -> Math.toIntExact(spike.top())).toArray());
  }

  /** Those that are slingshots. */
  List<Spike> cycles(List<Spike> spikes) {
    return spikes.stream().filter(this::growsThenRests).toList();
  }

  private boolean growsThenRests(Spike spike) {
    int before = last(spike.top() - 1);
    int from = last(spike.calm());
    if (from < 0 || before <= from) {
      return false;
    }
    int after = last(spike.top()) + 1; // the first checkpoint after the spike's top
    int rest = after < steps.length ? last(steps[after] + steps[before] - steps[from]) : -1;
    return rest > after
        && norm[before] / norm[from] - 1 >= GROWTH
        && rate(after, rest) < HALF * rate(from, before);
  }

  private double rate(int from, int to) {
    return (norm[to] - norm[from]) / (steps[to] - steps[from]);
  }

  /** The last checkpoint up to a step, or −1. */
  private int last(long step) {
    int last = -1;
    while (last + 1 < steps.length && steps[last + 1] <= step) {
      last++;
    }
    return last;
  }
}
