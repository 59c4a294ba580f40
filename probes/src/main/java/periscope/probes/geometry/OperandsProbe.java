package periscope.probes.geometry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import periscope.models.task.ModularArithmetic;
import periscope.probes.Intermediate;
import periscope.probes.Measure;
import periscope.probes.MeasureSpec;
import periscope.probes.Probe;
import periscope.probes.RunContext;
import periscope.probes.SnapshotAnalysis;
import periscope.probes.fourier.CentredLogits;
import periscope.probes.weights.Embedding;

/**
 * What Zhong et al. 2023 tell the clock from the pizza by: whether gradients treat the operands
 * alike, whether logits depend on the operands' distance, and which of the two algorithms' logits
 * they follow.
 */
public final class OperandsProbe implements Probe {
  private static final String NOT_ARITHMETIC = "the task is not modular arithmetic";
  private static final String NOT_ADDITION = "the task is not modular addition";
  private static final String LEAST_SQUARES =
      "logits centred over the answers of each pair; least squares over the templates of all k = 1..floor(p/2)";
  private static final String ALONE =
      "logits centred over the answers of each pair; squared correlation with the template of each k = 1..floor(p/2) alone";

  private static final Intermediate<SnapshotAnalysis, LogitSums> SUMS =
      Intermediate.of(
          snapshot -> new LogitSums(snapshot.get(CentredLogits.OF), snapshot.run().modulus()));

  /** Found by the service loader. */
  public OperandsProbe() {}

  @Override
  public String name() {
    return "operands";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<Measure> measures(RunContext run) {
    Measure symmetry =
        Measure.scalar(
            MeasureSpec.of(
                    "gradient-symmetricity",
                    "mean cosine of d logit_c / d E_a and d logit_c / d E_b over 100 triples (a, b, c) (Zhong et al. 2023)")
                .convention(
                    "the first of all p^3 triples as CPython's random.Random(42).shuffle orders them, for p above 200 drawn otherwise; E as input only, where it is the unembedding too"),
            GradientSymmetry::of);
    List<Measure> ofSums = ofSums(run);
    var measures =
        new ArrayList<Measure>(
            additionAbsence(run).map(why -> Measure.absent(ofSums, why)).orElse(ofSums));
    measures.add(
        symmetryAbsence(run).map(why -> Measure.absent(symmetry.spec(), why)).orElse(symmetry));
    return measures;
  }

  private static List<Measure> ofSums(RunContext run) {
    int frequencies = run.modulus() / 2;
    return List.of(
        Measure.scalar(
            MeasureSpec.of(
                    "distance-irrelevance",
                    "standard deviation of the right answer's logit over pairs of one difference, mean over differences, over that over all pairs (Zhong et al. 2023)")
                .convention("all p^2 ordered pairs; deviations over n"),
            snapshot ->
                DistanceIrrelevance.of(snapshot.logits().values(), snapshot.run().modulus())),
        Measure.scalar(
            MeasureSpec.of(
                    "clock/logit-fve",
                    "share of the logits' variance that cos(w(a+b-c)) explains, w = 2 pi k/p (Zhong et al. 2023)")
                .convention(LEAST_SQUARES),
            snapshot -> run.get(LogitTemplates.CLOCK).together(snapshot.get(SUMS))),
        Measure.series(
            MeasureSpec.of("clock/logit-fve/frequencies", "the same of each frequency alone")
                .shape(frequencies)
                .convention(ALONE),
            snapshot -> run.get(LogitTemplates.CLOCK).alone(snapshot.get(SUMS))),
        Measure.scalar(
            MeasureSpec.of(
                    "pizza/logit-fve",
                    "share of the logits' variance that |cos(w(a-b)/2)| (|cos(w(a+b-c)/2)| - |sin(w(a+b-c)/2)|) explains, w = 2 pi k/p (Zhong et al. 2023)")
                .convention(LEAST_SQUARES),
            snapshot -> run.get(LogitTemplates.PIZZA).together(snapshot.get(SUMS))),
        Measure.series(
            MeasureSpec.of("pizza/logit-fve/frequencies", "the same of each frequency alone")
                .shape(frequencies)
                .convention(ALONE),
            snapshot -> run.get(LogitTemplates.PIZZA).alone(snapshot.get(SUMS))));
  }

  /** Why there are no logits of an addition; empty if there are. */
  static Optional<String> additionAbsence(RunContext run) {
    return run.forwardAbsence()
        .or(run::residuesAbsence)
        .or(
            () ->
                run.taskSpec() instanceof ModularArithmetic task
                        && task.operation() == ModularArithmetic.Operation.ADD
                    ? Optional.empty()
                    : Optional.of(NOT_ADDITION));
  }

  private static Optional<String> symmetryAbsence(RunContext run) {
    return run.forwardAbsence()
        .or(run::residuesAbsence)
        .or(
            () ->
                run.taskSpec() instanceof ModularArithmetic
                    ? Optional.empty()
                    : Optional.of(NOT_ARITHMETIC))
        .or(() -> Embedding.absence(run));
  }
}
