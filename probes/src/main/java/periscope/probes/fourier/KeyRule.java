package periscope.probes.fourier;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import periscope.probes.Intermediate;
import periscope.probes.Measure;
import periscope.probes.MeasureSpec;
import periscope.probes.MeasureValue;
import periscope.probes.RunContext;

/** The key frequencies of a run by one of the published rules, at its last snapshot. */
public final class KeyRule {
  /** An embedding's frequency is a key if its norm is above this share of the largest. */
  public static final double EMBEDDING_SHARE = 0.25;

  /** A cosine cube's frequency is a key if its cosine to the logits is above this. */
  public static final double LOGIT_COSINE = 0.005;

  /** Those with a neuron of their own: Nanda et al. 2023. For runs with neurons over residues. */
  public static final Intermediate<RunContext, KeyRule> NEURONS =
      Intermediate.of(
          run ->
              new KeyRule(
                  "neuron share above 0.85",
                  run.get(KeyFrequencies.OF).map(KeyFrequencies::frequencies)));

  /** Those that the embedding is large at. For runs with an embedding of residues. */
  public static final Intermediate<RunContext, KeyRule> EMBEDDING =
      Intermediate.of(
          run ->
              new KeyRule(
                  "embedding norm above 1/4 of the largest",
                  ofEmbedding(run.last().get(WeightSpectrum.EMBEDDING).frequencyNorms())));

  /**
   * Those whose cosine cube the logits have: Chughtai et al. 2023. For runs with {@link
   * SumDirections}.
   */
  public static final Intermediate<RunContext, KeyRule> LOGITS =
      Intermediate.of(
          run -> new KeyRule("logit cosine above 0.005", ofLogits(run.last().get(CosineCubes.OF))));

  private final String rule;
  private final Optional<ImmutableIntArray> frequencies;

  private KeyRule(String rule, Optional<ImmutableIntArray> frequencies) {
    this.rule = rule;
    this.frequencies = frequencies;
  }

  /** Norms from frequency 0 on, {@code [p/2 + 1]}; the constant is no key and is not compared. */
  private static Optional<ImmutableIntArray> ofEmbedding(double[] norms) {
    double largest = Arrays.stream(norms).skip(1).reduce(0, Math::max);
    if (!Double.isFinite(largest)) {
      return Optional.empty();
    }
    return Optional.of(
        ImmutableIntArray.copyOf(
            IntStream.range(1, norms.length).filter(k -> norms[k] > EMBEDDING_SHARE * largest)));
  }

  private static Optional<ImmutableIntArray> ofLogits(CosineCubes cubes) {
    if (!cubes.isFinite()) {
      return Optional.empty();
    }
    double[] cosines = cubes.cosines(true);
    return Optional.of(
        ImmutableIntArray.copyOf(
            IntStream.rangeClosed(1, cosines.length).filter(k -> cosines[k - 1] > LOGIT_COSINE)));
  }

  /** The keys, rising. */
  public ImmutableIntArray frequencies() {
    return frequencies.orElse(ImmutableIntArray.of());
  }

  /** Why there are no keys; empty if there is one or more. */
  public Optional<String> absence() {
    if (frequencies.isEmpty()) {
      return Optional.of(KeyFrequencies.NOT_FINITE);
    }
    return frequencies.get().isEmpty()
        ? Optional.of("there are no key frequencies by the rule " + text())
        : Optional.empty();
  }

  /** The rule and when it is applied. */
  private String text() {
    return rule + " at the last checkpoint";
  }

  /** The frequencies and the rule, for a measure's convention. */
  private String convention() {
    return frequencies().stream()
        .mapToObj(String::valueOf)
        .collect(Collectors.joining(", ", "keys ", " by the rule " + text()));
  }

  /**
   * A measure that is over the keys of a rule: absent for a reason of its own, or if there are no
   * keys. The last snapshot is asked for them here, since they decide the shape of some measures.
   *
   * @param otherwise why the measure is absent whatever the keys; {@code rule} is not asked then
   * @param spec to whose convention the keys and their rule are added
   * @param measure the measure over these keys, one or more, which is what the specification says;
   *     it depends on the last snapshot
   */
  public static Measure measure(
      RunContext run,
      Optional<String> otherwise,
      Intermediate<RunContext, KeyRule> rule,
      MeasureSpec spec,
      BiFunction<ImmutableIntArray, MeasureSpec, Measure> measure) {
    if (otherwise.isPresent()) {
      return Measure.absent(spec, otherwise.get());
    }
    KeyRule keys = run.get(rule);
    if (keys.absence().isPresent()) {
      return Measure.absent(spec, keys.absence().get());
    }
    String convention =
        Stream.of(spec.convention(), keys.convention())
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining("; "));
    return measure.apply(keys.frequencies(), spec.convention(convention));
  }

  /** The keys as a list, none being one too. */
  public MeasureValue value() {
    return frequencies
        .<MeasureValue>map(MeasureValue.Integers::new)
        .orElseGet(() -> new MeasureValue.None(KeyFrequencies.NOT_FINITE));
  }
}
