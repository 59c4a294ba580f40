package periscope.models.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import periscope.models.task.Task;

/**
 * The first positions of a causal transformer's examples: what stands there follows from the tokens
 * up to it, and few examples differ in these. All p² of {@code a + b =} have p first tokens and p
 * pairs of the first two.
 *
 * <p>Each stream is computed once for each beginning and looked up for the examples; see {@link
 * PrefixedResidual}.
 */
final class SharedPrefixes {
  private static final int FEWER = 4; // times as many examples as beginnings, to be worth it

  private final int positions;
  private final int[] beginnings; // [examples]: which one an example has
  private final List<Stream> streams; // by layer, from the second on

  private SharedPrefixes(int positions, int[] beginnings, List<Stream> streams) {
    this.positions = positions;
    this.beginnings = beginnings;
    this.streams = streams;
  }

  /**
   * Of a model of which these hooks see parameters, logits and what follows from the last position
   * of the last layer, and nothing else.
   *
   * @param record a forward pass over some examples, of which {@code hook_resid_pre} of every layer
   *     but the first is kept
   */
  static Optional<SharedPrefixes> of(
      TransformerSpec spec, HookedPass hooks, Task examples, Function<Task, Recorder> record) {
    if (spec.layers() == 1
        || spec.attention() != TransformerSpec.Attention.CAUSAL
        || seesOtherPositions(spec, hooks)) {
      return Optional.empty();
    }
    int[] beginnings = new int[examples.size()];
    int positions = longest(examples, beginnings);
    if (positions == 0) {
      return Optional.empty();
    }
    int count = Arrays.stream(beginnings).max().orElseThrow() + 1;
    int[] first = new int[count]; // an example of each
    for (int i = beginnings.length - 1; i >= 0; i--) {
      first[beginnings[i]] = i;
    }
    Recorder recorded = record.apply(examples.select(first));
    List<Stream> streams =
        IntStream.range(1, spec.layers())
            .mapToObj(layer -> recorded.get(TransformerLayout.block(layer, "hook_resid_pre")))
            .map(stream -> Stream.of(stream, positions))
            .toList();
    return Optional.of(new SharedPrefixes(positions, beginnings, streams));
  }

  private static boolean seesOtherPositions(TransformerSpec spec, HookedPass hooks) {
    List<String> others = new ArrayList<>(TransformerLayout.activations(spec));
    List<String> last = TransformerLayout.byQuery(spec, spec.layers() - 1);
    others.removeAll(last);
    others.remove(TransformerLayout.LOGITS);
    return hooks.seesAny(others) || hooks.seesAllPositionsOfAny(last);
  }

  /**
   * How many positions have few beginnings.
   *
   * @param beginnings becomes the number of each example's, in the order in which they appear
   */
  private static int longest(Task examples, int[] beginnings) {
    int[] tokens = examples.inputs();
    int arity = examples.arity();
    int[] longer = new int[beginnings.length];
    for (int position = 0; position < arity - 1; position++) {
      Map<Long, Integer> known = new HashMap<>();
      for (int i = 0; i < longer.length; i++) {
        long with = (long) beginnings[i] * examples.vocabulary() + tokens[i * arity + position];
        longer[i] = known.computeIfAbsent(with, unknown -> known.size());
      }
      if (known.size() > longer.length / FEWER) {
        return position;
      }
      System.arraycopy(longer, 0, beginnings, 0, longer.length);
    }
    return arity - 1;
  }

  /** How many positions are looked up. */
  int positions() {
    return positions;
  }

  /**
   * A layer's stream for some examples.
   *
   * @param layer not the first
   * @param rest of the other positions
   * @param from the first example
   */
  PrefixedResidual residual(int layer, DenseResidual rest, int from) {
    return new PrefixedResidual(streams.get(layer - 1), rest, beginnings, from);
  }

  /** A layer's stream of all beginnings. */
  static final class Stream {
    private final int positions;
    private final int width;
    private final double[] values; // [beginnings][positions][width]
    private final Map<Linear, double[]> maps = new ConcurrentHashMap<>();
    private final Map<Norm, Stream> norms = new ConcurrentHashMap<>();

    private Stream(int positions, int width, double[] values) {
      this.positions = positions;
      this.width = width;
      this.values = values;
    }

    /** The first positions of a whole stream, {@code [beginnings][all positions][width]}. */
    private static Stream of(Tensor whole, int positions) {
      int width = whole.dim(2);
      int each = positions * width;
      double[] values = new double[whole.dim(0) * each];
      for (int i = 0; i < whole.dim(0); i++) {
        System.arraycopy(whole.values(), i * whole.dim(1) * width, values, i * each, each);
      }
      return new Stream(positions, width, values);
    }

    int positions() {
      return positions;
    }

    int width() {
      return width;
    }

    /** {@code [beginnings][positions][width]}; not a copy. */
    double[] values() {
      return values;
    }

    /** {@code [beginnings][positions][linear.out()]}. */
    double[] of(Linear linear) {
      return maps.computeIfAbsent(linear, map -> map.apply(values, values.length / width));
    }

    /** What a norm makes of it. */
    Stream normalised(Norm norm) {
      Tensor x = new Tensor(List.of(values.length / width, width), values);
      return norms.computeIfAbsent(
          norm, n -> new Stream(positions, width, n.normalised(x, n.scale(x)).values()));
    }
  }
}
