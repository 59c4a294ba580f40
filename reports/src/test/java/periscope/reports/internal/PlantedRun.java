package periscope.reports.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * A made-up run that looks as a grokking one does: noise grows while it memorises, then planted
 * waves take over. Everything in it follows from the waves, so that a page's numbers can be
 * predicted.
 */
public final class PlantedRun {
  /** The modulus. */
  public static final int P = 67;

  private static final int[] FREQUENCIES = {4, 8, 14, 23};
  private static final int[] SIZES = {6, 5, 7, 6};
  private static final int STEP = 500;

  private static final double[][] BASIS = basis(); // [P][P]
  private static final ReportData USUAL = named("pair-mod67 seed 3", 101);

  private final int checkpoints;
  private final int neurons = Arrays.stream(SIZES).sum();
  private final int[] frequency = new int[neurons]; // [neurons]
  private final double[] phase = new double[neurons]; // [neurons]
  private final Random random = new Random(67);
  private final double[] inputNoise; // [P * neurons]
  private final double[] outputNoise; // [neurons * P]

  private PlantedRun(int checkpoints) {
    this.checkpoints = checkpoints;
    int[] shuffled = IntStream.range(0, neurons).map(i -> (i * 7 + 3) % neurons).toArray();
    int next = 0;
    for (int g = 0; g < FREQUENCIES.length; g++) {
      for (int i = 0; i < SIZES[g]; i++) {
        int neuron = shuffled[next++];
        frequency[neuron] = FREQUENCIES[g];
        phase[neuron] = 2 * Math.PI * (i + 0.15 * random.nextGaussian()) / SIZES[g] + g;
      }
    }
    inputNoise = gaussians(P * neurons);
    outputNoise = gaussians(neurons * P);
  }

  /** The run with a name and a number of checkpoints, 500 steps apart. */
  public static ReportData named(String name, int checkpoints) {
    return new PlantedRun(checkpoints).data(name);
  }

  /** The usual run: 101 checkpoints of 24 neurons. */
  public static ReportData usual() {
    return USUAL;
  }

  private ReportData data(String name) {
    double[] steps = IntStream.range(0, checkpoints).mapToDouble(i -> (double) i * STEP).toArray();
    int dense = checkpoints == 1 ? 0 : (checkpoints - 1) * 20 + 1;
    double[] metricSteps = IntStream.range(0, dense).mapToDouble(i -> i * 25.0).toArray();
    List<Series> series = new ArrayList<>();
    scalar(series, steps, metricSteps, "loss/train", PlantedRun::trainLoss);
    scalar(series, steps, metricSteps, "loss/test", PlantedRun::testLoss);
    scalar(series, steps, metricSteps, "accuracy/train", s -> fraction(s / 400.0, 911));
    scalar(
        series, steps, metricSteps, "accuracy/test", s -> fraction(circuit(s, 38800, 700), 1367));
    onlyCheckpoints(series, steps, "weights/sum-of-squares", s -> 560 + 290 * memory(s) + 100);
    onlyCheckpoints(series, steps, "weights/sum-of-squares/embed.W_E", s -> 300 + 190 * memory(s));
    onlyCheckpoints(
        series, steps, "weights/sum-of-squares/blocks.0.mlp.W_in", s -> 190 + 60 * memory(s));
    onlyCheckpoints(
        series, steps, "weights/sum-of-squares/blocks.0.mlp.W_out", s -> 170 + 40 * memory(s));
    onlyCheckpoints(series, steps, "gini/W_E", s -> 0.12 + 0.62 * circuit(s, 33000, 4000));
    onlyCheckpoints(series, steps, "gini/W_input", s -> 0.15 + 0.66 * circuit(s, 31000, 4000));
    onlyCheckpoints(series, steps, "gini/W_output", s -> 0.11 + 0.58 * circuit(s, 34500, 4000));
    weights(series, steps);
    double[] axes = pca(series, steps);
    Map<String, double[]> constants = new LinkedHashMap<>();
    double[] strength = Arrays.stream(steps).map(s -> circuit(s, 32000, 4500)).toArray();
    PlantedGeometry.add(series, constants, strength, axes);
    constants.put("keys", Arrays.stream(FREQUENCIES).asDoubleStream().toArray());
    constants.put("neurons/order", order());
    constants.put("neurons/final-frequency", Arrays.stream(frequency).asDoubleStream().toArray());
    constants.put("neurons/final-phase", phase.clone());
    List<Event> events =
        checkpoints < 101
            ? List.of(
                new Event.NotReached("events/memorised", "too few checkpoints"),
                new Event.NotReached("events/generalised", "too few checkpoints"))
            : List.of(
                new Event.Reached("events/memorised", 400),
                new Event.Reached("events/half", 38800),
                new Event.Reached("events/generalised", 42025));
    return new ReportData(
        name,
        "A made-up run with four planted frequencies.",
        List.of(),
        List.of(
            new Fact("task", "(a + b) mod 67"),
            new Fact("neurons", "24 ReLU"),
            new Fact("train", "40 % of 2,278 pairs"),
            new Fact("weight decay", "1"),
            new Fact("seed", "3")),
        """
        {
          "task" : { "type" : "modular-arithmetic", "modulus" : 67, "operation" : "add" },
          "model" : { "type" : "pair-mlp", "activation" : "relu" }
        }""",
        new LinkedHashMap<>(Map.of("software", "Periscope 0.1.0", "jdk", "25.0.1")),
        Arrays.stream(steps).mapToLong(s -> (long) s).boxed().toList(),
        Arrays.stream(metricSteps).mapToLong(s -> (long) s).boxed().toList(),
        series,
        constants,
        events,
        checkpoints == 1 ? Map.of("pca/final-axes", "the planted reason") : Map.of(),
        Background.NONE);
  }

