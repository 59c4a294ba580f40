package periscope.probes.weights;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import periscope.models.kernel.Elementwise;
import periscope.models.net.DenseMlpSpec;
import periscope.models.net.PairMlpSpec;
import periscope.models.net.ParameterSpec;
import periscope.models.net.TensorsSpec;
import periscope.models.net.TransformerSpec;
import periscope.probes.Intermediate;
import periscope.probes.RunContext;
import periscope.probes.SnapshotAnalysis;

/**
 * Where a model keeps the embedding W_E of its first operand. Tokens that are no residues, such as
 * =, come after them and have no row here.
 *
 * @param rows number of residues
 * @param columns width
 * @param values the matrix at a snapshot, {@code [rows][columns]}, in float64; not to be changed
 */
public record Embedding(int rows, int columns, Intermediate<SnapshotAnalysis, double[]> values) {
  /** The embedding of a run's model, if it has one. */
  public static final Intermediate<RunContext, Optional<Embedding>> OF =
      Intermediate.of(Embedding::of);

  private static final String COLLAPSED =
      "the model has no embedding: it is collapsed into the hidden layer";
  private static final String NO_TOKENS =
      "the model has no embedding: its first layer is over numbers";
  private static final String NOT_NAMED =
      "nobody said which tensor is the embedding: import with --embedding NAME";

  private static final List<String> NAMES = List.of("embed.W_E", "embed_a.W_E");

  /** Why a measure of the embedding is absent; empty if there is one. */
  public static Optional<String> absence(RunContext run) {
    if (run.get(OF).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        switch (run.modelSpec()) {
          case TensorsSpec tensors -> NOT_NAMED;
          case DenseMlpSpec mlp -> NO_TOKENS;
          case PairMlpSpec mlp -> COLLAPSED;
          case TransformerSpec transformer ->
              throw new IllegalStateException("a transformer has an embedding");
        });
  }

  private static Optional<Embedding> of(RunContext run) {
    return run.modelSpec() instanceof TensorsSpec tensors
        ? tensors.matrix().map(matrix -> ofTensor(matrix, run.modulus()))
        : ofParameters(run);
  }

  private static Embedding ofTensor(TensorsSpec.Matrix matrix, int rows) {
    return new Embedding(
        rows,
        matrix.width(),
        Intermediate.of(
            snapshot -> {
              double[] stored = snapshot.weights().wide(matrix.index());
              double[] byToken =
                  matrix.transposed()
                      ? Elementwise.transposed(stored, matrix.width(), matrix.tokens())
                      : stored;
              return Arrays.copyOf(byToken, rows * matrix.width());
            }));
  }

  private static Optional<Embedding> ofParameters(RunContext run) {
    List<ParameterSpec> specs = run.model().parameters();
    for (int i = 0; i < specs.size(); i++) {
      ParameterSpec spec = specs.get(i);
      if (NAMES.contains(spec.name())) {
        int index = i;
        int rows = run.modulus();
        int columns = spec.shape().get(1);
        return Optional.of(
            new Embedding(
                rows,
                columns,
                Intermediate.of(
                    snapshot -> Arrays.copyOf(snapshot.weights().wide(index), rows * columns))));
      }
    }
    return Optional.empty();
  }
}
