package periscope.probes.dynamics;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import periscope.models.net.ParameterSpec;
import periscope.probes.Measure;
import periscope.probes.MeasureSpec;
import periscope.probes.MeasureValue;
import periscope.probes.Probe;
import periscope.probes.RunContext;
import periscope.probes.ScalarSeries;

/** The slingshot cycles of Thilak et al. 2022, and all spikes of the train loss. */
public final class SlingshotProbe implements Probe {
  private static final String LOSS = "loss/train";

  /** Names of last layers; one that is tied to the embedding is stored as that. */
  private static final List<String> LAST_LAYERS = List.of("unembed.W_U", "W_output", "embed.W_E");

  /** Found by the service loader. */
  public SlingshotProbe() {}

  @Override
  public String name() {
    return "slingshots";
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public List<Measure> measures(RunContext run) {
    Measure spikes =
        Curves.measure(
            run,
            MeasureSpec.of("slingshots/spikes", "steps at which train loss spikes")
                .units("step")
                .convention(Slingshots.SPIKE),
            List.of(LOSS),
            curves -> Slingshots.steps(Slingshots.spikes(curves, LOSS)));
    Optional<String> layer = lastLayer(run);
    var cycles =
        MeasureSpec.of(
                "slingshots",
                "those of slingshots/spikes that are slingshots: the last layer's norm grows, then rests (Thilak et al. 2022)")
            .units("step")
            .convention(Slingshots.CYCLE + layer.map(name -> "; last layer: " + name).orElse(""));
    Optional<String> absence = absence(run);
    return List.of(
        absence.map(why -> Measure.absent(spikes.spec(), why)).orElse(spikes),
        absence
            .or(
                () ->
                    layer.isPresent()
                        ? Optional.empty()
                        : Optional.of("nobody said which tensor is the last layer"))
            .map(why -> Measure.absent(cycles, why))
            .orElseGet(() -> cycles(run, cycles, "weights/sum-of-squares/" + layer.orElse(""))));
  }

  private static Measure cycles(RunContext run, MeasureSpec spec, String squares) {
    boolean logged = run.metrics().contains(LOSS);
    return Measure.derived(
        spec,
        logged ? List.of(squares) : List.of(squares, LOSS),
        series -> cycles(logged ? logged(run) : checkpoints(series), series, squares));
  }

  private static MeasureValue cycles(Curves loss, ScalarSeries series, String squares) {
    if (!series.has(squares)) {
      return new MeasureValue.None(String.format(Locale.ROOT, "there is no series %s", squares));
    }
    return Slingshots.steps(
        new Slingshots(series.steps(), series.values(squares))
            .cycles(Slingshots.spikes(loss, LOSS)));
  }

  private static Curves logged(RunContext run) {
    return new Curves(run.metricSteps(), run::metric);
  }

  private static Curves checkpoints(ScalarSeries series) {
    return new Curves(series.steps(), series::values);
  }

  private static Optional<String> absence(RunContext run) {
    if (run.forwardAbsence().isPresent()) {
      return run.metrics().contains(LOSS) ? Optional.empty() : run.forwardAbsence();
    }
    return LossProbe.trainAbsence(run);
  }

  private static Optional<String> lastLayer(RunContext run) {
    List<String> names = run.model().parameters().stream().map(ParameterSpec::name).toList();
    return LAST_LAYERS.stream().filter(names::contains).findFirst();
  }
}
