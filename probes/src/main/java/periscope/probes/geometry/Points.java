package periscope.probes.geometry;

import java.util.Optional;
import periscope.probes.Intermediate;
import periscope.probes.RunContext;
import periscope.probes.SnapshotAnalysis;
import periscope.probes.weights.EffectiveMatrices;
import periscope.probes.weights.Embedding;

/**
 * One point per residue or permutation: the rows of the embedding, or of W_input where the
 * embedding is collapsed into it.
 *
 * @param what how a sentence calls the matrix
 * @param rows number of points
 * @param columns dimensions
 * @param values the matrix at a snapshot, {@code [rows][columns]}, in float64; not to be changed
 */
public record Points(
    String what, int rows, int columns, Intermediate<SnapshotAnalysis, double[]> values) {
  /** The points of a snapshot less their mean, {@code [rows][columns]}; not to be changed. */
  public static final Intermediate<SnapshotAnalysis, double[]> CENTRED =
      Intermediate.of(
          snapshot -> {
            Points points = of(snapshot.run());
            return PrincipalComponents.centred(
                snapshot.get(points.values()), points.rows(), points.columns());
          });

  /** A snapshot's own principal components. */
  public static final Intermediate<SnapshotAnalysis, PrincipalComponents> COMPONENTS =
      Intermediate.of(
          snapshot -> {
            Points points = of(snapshot.run());
            return PrincipalComponents.of(snapshot.get(CENTRED), points.rows(), points.columns());
          });

  private static final Intermediate<RunContext, Points> OF = Intermediate.of(Points::find);

  /** Those of a run; not to be asked for values where {@link #absence} says why there are none. */
  public static Points of(RunContext run) {
    return run.get(OF);
  }

  /** Why a run has no such points; empty if it has. */
  public static Optional<String> absence(RunContext run) {
    // Tensors without an embedding have no W_input to take its place.
    return EffectiveMatrices.absence(run).flatMap(none -> Embedding.absence(run));
  }

  /** How many principal components they have. */
  public int components() {
    return Math.max(0, PrincipalComponents.count(rows, columns));
  }

  private static Points find(RunContext run) {
    return run.get(Embedding.OF)
        .map(found -> new Points("the embedding", found.rows(), found.columns(), found.values()))
        .orElseGet(
            () ->
                new Points(
                    "W_input, since the model has no embedding",
                    run.modulus(),
                    run.neuronCount(),
                    Intermediate.of(
                        snapshot -> snapshot.get(EffectiveMatrices.OF).input().values())));
  }
}
