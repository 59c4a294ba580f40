package periscope.probes.geometry;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import periscope.probes.Intermediate;
import periscope.probes.Measure;
import periscope.probes.MeasureSpec;
import periscope.probes.MeasureValue;
import periscope.probes.Probe;
import periscope.probes.RunContext;
import periscope.probes.SnapshotAnalysis;
import periscope.probes.fourier.FourierBasis;
import periscope.probes.fourier.KeyFrequencies;
import periscope.probes.fourier.WeightSpectrum;

/**
 * Whether the key frequencies won a lottery: how strong they were in the embedding at the first
 * checkpoint, against what chance would give.
 *
 * <p>Random weights have the same distribution at every frequency, so if the start says nothing,
 * the keys' ranks are those of frequencies drawn at random.
 */
public final class LotteryProbe implements Probe {
  private static final String ONE_CHECKPOINT =
      "the run has one checkpoint: the first is the last, which the keys are from";
  private static final String NO_KEYS = "the run has no key frequencies";
  private static final String NOT_FINITE = "weights of the first checkpoint are not finite";
  private static final double[] QUANTILES = {0.05, 0.5, 0.95};

  private static final Intermediate<RunContext, double[]> NORMS =
      Intermediate.of(run -> norms(run.first()));
  private static final Intermediate<RunContext, Draw> OF = Intermediate.of(LotteryProbe::draw);

  /** Found by the service loader. */
  public LotteryProbe() {}

  @Override
  public String name() {
    return "lottery";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<Measure> measures(RunContext run) {
    String convention =
        String.format(
            Locale.ROOT,
            "keys of the last checkpoint; norm over columns of %s at the first, cosine and sine together; rank 1 = largest of k = 1..floor(p/2)",
            Points.of(run).what());
    String chance =
        convention + "; chance: as many different ranks, every choice as likely as any other";
    List<Measure> measures =
        List.of(
            Measure.constant(
                MeasureSpec.of(
                        "lottery/rank-at-start",
                        "rank of each of keys among all frequencies by norm at the first checkpoint")
                    .convention(convention),
                () -> value(run, draw -> MeasureValue.integers(draw.ranks().toArray()))),
            Measure.constant(
                MeasureSpec.of("lottery/mean-rank", "mean of lottery/rank-at-start")
                    .convention(convention),
                () -> value(run, draw -> MeasureValue.reals(draw.mean(draw.sum())))),
            Measure.constant(
                MeasureSpec.of(
                        "lottery/mean-rank-by-chance",
                        "mean of lottery/mean-rank by chance, then its quantiles 0.05, 0.5 and 0.95")
                    .convention(chance),
                () -> value(run, LotteryProbe::byChance)),
            Measure.constant(
                MeasureSpec.of(
                        "lottery/p-value",
                        "how likely a mean rank as low as lottery/mean-rank is by chance")
                    .convention(chance + "; exact, one-sided"),
                () -> value(run, draw -> MeasureValue.reals(draw.chance().atMost(draw.sum())))));
    return run.forwardAbsence()
        .or(run::residuesAbsence)
        .or(() -> Points.absence(run))
        .or(() -> run.steps().length == 1 ? Optional.of(ONE_CHECKPOINT) : Optional.empty())
        .map(why -> Measure.absent(measures, why))
        .orElse(measures);
  }

  /**
   * Ranks, and what they are compared with.
   *
   * @param ranks of the keys, one or more
   * @param chance the sum of as many ranks, drawn at random
   */
  private record Draw(ImmutableIntArray ranks, RankSums chance) {
    int sum() {
      return ranks.stream().sum();
    }

    double mean(double sum) {
      return sum / ranks.length();
    }
  }

  private static Draw draw(RunContext run) {
    ImmutableIntArray keys = run.get(KeyFrequencies.OF).orElseThrow().frequencies();
    double[] norms = run.get(NORMS);
    return new Draw(
        ImmutableIntArray.copyOf(keys.stream().map(k -> rank(norms, k))),
        new RankSums(norms.length - 1, keys.length()));
  }

  /** Norm of each frequency, {@code [⌊p/2⌋ + 1]}. */
  private static double[] norms(SnapshotAnalysis snapshot) {
    FourierBasis basis = snapshot.run().get(WeightSpectrum.BASIS);
    Points points = Points.of(snapshot.run());
    double[] values = snapshot.get(points.values());
    return basis.amplitudes(
        basis.rowNorms(basis.transform(values, points.columns()), points.columns()), 1);
  }

  static int rank(double[] norms, int k) {
    int rank = 1;
    for (int other = 1; other < norms.length; other++) {
      rank += norms[other] > norms[k] ? 1 : 0;
    }
    return rank;
  }

  private static MeasureValue byChance(Draw draw) {
    double[] values = new double[QUANTILES.length + 1];
    values[0] = draw.mean(draw.chance().mean());
    for (int i = 0; i < QUANTILES.length; i++) {
      values[i + 1] = draw.mean(draw.chance().quantile(QUANTILES[i]));
    }
    return MeasureValue.reals(values);
  }

  private static MeasureValue value(RunContext run, Function<Draw, MeasureValue> of) {
    Optional<KeyFrequencies> keys = run.get(KeyFrequencies.OF);
    if (keys.isEmpty()) {
      return new MeasureValue.None(KeyFrequencies.NOT_FINITE);
    }
    if (keys.get().frequencies().isEmpty()) {
      return new MeasureValue.None(NO_KEYS);
    }
    boolean finite = Arrays.stream(run.get(NORMS)).allMatch(Double::isFinite);
    return finite ? of.apply(run.get(OF)) : new MeasureValue.None(NOT_FINITE);
  }
}
