package periscope.probes.ablation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import periscope.models.net.Hooks;
import periscope.models.net.SeparateHeads;
import periscope.models.net.TransformerSpec;
import periscope.probes.ExampleSet;
import periscope.probes.Intermediate;
import periscope.probes.Measure;
import periscope.probes.MeasureSpec;
import periscope.probes.Outcomes;
import periscope.probes.Probe;
import periscope.probes.RunContext;
import periscope.probes.Sampled;
import periscope.probes.SnapshotAnalysis;

/**
 * The loss without each head of attention in turn, as {@code periscope ablate --head} prints it,
 * with {@code --zero} or {@code --mean}.
 *
 * <p>Each head takes a forward pass over all examples: for four heads, more than all other measures
 * of a snapshot together. So a long run is {@linkplain Sampled measured at some checkpoints}.
 */
public final class HeadsProbe implements Probe {
  /** Outcomes one for each head, layer by layer. */
  private record Ablated(List<Outcomes> without, List<Outcomes> withMean) {}

  /** Of a snapshot of a transformer. */
  private static final Intermediate<SnapshotAnalysis, Ablated> ABLATED =
      Intermediate.of(
          snapshot ->
              snapshot
                  .separateHeads()
                  .map(heads -> bySeparateHeads(snapshot, heads))
                  .orElseGet(() -> byHooks(snapshot)));

  /** Found by the service loader. */
  public HeadsProbe() {}

  @Override
  public String name() {
    return "heads";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<Measure> measures(RunContext run) {
    var measures = new ArrayList<Measure>();
    for (var which : List.of(ExampleSet.TRAIN, ExampleSet.TEST)) {
      ExampleSet set = run.get(which);
      measures.add(
          measure(
              run,
              set,
              Ablated::without,
              spec(run, set, "ablation/heads/", "hands on 0")
                  .convention(
                      "blocks.L.attn.hook_z of the head is 0 at every position, not its mean")));
      measures.add(
          measure(
              run,
              set,
              Ablated::withMean,
              spec(run, set, "ablation/heads-mean/", "hands on its mean")
                  .convention(
                      "blocks.L.attn.hook_z of the head is its mean over all inputs, at each position and place")));
    }
    return measures;
  }

  private static MeasureSpec spec(RunContext run, ExampleSet set, String family, String what) {
    return MeasureSpec.of(
            family + set.name(),
            String.format(
                Locale.ROOT,
                "mean %s over %s examples where a head of attention %s, for each layer and head",
                run.loss().text(),
                set.name(),
                what))
        .units(run.loss().units());
  }

  private static Measure measure(
      RunContext run,
      ExampleSet set,
      Function<Ablated, List<Outcomes>> outcomes,
      MeasureSpec spec) {
    Optional<String> absence = run.forwardAbsence().or(() -> withoutHeads(run)).or(set::absence);
    if (absence.isPresent()) {
      return Measure.absent(spec, absence.get());
    }
    var model = (TransformerSpec) run.modelSpec();
    return Sampled.series(
        run,
        spec.shape(model.layers(), model.heads()),
        snapshot -> losses(outcomes.apply(snapshot.get(ABLATED)), set));
  }

  private static double[] losses(List<Outcomes> outcomes, ExampleSet set) {
    return outcomes.stream().mapToDouble(one -> one.loss(set.examples())).toArray();
  }

  private static Optional<String> withoutHeads(RunContext run) {
    return run.modelSpec() instanceof TransformerSpec
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "a model of type %s has no heads of attention",
                run.modelSpec().type()));
  }

  private static Ablated bySeparateHeads(SnapshotAnalysis snapshot, SeparateHeads heads) {
    var model = (TransformerSpec) snapshot.run().modelSpec();
    var ablated = new Ablated(new ArrayList<>(), new ArrayList<>());
    for (int head = 0; head < model.heads(); head++) {
      SeparateHeads.Logits logits = heads.without(head);
      ablated.without().add(snapshot.outcomes(logits.without()));
      ablated.withMean().add(snapshot.outcomes(logits.withMean()));
    }
    return ablated;
  }

  private static Ablated byHooks(SnapshotAnalysis snapshot) {
    var model = (TransformerSpec) snapshot.run().modelSpec();
    List<HeadMeans> means =
        IntStream.range(0, model.layers())
            .mapToObj(layer -> HeadMeans.of(snapshot, layer))
            .toList();
    return new Ablated(
        outcomes(snapshot, HeadMeans::without),
        outcomes(snapshot, (layer, head) -> means.get(layer).of(head)));
  }

  /** With the hooks for each head, layer by layer. */
  private static List<Outcomes> outcomes(
      SnapshotAnalysis snapshot, BiFunction<Integer, Integer, Hooks> hooks) {
    var model = (TransformerSpec) snapshot.run().modelSpec();
    var outcomes = new ArrayList<Outcomes>();
    for (int layer = 0; layer < model.layers(); layer++) {
      for (int head = 0; head < model.heads(); head++) {
        outcomes.add(snapshot.outcomes(hooks.apply(layer, head)));
      }
    }
    return outcomes;
  }
}