  private void scalar(
      List<Series> series, double[] steps, double[] metricSteps, String id, DoubleUnaryOperator f) {
    onlyCheckpoints(series, steps, id, f);
    if (metricSteps.length > 0) {
      double[] values = Arrays.stream(metricSteps).map(f).toArray();
      series.add(Series.of(id, Series.Axis.METRICS, List.of(), values));
    }
  }

  private static void onlyCheckpoints(
      List<Series> series, double[] steps, String id, DoubleUnaryOperator f) {
    double[] values = Arrays.stream(steps).map(f).toArray();
    series.add(Series.of(id, Series.Axis.CHECKPOINTS, List.of(), values));
  }

  private void weights(List<Series> series, double[] steps) {
    int h = neurons;
    int n = steps.length;
    double[] input = new double[n * P * h]; // [n][P][h]
    double[] output = new double[n * h * P]; // [n][h][P]
    double[] inputPlane = new double[n * h * 2]; // [n][h][2]
    double[] outputPlane = new double[n * h * 2]; // [n][h][2]
    double[] inputNorm = new double[n * P]; // [n][P]
    double[] outputNorm = new double[n * P]; // [n][P]
    for (int i = 0; i < n; i++) {
      double wave = 2.6 * circuit(steps[i], 30000, 4500);
      double noise = 0.25 + 1.6 * memory(steps[i]);
      for (int t = 0; t < P; t++) {
        for (int j = 0; j < h; j++) {
          double angle = 2 * Math.PI * frequency[j] * t / P;
          input[(i * P + t) * h + j] =
              wave * Math.cos(angle - phase[j]) + 0.4 + noise * inputNoise[t * h + j];
          output[(i * h + j) * P + t] =
              1.7 * wave * Math.cos(angle - 2 * phase[j]) + noise * outputNoise[j * P + t];
        }
      }
      for (int j = 0; j < h; j++) {
        for (int f = 0; f < P; f++) {
          double in = 0;
          double out = 0;
          for (int t = 0; t < P; t++) {
            in += BASIS[f][t] * input[(i * P + t) * h + j];
            out += BASIS[f][t] * output[(i * h + j) * P + t];
          }
          inputNorm[i * P + f] += in * in;
          outputNorm[i * P + f] += out * out;
          int part = f - (2 * frequency[j] - 1);
          if (part == 0 || part == 1) {
            inputPlane[(i * h + j) * 2 + part] = in;
            outputPlane[(i * h + j) * 2 + part] = out;
          }
        }
      }
    }
    Arrays.setAll(inputNorm, i -> Math.sqrt(inputNorm[i]));
    Arrays.setAll(outputNorm, i -> Math.sqrt(outputNorm[i]));
    add(series, "W_input", List.of(P, h), input);
    add(series, "W_output", List.of(h, P), output);
    add(series, "W_input/final-plane", List.of(h, 2), inputPlane);
    add(series, "W_output/final-plane", List.of(h, 2), outputPlane);
    add(series, "W_input/fourier-norm", List.of(P), inputNorm);
    add(series, "W_output/fourier-norm", List.of(P), outputNorm);
  }

