package periscope.probes.weights;

import java.util.List;
import java.util.Optional;
import periscope.models.net.ParameterSpec;
import periscope.probes.RunContext;
import periscope.probes.SnapshotAnalysis;

/**
 * Where a model keeps the embedding W_E of its first operand.
 *
 * @param parameter position among the model's parameters
 * @param rows number of tokens
 * @param columns width
 */
public record Embedding(int parameter, int rows, int columns) {
  private static final List<String> NAMES = List.of("embed.W_E", "embed_a.W_E");

  /** Why a measure of the embedding is absent where {@link #of} finds none. */
  public static final String ABSENT =
      "the model has no embedding: it is collapsed into the hidden layer";

  /** The embedding of a run's model, if it has one. */
  public static Optional<Embedding> of(RunContext run) {
    List<ParameterSpec> specs = run.model().parameters();
    for (int i = 0; i < specs.size(); i++) {
      ParameterSpec spec = specs.get(i);
      if (NAMES.contains(spec.name())) {
        return Optional.of(new Embedding(i, spec.shape().get(0), spec.shape().get(1)));
      }
    }
    return Optional.empty();
  }

  /** The matrix at a snapshot, {@code [rows][columns]}, in float64. */
  public double[] values(SnapshotAnalysis snapshot) {
    float[] weights = snapshot.weights().get(parameter);
    double[] values = new double[weights.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = weights[i];
    }
    return values;
  }
}
