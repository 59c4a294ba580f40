package periscope.probes.parity;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import periscope.models.net.DenseMlpSpec;
import periscope.models.task.SparseParity;
import periscope.probes.Measure;
import periscope.probes.MeasureSpec;
import periscope.probes.Probe;
import periscope.probes.RunContext;

/**
 * Sparse parity: the sparsest subnetwork that answers alike (Merrill et al. 2023), the Fourier gap
 * and the movement of weights (Barak et al. 2022), digit by digit.
 */
public final class ParityProbe implements Probe {
  private static final String NOT_PARITY = "the task is not sparse parity";
  private static final String NOT_AN_MLP = "the model is not an MLP over the digits";
  private static final String DEEP =
      "the model has several hidden layers: its neurons' incoming weights are not over digits";
  private static final String NO_DISTRACTORS =
      "all digits are relevant: there is no other set of as many";
  private static final double MAX_TERMS = 1e9;
  private static final String ROWS =
      "rows of W_in, one a digit: the relevant ones first; last the constant input if there is one";

  /** Found by the service loader. */
  public ParityProbe() {}

  @Override
  public String name() {
    return "parity";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<Measure> measures(RunContext run) {
    var all = new ArrayList<Measure>();
    boolean parity = run.taskSpec() instanceof SparseParity;
    List<Measure> inputs = ofInputs(parity ? run.task().arity() : 0);
    all.addAll(digitsAbsence(run).map(why -> Measure.absent(inputs, why)).orElse(inputs));
    Measure gap = gap();
    all.add(gapAbsence(run).map(why -> Measure.absent(gap.spec(), why)).orElse(gap));
    Measure subnetwork = subnetwork();
    all.add(
        subnetworkAbsence(run)
            .map(why -> Measure.absent(subnetwork.spec(), why))
            .orElse(subnetwork));
    return all;
  }

  private static List<Measure> ofInputs(int inputs) {
    return List.of(
        Measure.series(
            MeasureSpec.of("parity/digit-norms", "norm over neurons of each digit's weights")
                .shape(inputs)
                .convention(ROWS),
            Digits::norms),
        Measure.scalar(
            MeasureSpec.of(
                    "parity/digit-gap",
                    "least norm of a relevant digit's weights less the largest of a distractor's")
                .convention(ROWS + ", which is neither; without distractors less 0"),
            Digits::digitGap),
        Measure.series(
            MeasureSpec.of(
                    "parity/movement/digits",
                    "largest change of one of each digit's weights since the first checkpoint")
                .shape(inputs)
                .convention(ROWS),
            Digits::movements),
        Measure.scalar(
            MeasureSpec.of(
                    "parity/movement",
                    "largest change of an incoming weight since the first checkpoint, the infinity norm of w_t - w_0 (Barak et al. 2022)")
                .convention("of W_in, biases left out"),
            Digits::movement));
  }

  private static Measure gap() {
    return Measure.scalar(
        MeasureSpec.of(
                "parity/fourier-gap",
                "Fourier coefficient of the outputs at the relevant digits less the largest at as many others (after Barak et al. 2022)")
            .convention(
                "magnitudes; logit of 1 less logit of 0, scaled to a mean square of 1; over the task's examples, train and test"),
        Digits::fourierGap);
  }

  private static Measure subnetwork() {
    return Measure.scalar(
        MeasureSpec.of(
                "parity/sparse-subnetwork",
                "least number of neurons, those of largest incoming norm, that predict what all do (Merrill et al. 2023)")
            .units("neurons")
            .convention(
                "every example of the task, train and test; biases stay; b_in is not part of the norm"),
        Digits::subnetwork);
  }

  private static Optional<String> gapAbsence(RunContext run) {
    if (run.forwardAbsence().isPresent()) {
      return run.forwardAbsence();
    }
    if (!(run.taskSpec() instanceof SparseParity task)) {
      return Optional.of(NOT_PARITY);
    }
    if (task.relevant() == task.digits()) {
      return Optional.of(NO_DISTRACTORS);
    }
    double sets = FourierGap.sets(task.digits(), task.relevant());
    return sets * task.examples() <= MAX_TERMS
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "there are %.3g sets of %d of %d digits, too many to compare over %d examples",
                sets,
                task.relevant(),
                task.digits(),
                task.examples()));
  }

  private static Optional<String> subnetworkAbsence(RunContext run) {
    return digitsAbsence(run)
        .or(
            () ->
                ((DenseMlpSpec) run.modelSpec()).hidden().size() == 1
                    ? Optional.empty()
                    : Optional.of(DEEP));
  }

  /** Why there are no weights of digits; empty if there are. */
  private static Optional<String> digitsAbsence(RunContext run) {
    if (!(run.taskSpec() instanceof SparseParity)) {
      return Optional.of(NOT_PARITY);
    }
    return run.modelSpec() instanceof DenseMlpSpec
        ? Optional.empty()
        : run.forwardAbsence().or(() -> Optional.of(NOT_AN_MLP));
  }
}
