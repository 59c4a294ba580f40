package periscope.probes.dynamics;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import periscope.probes.Measure;
import periscope.probes.MeasureSpec;
import periscope.probes.MeasureValue;
import periscope.probes.Probe;
import periscope.probes.RunContext;
import periscope.probes.ScalarSeries;

/** Where the three phases of Nanda et al. 2023 end: memorisation, circuit formation, clean-up. */
public final class PhaseProbe implements Probe {
  private static final String CHECKPOINTS = "; on the checkpoints";

  /** Found by the service loader. */
  public PhaseProbe() {}

  @Override
  public String name() {
    return "phases";
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public List<Measure> measures(RunContext run) {
    List<Measure> measures =
        List.of(
            derived(
                "phases/memorisation-end",
                "step at which train loss has settled (after Nanda et al. 2023)",
                Phases.MEMORISATION,
                List.of("accuracy/train", "loss/train"),
                Phases::memorisationEnd),
            derived(
                "phases/circuit-formation-end",
                "step at which excluded loss has risen and restricted loss fallen (after Nanda et al. 2023)",
                Phases.CIRCUIT_FORMATION,
                List.of(Phases.EXCLUDED, Phases.RESTRICTED),
                Phases::circuitFormationEnd),
            derived(
                "phases/clean-up-start",
                "last step before test loss drops (after Nanda et al. 2023)",
                Phases.CLEAN_UP_START,
                List.of("accuracy/train", "loss/test"),
                Phases::cleanUpStart),
            derived(
                "phases/clean-up-end",
                "step at which test loss has settled after its drop, with fewer squared weights than before it (after Nanda et al. 2023)",
                Phases.CLEAN_UP_END,
                List.of("accuracy/train", "accuracy/test", "loss/test", "weights/sum-of-squares"),
                Phases::cleanUpEnd));
    return run.forwardAbsence()
        .or(() -> LossProbe.testAbsence(run))
        .map(why -> Measure.absent(measures, why))
        .orElse(measures);
  }

  private static Measure derived(
      String id,
      String definition,
      String rule,
      List<String> inputs,
      Function<ScalarSeries, MeasureValue> value) {
    return Measure.derived(
        MeasureSpec.of(id, definition).units("step").convention(rule + CHECKPOINTS),
        inputs,
        series -> missing(series, inputs).orElseGet(() -> value.apply(series)));
  }

  private static Optional<MeasureValue> missing(ScalarSeries series, List<String> inputs) {
    return inputs.stream()
        .filter(id -> !series.has(id))
        .findFirst()
        .map(id -> new MeasureValue.None("there is no series " + id));
  }
}
