package periscope.probes.geometry;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import periscope.models.net.PairMlpSpec;
import periscope.probes.Measure;
import periscope.probes.MeasureSpec;
import periscope.probes.MeasureValue;
import periscope.probes.Probe;
import periscope.probes.RunContext;
import periscope.probes.fourier.KeyFrequencies;
import periscope.probes.weights.Embedding;

/** Clock or pizza, circle by circle, at the last checkpoint (Zhong et al. 2023). */
public final class IsolationProbe implements Probe {
  private static final String CONVENTION =
      "last checkpoint; a circle: the first and second, or third and fourth, principal components of the embedding, if they have one frequency; all other components are put to 0, their mean stays";
  private static final String LOGITS =
      CONVENTION
          + "; logits centred over the answers of each pair; squared correlation with the template of the circle's frequency";
  private static final String NO_CIRCLE =
      "neither the first two nor the next two principal components have one frequency";
  private static final String UNTIED = "the operands have embeddings of their own";

  /** Found by the service loader. */
  public IsolationProbe() {}

  @Override
  public String name() {
    return "isolation";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<Measure> measures(RunContext run) {
    List<Measure> measures =
        List.of(
            constant(
                run,
                MeasureSpec.of("circles/frequencies", "frequency of each isolated circle")
                    .convention(CONVENTION),
                circles ->
                    MeasureValue.integers(
                        circles.stream().mapToInt(IsolatedCircles.Circle::frequency).toArray())),
            constant(
                run,
                MeasureSpec.of(
                        "circles/clock-fve",
                        "share of the logits' variance that cos(w(a+b-c)) explains, with each circle alone (Zhong et al. 2023)")
                    .convention(LOGITS),
                circles ->
                    MeasureValue.reals(
                        circles.stream().mapToDouble(IsolatedCircles.Circle::clock).toArray())),
            constant(
                run,
                MeasureSpec.of(
                        "circles/pizza-fve",
                        "share that |cos(w(a-b)/2)| (|cos(w(a+b-c)/2)| - |sin(w(a+b-c)/2)|) explains, with each circle alone (Zhong et al. 2023)")
                    .convention(LOGITS),
                circles ->
                    MeasureValue.reals(
                        circles.stream().mapToDouble(IsolatedCircles.Circle::pizza).toArray())));
    return OperandsProbe.additionAbsence(run)
        .or(() -> Embedding.absence(run))
        .or(() -> untied(run))
        .map(why -> Measure.absent(measures, why))
        .orElse(measures);
  }

  private static Optional<String> untied(RunContext run) {
    return run.modelSpec() instanceof PairMlpSpec mlp
            && mlp.embedding() == PairMlpSpec.Embedding.UNTIED
        ? Optional.of(UNTIED)
        : Optional.empty();
  }

  private static Measure constant(
      RunContext run,
      MeasureSpec spec,
      Function<List<IsolatedCircles.Circle>, MeasureValue> value) {
    return Measure.constant(
        spec,
        () -> {
          double[] frequencies = run.last().get(CircleProbe.OWN).frequencies();
          if (Arrays.stream(frequencies).anyMatch(Double::isNaN)) {
            return new MeasureValue.None(KeyFrequencies.NOT_FINITE);
          }
          List<IsolatedCircles.Circle> circles = run.get(IsolatedCircles.OF);
          return circles.isEmpty() ? new MeasureValue.None(NO_CIRCLE) : value.apply(circles);
        });
  }
}
