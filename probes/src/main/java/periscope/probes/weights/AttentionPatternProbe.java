package periscope.probes.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import periscope.models.net.Interventions;
import periscope.models.net.Tensor;
import periscope.models.net.TransformerSpec;
import periscope.probes.Measure;
import periscope.probes.MeasureSpec;
import periscope.probes.Probe;
import periscope.probes.RunContext;
import periscope.probes.Sampled;
import periscope.probes.SnapshotAnalysis;

/**
 * How the last position of each layer spreads its attention, for all ordered pairs: what {@link
 * AttentionProbe} does with a few numbers in the first layer where the last token is always the
 * same, and what no few numbers do elsewhere. As these are p² numbers for each head and position,
 * they are {@linkplain Sampled taken at some checkpoints}.
 */
public final class AttentionPatternProbe implements Probe {
  private static final String FAMILY = "attention/pattern";
  private static final String IN_SCORES =
      "attention/scores has what makes the first layer's attention for every pair";
  private static final String NO_PAIRS = "its inputs are not all ordered pairs of operands";

  /** Values of one layer over all checkpoints that are taken. */
  private static final int MOST_VALUES = 2_000_000;

  private static final int MOST_CHECKPOINTS = 33;

  /** Found by the service loader. */
  public AttentionPatternProbe() {}

  @Override
  public String name() {
    return "attention-pattern";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<Measure> measures(RunContext run) {
    var measures = new ArrayList<Measure>();
    Optional<String> absence = AttentionProbe.modelAbsence(run).or(() -> pairsAbsence(run));
    if (absence.isPresent() || !(run.modelSpec() instanceof TransformerSpec model)) {
      return List.of(
          Measure.absent(spec(0), absence.orElse(AttentionProbe.NO_ATTENTION)),
          Measure.absent(steps(), absence.orElse(AttentionProbe.NO_ATTENTION)));
    }
    int p = run.modulus();
    List<Integer> shape = List.of(model.heads(), run.task().arity(), p, p);
    int[] positions =
        Sampled.positions(
            run.steps().length,
            Math.min(MOST_CHECKPOINTS, MOST_VALUES / (shape.get(0) * shape.get(1) * p * p)));
    for (int layer = 0; layer < model.layers(); layer++) {
      int which = layer;
      measures.add(
          layer == 0 && AttentionProbe.hasFixedQuery(run.task())
              ? Measure.absent(spec(layer), IN_SCORES)
              : Measure.constant(
                  spec(layer)
                      .convention(
                          "[checkpoint][head][position][a][b], over all ordered pairs (a, b); after softmax and the attention coefficient; the checkpoints are those of "
                              + FAMILY
                              + Sampled.STEPS),
                  () -> Sampled.values(run, positions, shape, at -> patterns(at, which, shape))));
    }
    boolean any = model.layers() > 1 || !AttentionProbe.hasFixedQuery(run.task());
    measures.add(
        any
            ? Measure.constant(steps(), () -> Sampled.steps(run, positions))
            : Measure.absent(steps(), IN_SCORES));
    return measures;
  }

  private static MeasureSpec spec(int layer) {
    return MeasureSpec.of(
        FAMILY + "/" + layer,
        String.format(
            Locale.ROOT,
            "attention of the last position of layer %d to every position, at some checkpoints",
            layer));
  }

  private static MeasureSpec steps() {
    return MeasureSpec.of(
            FAMILY + Sampled.STEPS, "checkpoints of the run at which " + FAMILY + " is taken")
        .units("steps");
  }

  private static Optional<String> pairsAbsence(RunContext run) {
    long p = run.modulus();
    return p > 0 && run.inputExamples().length == p * p ? Optional.empty() : Optional.of(NO_PAIRS);
  }

  /** {@code [heads][positions][pairs]}. */
  private static double[] patterns(SnapshotAnalysis snapshot, int layer, List<Integer> shape) {
    var seen = new LastQuery(shape);
    snapshot.observe(
        Interventions.mapWhatReachesTheLogits(
            "blocks." + layer + ".attn.hook_pattern", seen::take));
    return seen.patterns;
  }

  /** Keeps the last query's row of patterns {@code [n][heads][queries][positions]}. */
  private static final class LastQuery {
    private final double[] patterns; // [heads][positions][pairs]
    private final int pairs;
    private int next;

    LastQuery(List<Integer> shape) {
      pairs = shape.get(2) * shape.get(3);
      patterns = new double[shape.get(0) * shape.get(1) * pairs];
      Arrays.fill(patterns, Double.NaN);
    }

    Tensor take(Tensor value) {
      int heads = value.dim(1);
      int queries = value.dim(2);
      int positions = value.dim(3);
      for (int i = 0; i < value.dim(0); i++) {
        for (int place = 0; place < heads * positions; place++) {
          int row = (i * heads + place / positions) * queries + queries - 1;
          patterns[place * pairs + next + i] = value.values()[row * positions + place % positions];
        }
      }
      next += value.dim(0);
      return value;
    }
  }
}