  /** The points on the final axes; none of a run of one checkpoint. */
  private double[] pca(List<Series> series, double[] steps) {
    if (steps.length == 1) {
      return new double[0];
    }
    double[] noise = gaussians(P * 4); // [P][4]
    double[] axes = new double[steps.length * P * 4]; // [n][P][4]
    double[] explained = new double[steps.length * 4]; // [n][4]
    for (int i = 0; i < steps.length; i++) {
      double wave = 1.4 * circuit(steps[i], 31000, 4500);
      double rest = 0.08 + 0.5 * memory(steps[i]);
      for (int t = 0; t < P; t++) {
        for (int axis = 0; axis < 4; axis++) {
          int k = axis < 2 ? 8 : 14;
          double angle = 2 * Math.PI * k * t / P - (axis % 2) * Math.PI / 2 + 0.4;
          axes[(i * P + t) * 4 + axis] =
              wave * (axis < 2 ? 1 : 0.8) * Math.cos(angle) + rest * noise[t * 4 + axis];
        }
      }
      for (int axis = 0; axis < 4; axis++) {
        explained[i * 4 + axis] = 0.02 + (axis < 2 ? 0.2 : 0.13) * circuit(steps[i], 31000, 4500);
      }
    }
    add(series, "pca/final-axes", List.of(P, 4), axes);
    add(series, "pca/final-axes/explained", List.of(4), explained);
    return axes;
  }

  private static void add(List<Series> series, String id, List<Integer> shape, double[] values) {
    series.add(Series.of(id, Series.Axis.CHECKPOINTS, shape, values));
  }

  private double[] order() {
    return IntStream.range(0, neurons)
        .boxed()
        .sorted(
            (a, b) ->
                frequency[a] != frequency[b]
                    ? Integer.compare(frequency[a], frequency[b])
                    : Double.compare(phase[a], phase[b]))
        .mapToDouble(i -> i)
        .toArray();
  }

  private double[] gaussians(int n) {
    double[] values = new double[n];
    Arrays.setAll(values, i -> random.nextGaussian());
    return values;
  }

  private static double[][] basis() {
    double[][] rows = new double[P][P];
    Arrays.fill(rows[0], 1 / Math.sqrt(P));
    for (int f = 1; f < P; f++) {
      int k = (f + 1) / 2;
      for (int t = 0; t < P; t++) {
        double angle = 2 * Math.PI * k * t / P;
        rows[f][t] = Math.sqrt(2.0 / P) * (f % 2 == 1 ? Math.cos(angle) : Math.sin(angle));
      }
    }
    return rows;
  }

  /** From 0 to 1 around a step. */
  private static double circuit(double step, double middle, double width) {
    return 1 / (1 + Math.exp(-(step - middle) / width));
  }

  /** How much is memorised: rises at once, falls while the circuit forms. */
  private static double memory(double step) {
    return (1 - Math.exp(-step / 600)) * Math.exp(-step / 24000) * (1 - circuit(step, 38000, 1500));
  }

  private static double trainLoss(double step) {
    double memorised = 4.2 * Math.exp(-step / 130) + 7e-5;
    double bump = 4e-3 * Math.exp(-Math.pow((step - 38500) / 1500, 2));
    return (memorised + bump) * (1 + 0.15 * Math.sin(step / 310) * Math.sin(step / 47));
  }

  private static double testLoss(double step) {
    double peak = 4.2 + 98 * (1 - Math.exp(-step / 500)) * Math.exp(-step / 21000);
    double solved = circuit(step, 39200, 420);
    return Math.exp((1 - solved) * Math.log(peak) + solved * Math.log(2e-4))
        * (1 + 0.08 * Math.sin(step / 520));
  }

  private static double fraction(double share, int of) {
    return (double) Math.round(Math.clamp(share, 0.01, 1) * of) / of;
  }
}
