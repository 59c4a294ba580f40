package periscope.probes.ablation;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import periscope.models.net.ForwardModel;
import periscope.models.net.Hooks;
import periscope.models.net.Interventions;
import periscope.models.net.Tensor;
import periscope.models.net.TransformerSpec;
import periscope.models.spec.Names;
import periscope.models.spec.SeedStreams;
import periscope.probes.RunContext;
import periscope.probes.SnapshotAnalysis;
import periscope.probes.fourier.FourierBasis;
import periscope.probes.fourier.KeyFrequencies;
import periscope.probes.fourier.NeuronSpectra;
import periscope.probes.fourier.SumDirections;
import periscope.probes.fourier.SumWaves;
import periscope.probes.fourier.WeightSpectrum;
import periscope.probes.geometry.Points;
import periscope.probes.geometry.PrincipalComponents;

/**
 * The changes of a network that there are. Each checks that the run's model has what it changes, or
 * throws an {@link IllegalArgumentException} that says what there is instead.
 */
public final class Ablations {
  /** The activation that {@code embed} stands for: the embeddings of an input's tokens. */
  public static final String EMBED = "hook_embed";

  private Ablations() {}

  /**
   * Fills those neurons of the last layer whose frequency over all pairs is {@code k} at the last
   * checkpoint, see measure {@code neurons/frequency}.
   */
  public static Ablation neuronsOfFrequency(RunContext run, int k, Fill fill) {
    requireForward(run);
    require(run.residuesAbsence().isEmpty(), run.residuesAbsence().orElse(""));
    NeuronSpectra spectra = run.last().get(KeyFrequencies.SPECTRA);
    var chosen = new BitSet();
    var known = new TreeSet<Integer>();
    for (int i = 0; i < spectra.frequency().length; i++) {
      if (spectra.frequency()[i] > 0) {
        known.add((int) spectra.frequency()[i]);
      }
      if (spectra.frequency()[i] == k) {
        chosen.set(i);
      }
    }
    require(
        !chosen.isEmpty(),
        String.format(
            Locale.ROOT,
            "no neuron is of frequency %d at the last checkpoint; there are neurons of %s",
            k,
            known.isEmpty()
                ? "none"
                : known.stream().map(String::valueOf).collect(Collectors.joining(", "))));
    var selection =
        new Selection(
            run.neuronActivation().orElseThrow(),
            (place, shape) -> chosen.get(place % shape.getLast()));
    return new Ablation.Hooked(
        String.format(
            Locale.ROOT,
            "%d of %d neurons, those of frequency %d, %s",
            chosen.cardinality(),
            spectra.frequency().length,
            k,
            fill.text()),
        snapshot -> selection.filled(fill, snapshot));
  }

  /** Fills what a head of attention hands on, {@code blocks.L.attn.hook_z}. */
  public static Ablation head(RunContext run, int layer, int head, Fill fill) {
    require(
        run.modelSpec() instanceof TransformerSpec,
        String.format(
            Locale.ROOT, "a model of type %s has no heads of attention", run.modelSpec().type()));
    var spec = (TransformerSpec) run.modelSpec();
    require(
        layer >= 0 && layer < spec.layers() && head >= 0 && head < spec.heads(),
        String.format(
            Locale.ROOT,
            "there is no head %d.%d: layers are 0 to %d, heads 0 to %d",
            layer,
            head,
            spec.layers() - 1,
            spec.heads() - 1));
    var selection =
        new Selection(
            "blocks." + layer + ".attn.hook_z",
            (place, shape) -> place / shape.getLast() % shape.get(shape.size() - 2) == head);
    return new Ablation.Hooked(
        String.format(Locale.ROOT, "head %d.%d %s", layer, head, fill.text()),
        snapshot -> selection.filled(fill, snapshot));
  }

  /** Fills all of an activation. */
  public static Ablation activation(RunContext run, String name, Fill fill) {
    List<String> known = requireForward(run).activations();
    require(
        known.contains(name),
        String.format(
            Locale.ROOT,
            "there is no activation %s; %s",
            name,
            Names.suggest(name, new TreeSet<>(known))));
    var selection = Selection.all(name);
    return new Ablation.Hooked(
        name + " " + fill.text(), snapshot -> selection.filled(fill, snapshot));
  }

  /**
   * Takes from the logits their projections on the cosine and sine of {@code k} over the answer, as
   * measure {@code excluded/per-key/train} does (Nanda et al. 2023).
   */
  public static Ablation frequency(RunContext run, int k) {
    require(SumDirections.absence(run).isEmpty(), SumDirections.absence(run).orElse(""));
    requireFrequency(run, k);
    return new Ablation.OfLogits(
        String.format(Locale.ROOT, "frequency %d taken out of the logits", k),
        snapshot -> withoutFrequency(snapshot, k));
  }

  private static Tensor withoutFrequency(SnapshotAnalysis snapshot, int k) {
    int p = snapshot.run().modulus();
    int[] answers = snapshot.run().get(SumDirections.ANSWERS);
    double[] table = snapshot.get(SumWaves.LOGITS).projection(ImmutableIntArray.of(k));
    Tensor logits = snapshot.logits();
    double[] changed = logits.values().clone();
    for (int i = 0; i < changed.length; i++) {
      changed[i] -= table[answers[i / p] * p + i % p];
    }
    return new Tensor(logits.shape(), changed);
  }

