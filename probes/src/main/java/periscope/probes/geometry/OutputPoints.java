package periscope.probes.geometry;

import java.util.List;
import java.util.Optional;
import periscope.models.net.ParameterSpec;
import periscope.models.net.Tensor;
import periscope.models.net.TensorsSpec;
import periscope.probes.Intermediate;
import periscope.probes.RunContext;
import periscope.probes.SnapshotAnalysis;
import periscope.probes.weights.LogitMatrix;

/**
 * One point per answer: the columns of the unembedding W_U, or of W_L where the model has no
 * unembedding of its own. Columns of tokens that are never an answer, such as =, are left out.
 */
public final class OutputPoints {
  private static final String UNEMBEDDING = "unembed.W_U";
  private static final Intermediate<RunContext, Points> OF = Intermediate.of(OutputPoints::find);

  private OutputPoints() {}

  /** Those of a run; not to be asked for values where {@link #absence} says why there are none. */
  public static Points of(RunContext run) {
    return run.get(OF);
  }

  /** Why a run has no such points; empty if it has. */
  public static Optional<String> absence(RunContext run) {
    return run.modelSpec() instanceof TensorsSpec ? run.forwardAbsence() : Optional.empty();
  }

  private static Points find(RunContext run) {
    int classes = run.task().classes();
    List<ParameterSpec> parameters = run.model().parameters();
    for (int i = 0; i < parameters.size(); i++) {
      ParameterSpec spec = parameters.get(i);
      if (spec.name().equals(UNEMBEDDING)) {
        int index = i;
        int width = spec.shape().get(0);
        int outputs = spec.shape().get(1);
        return new Points(
            "the unembedding",
            classes,
            width,
            Intermediate.of(
                snapshot -> columns(snapshot.weights().get(index), width, outputs, classes)));
      }
    }
    return new Points(
        "W_L, since the model has no unembedding of its own",
        classes,
        run.neuronCount(),
        Intermediate.of(OutputPoints::ofLogitMatrix));
  }

  private static double[] ofLogitMatrix(SnapshotAnalysis snapshot) {
    Tensor matrix = snapshot.get(LogitMatrix.OF);
    int width = matrix.dim(0);
    int classes = matrix.dim(1);
    double[] points = new double[classes * width];
    for (int i = 0; i < width; i++) {
      for (int c = 0; c < classes; c++) {
        points[c * width + i] = matrix.values()[i * classes + c];
      }
    }
    return points;
  }

  /** The first {@code count} columns of {@code [width][outputs]}, as {@code [count][width]}. */
  private static double[] columns(float[] matrix, int width, int outputs, int count) {
    double[] points = new double[count * width];
    for (int i = 0; i < width; i++) {
      for (int c = 0; c < count; c++) {
        points[c * width + i] = matrix[i * outputs + c];
      }
    }
    return points;
  }
}
