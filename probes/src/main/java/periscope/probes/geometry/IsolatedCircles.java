package periscope.probes.geometry;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import periscope.models.net.ForwardModel;
import periscope.models.net.Hooks;
import periscope.models.net.Tensor;
import periscope.models.task.ModularArithmetic;
import periscope.models.task.Task;
import periscope.probes.Intermediate;
import periscope.probes.RunContext;
import periscope.probes.SnapshotAnalysis;
import periscope.probes.fourier.CentredLogits;

/**
 * What the last snapshot of an addition answers if its embedding has nothing but one circle: two
 * neighbouring principal components of one frequency (circle isolation, Zhong et al. 2023,
 * arXiv:2306.17844). The mean of the embedding stays, and so do tokens that are no operands.
 */
final class IsolatedCircles {
  /** Those of a run, of the first four components; their values are finite. */
  static final Intermediate<RunContext, List<Circle>> OF = Intermediate.of(IsolatedCircles::find);

  private static final String EMBED = "hook_embed";
  private static final int BLOCK = 1 << 20; // embedded numbers, 8 MB

  private final SnapshotAnalysis snapshot;
  private final int width;
  private final int[] operands; // positions

  private IsolatedCircles(SnapshotAnalysis snapshot) {
    this.snapshot = snapshot;
    width = Points.of(snapshot.run()).columns();
    operands = new int[] {0, task().operatorToken() ? 2 : 1};
  }

  /**
   * A circle.
   *
   * @param frequency of both components
   * @param clock share of the logits' variance that the clock's template of this frequency explains
   * @param pizza the same of the pizza's
   */
  record Circle(int frequency, double clock, double pizza) {}

  private static List<Circle> find(RunContext run) {
    double[] frequencies = run.last().get(CircleProbe.OWN).frequencies();
    var isolated = new IsolatedCircles(run.last());
    var circles = new ArrayList<Circle>();
    for (int axis = 0; axis + 1 < frequencies.length; axis += 2) {
      if (frequencies[axis] >= 1 && frequencies[axis] == frequencies[axis + 1]) {
        int k = (int) frequencies[axis];
        LogitSums logits = isolated.logits(isolated.rows(axis));
        circles.add(
            new Circle(
                k,
                run.get(LogitTemplates.CLOCK).alone(logits)[k - 1],
                run.get(LogitTemplates.PIZZA).alone(logits)[k - 1]));
      }
    }
    return circles;
  }

  private ModularArithmetic task() {
    return (ModularArithmetic) snapshot.run().taskSpec();
  }

  /** The embedding with two neighbouring components only, {@code [p][width]}. */
  private double[] rows(int axis) {
    PrincipalComponents components = snapshot.get(Points.COMPONENTS);
    double[] centred = snapshot.get(Points.CENTRED);
    double[] all = snapshot.get(Points.of(snapshot.run()).values());
    int axes = axis + 2;
    double[] coordinates = components.project(centred, axes);
    double[] rows = new double[all.length];
    for (int i = 0; i < rows.length; i++) {
      int at = i / width * axes + axis;
      rows[i] =
          all[i]
              - centred[i]
              + coordinates[at] * components.axis(axis, i % width)
              + coordinates[at + 1] * components.axis(axis + 1, i % width);
    }
    return rows;
  }

  private LogitSums logits(double[] rows) {
    ForwardModel model = snapshot.run().forwardModel().orElseThrow();
    Task plane = task().plane();
    var sums = new LogitSums(task().modulus());
    int block = Math.max(1, BLOCK / (plane.arity() * width));
    for (int from = 0; from < plane.size(); from += block) {
      int to = Math.min(from + block, plane.size());
      Task part = plane.range(from, to);
      Tensor logits = model.forward(snapshot.weights(), part, embedding(rows, part));
      sums.add(new CentredLogits(logits.values(), logits.dim(1)), from);
    }
    return sums;
  }

  /** Puts these rows in place of what the operands are embedded as. */
  private Hooks embedding(double[] rows, Task examples) {
    return new Hooks() {
      @Override
      public Set<String> names() {
        return Set.of(EMBED);
      }

      @Override
      public Tensor apply(String name, Tensor value) {
        double[] changed = value.values().clone();
        for (int example = 0; example < examples.size(); example++) {
          for (int operand : operands) {
            int at = example * examples.arity() + operand;
            System.arraycopy(rows, examples.inputs()[at] * width, changed, at * width, width);
          }
        }
        return new Tensor(value.shape(), changed);
      }
    };
  }
}