  /**
   * Takes a frequency over residues out of the embedding matrix; where the unembedding is tied to
   * it, out of that too.
   */
  public static Ablation embeddingFrequency(RunContext run, int k) {
    requireForward(run);
    require(run.residuesAbsence().isEmpty(), run.residuesAbsence().orElse(""));
    requireFrequency(run, k);
    List<String> embeddings =
        run.model().parameters().stream()
            .map(spec -> spec.name())
            .filter(name -> name.matches("embed(_[ab])?\\.W_E"))
            .toList();
    require(
        !embeddings.isEmpty(), "the model has no embedding: it is collapsed into the hidden layer");
    FourierBasis basis = run.get(WeightSpectrum.BASIS);
    Hooks hooks =
        embeddings.stream()
            .map(name -> Interventions.map(name, matrix -> withoutFrequency(basis, matrix, k)))
            .reduce(Hooks::andThen)
            .orElseThrow();
    return new Ablation.Hooked(
        String.format(Locale.ROOT, "frequency %d taken out of the embedding", k),
        snapshot -> hooks);
  }

  /** The first p rows without their parts along the cosine and sine of k. */
  private static Tensor withoutFrequency(FourierBasis basis, Tensor matrix, int k) {
    int p = basis.modulus();
    int width = matrix.dim(1);
    double[] values = matrix.values().clone();
    int rows = basis.hasSine(k) ? 2 : 1;
    for (int f = FourierBasis.cosineRow(k); f < FourierBasis.cosineRow(k) + rows; f++) {
      for (int i = 0; i < width; i++) {
        double along = 0;
        for (int t = 0; t < p; t++) {
          along += basis.at(f, t) * matrix.values()[t * width + i];
        }
        for (int t = 0; t < p; t++) {
          values[t * width + i] -= along * basis.at(f, t);
        }
      }
    }
    return new Tensor(matrix.shape(), values);
  }

  /**
   * Takes a direction out of an activation at every position, x − (x·d)d/|d|².
   *
   * @param at the activation
   * @param name how a sentence calls the direction
   * @param direction one value for each of the activation's columns; any length but 0
   */
  public static Ablation withoutDirection(
      RunContext run, String at, String name, double[] direction) {
    requireDirection(run, at, direction);
    Hooks hooks = Interventions.projectOut(at, direction);
    return new Ablation.Hooked(
        String.format(Locale.ROOT, "%s taken out of %s", name, at), snapshot -> hooks);
  }

  /**
   * Adds a multiple of a direction to an activation at every position, x + amount · d.
   *
   * @param at the activation
   * @param name how a sentence calls the direction
   * @param direction one value for each of the activation's columns
   * @param amount what it is multiplied by
   */
  public static Ablation addedDirection(
      RunContext run, String at, String name, double[] direction, double amount) {
    requireDirection(run, at, direction);
    double[] added = Arrays.stream(direction).map(value -> amount * value).toArray();
    Hooks hooks = Interventions.add(at, added);
    return new Ablation.Hooked(
        String.format(Locale.ROOT, "%s times %s added to %s", amount, name, at), snapshot -> hooks);
  }

  /** A principal component of the embedding at the last checkpoint, of length 1; 1 is the first. */
  public static double[] principalComponent(RunContext run, int number) {
    Points points = Points.of(run);
    require(
        Points.absence(run).isEmpty() && points.columns() > 0,
        Points.absence(run).orElse("the model has no embedding"));
    int count = PrincipalComponents.count(points.rows(), points.columns());
    require(
        number >= 1 && number <= count,
        String.format(
            Locale.ROOT, "there is no principal component %d: there are 1 to %d", number, count));
    var components =
        PrincipalComponents.of(
            PrincipalComponents.centred(
                run.last().get(points.values()), points.rows(), points.columns()),
            points.rows(),
            points.columns());
    return IntStream.range(0, points.columns())
        .mapToDouble(i -> components.axis(number - 1, i))
        .toArray();
  }

  /**
   * Random directions of the same length, for comparison: of independent normal numbers, so that
   * all directions are alike.
   *
   * @param direction what they are as long as
   * @param count how many
   * @param seed the same seed gives the same directions
   */
  public static List<double[]> randomDirections(double[] direction, int count, long seed) {
    UniformRandomProvider random = new SeedStreams(seed).stream("control");
    var normal = ZigguratSampler.NormalizedGaussian.of(random);
    double length = length(direction);
    var directions = new ArrayList<double[]>();
    for (int i = 0; i < count; i++) {
      double[] one = normal.samples(direction.length).toArray();
      double scale = length / length(one);
      directions.add(Arrays.stream(one).map(value -> value * scale).toArray());
    }
    return directions;
  }

  private static double length(double[] vector) {
    return Math.sqrt(Arrays.stream(vector).map(value -> value * value).sum());
  }

  private static ForwardModel requireForward(RunContext run) {
    return run.forwardModel()
        .orElseThrow(() -> new IllegalArgumentException(run.forwardAbsence().orElse("")));
  }

  private static void requireFrequency(RunContext run, int k) {
    require(
        k >= 1 && k <= run.modulus() / 2,
        String.format(
            Locale.ROOT,
            "there is no frequency %d of %d residues: frequencies are 1 to %d",
            k,
            run.modulus(),
            run.modulus() / 2));
  }

  private static void requireDirection(RunContext run, String at, double[] direction) {
    List<String> known = requireForward(run).activations();
    require(
        known.contains(at),
        String.format(
            Locale.ROOT,
            "there is no activation %s; %s",
            at,
            Names.suggest(at, new TreeSet<>(known))));
    int width = run.last().meanOverInputs(at).shape().getLast();
    require(
        direction.length == width,
        String.format(
            Locale.ROOT,
            "the direction has %d values, expected %d as %s has columns",
            direction.length,
            width,
            at));
    double length = length(direction);
    require(
        length > 0 && length < Double.POSITIVE_INFINITY,
        String.format(
            Locale.ROOT, "the direction has length %s, expected a positive number", length));
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
