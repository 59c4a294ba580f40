package periscope.probes.ablation;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import org.eclipse.collections.api.list.primitive.ImmutableIntList;
import org.eclipse.collections.impl.list.mutable.primitive.IntArrayList;
import periscope.models.net.ModelSpec;
import periscope.models.net.TransformerSpec;
import periscope.models.net.TransformerSpec.Normalization;
import periscope.probes.ExampleSet;
import periscope.probes.Measure;
import periscope.probes.MeasureSpec;
import periscope.probes.Probe;
import periscope.probes.RunContext;
import periscope.probes.SnapshotAnalysis;
import periscope.probes.fourier.CosineCubes;
import periscope.probes.fourier.KeyRule;
import periscope.probes.fourier.SumDirections;
import periscope.probes.fourier.SumWaves;

/** The loss of the logits without what they have at the key frequencies. */
public final class ExcludedProbe implements Probe {
  /**
   * What can be taken away.
   *
   * @param id where its measures begin
   * @param text what it is, of {@code %s} keys
   * @param convention of what
   * @param table it at some frequencies, {@code [p answers][p classes]}
   */
  private record Part(
      String id,
      String text,
      String convention,
      BiFunction<SnapshotAnalysis, ImmutableIntList, double[]> table) {}

  private static final Part WAVES =
      new Part(
          "excluded",
          "the projections on the sum directions of %s (Nanda et al. 2023)",
          SumDirections.CONVENTION,
          (snapshot, keys) -> snapshot.get(SumWaves.LOGITS).projection(keys));

  private static final Part CUBES =
      new Part(
          "excluded-cube",
          "the projections on the cosine cubes C_k of %s",
          SumDirections.CUBES,
          (snapshot, keys) -> snapshot.get(CosineCubes.OF).part(keys));

  private static final Part NEURONS =
      new Part(
          "excluded-mlp",
          "the projections of the last layer's neurons on the sum directions of %s, mapped by W_L; what passes the neurons by stays",
          SumDirections.CONVENTION,
          (snapshot, keys) -> snapshot.get(SumWaves.NEURONS).projection(keys));

  /** Found by the service loader. */
  public ExcludedProbe() {}

  @Override
  public String name() {
    return "excluded";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<Measure> measures(RunContext run) {
    Optional<String> absence =
        SumDirections.absence(run).or(() -> run.get(ExampleSet.TRAIN).absence());
    return List.of(
        allKeys(run, WAVES, absence),
        perKey(run, WAVES, absence),
        allKeys(run, CUBES, absence),
        perKey(run, CUBES, absence),
        allKeys(run, NEURONS, absence.or(() -> nonlinearAbsence(run.modelSpec()))));
  }

  /** Why neurons do not reach the logits by a matrix; empty if they do. */
  private static Optional<String> nonlinearAbsence(ModelSpec model) {
    return model instanceof TransformerSpec transformer
            && (transformer.finalNormalization()
                || transformer.normalization() == Normalization.POST)
        ? Optional.of(
            "the model normalises between the neurons and the logits, which no matrix does")
        : Optional.empty();
  }

  private static Measure allKeys(RunContext run, Part part, Optional<String> absence) {
    return KeyRule.measure(
        run,
        absence,
        KeyRule.NEURONS,
        spec(run, part, "all-keys", "all keys"),
        (keys, spec) -> Measure.relativeScalar(spec, snapshot -> loss(snapshot, part, keys)));
  }

  private static Measure perKey(RunContext run, Part part, Optional<String> absence) {
    return KeyRule.measure(
        run,
        absence,
        KeyRule.NEURONS,
        spec(run, part, "per-key", "one key, for each of keys in turn"),
        (keys, spec) ->
            Measure.relativeSeries(
                spec.shape(keys.size()),
                snapshot ->
                    keys.primitiveStream()
                        .mapToDouble(key -> loss(snapshot, part, one(key)))
                        .toArray()));
  }

  private static ImmutableIntList one(int key) {
    return IntArrayList.newListWith(key).toImmutable();
  }

  private static MeasureSpec spec(RunContext run, Part part, String which, String keys) {
    return MeasureSpec.of(
            part.id + "/" + which + "/train",
            String.format(
                Locale.ROOT,
                "mean %s over train examples of the logits without %s",
                run.loss().text(),
                String.format(Locale.ROOT, part.text, keys)))
        .units(run.loss().units())
        .convention(part.convention + "; projections over all pairs");
  }

  private static double loss(SnapshotAnalysis snapshot, Part part, ImmutableIntList keys) {
    return new AnswerTable(snapshot.run().modulus(), part.table.apply(snapshot, keys))
        .lossWithout(snapshot, snapshot.run().get(ExampleSet.TRAIN));
  }
}
