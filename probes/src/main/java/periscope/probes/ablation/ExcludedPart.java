package periscope.probes.ablation;

import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import periscope.models.net.ModelSpec;
import periscope.models.net.TransformerSpec;
import periscope.models.net.TransformerSpec.Normalization;
import periscope.probes.RunContext;
import periscope.probes.SnapshotAnalysis;
import periscope.probes.fourier.CosineCubes;
import periscope.probes.fourier.SumDirections;
import periscope.probes.fourier.SumWaves;

/**
 * What can be taken from the logits at some frequencies.
 *
 * @param id where its measures begin
 * @param text what it is, of {@code %s} keys
 * @param convention of what
 * @param throughNeurons whether it is taken from the neurons rather than from the logits
 * @param table its value for each answer and class at these frequencies, {@code [p][p]}
 */
record ExcludedPart(
    String id,
    String text,
    String convention,
    boolean throughNeurons,
    BiFunction<SnapshotAnalysis, ImmutableIntArray, double[]> table) {

  static final List<ExcludedPart> ALL =
      List.of(
          new ExcludedPart(
              "excluded",
              "the projections on the sum directions of %s (Nanda et al. 2023)",
              SumDirections.CONVENTION,
              false,
              (snapshot, keys) -> snapshot.get(SumWaves.LOGITS).projection(keys)),
          new ExcludedPart(
              "excluded-cube",
              "the projections on the cosine cubes C_k of %s",
              SumDirections.CUBES,
              false,
              (snapshot, keys) -> snapshot.get(CosineCubes.OF).part(keys)),
          new ExcludedPart(
              "excluded-mlp",
              "the projections of the last layer's neurons on the sum directions of %s, mapped by W_L; what passes the neurons by stays",
              SumDirections.CONVENTION,
              true,
              (snapshot, keys) -> snapshot.get(SumWaves.NEURONS).projection(keys)));

  /** Why a model's logits have no such part; empty if they have. */
  Optional<String> absence(RunContext run) {
    return throughNeurons ? nonlinearAbsence(run.modelSpec()) : Optional.empty();
  }

  private static Optional<String> nonlinearAbsence(ModelSpec model) {
    return model instanceof TransformerSpec transformer
            && (transformer.finalNormalization()
                || transformer.normalization() == Normalization.POST)
        ? Optional.of(
            "the model normalises between the neurons and the logits, which no matrix does")
        : Optional.empty();
  }
}
