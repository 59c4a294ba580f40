package periscope.reports.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import periscope.checkpoints.RunHeader;
import periscope.checkpoints.RunWriter;
import periscope.checkpoints.TensorSpec;
import periscope.probes.MeasureFile;
import periscope.probes.ProbePass;

/** Small run files with their measures, made without a trainer. */
public final class RunFiles {
  /** The modulus of all of them. */
  public static final int P = 7;

  /** The number of neurons of all of them. */
  public static final int NEURONS = 5;

  private static final String SPEC =
      """
      {"name": "NAME", "description": "made by a test", "seed": 8,
       "task": {"type": "modular-arithmetic", "modulus": 7, "operation": "add", "pairs": "unordered"},
       "split": {"type": "random", "fraction": 0.5},
       "model": {"type": "pair-mlp", "dModel": 6, "dMlp": 5, "activation": "relu",
                 "embedding": "tied", "hidden": "tied", "collapseHidden": false, "collapseOut": false},
       "optimizer": {"type": "adamw", "learningRate": 1e-3, "weightDecay": 1.0}}
      """;

  private static final String TRANSFORMER =
      """
      {"name": "transformer", "description": "made by a test",
       "task": {"type": "modular-arithmetic", "modulus": 7, "operation": "add", "pairs": "ordered",
                "equalsToken": true},
       "model": {"type": "transformer", "layers": 1, "heads": 2, "dHead": 3, "dModel": 6, "dMlp": 5,
                 "activation": "relu", "attention": "causal", "attentionCoefficient": 1.0,
                 "biases": {"attention": false, "mlp": true, "unembed": false},
                 "outputs": "vocabulary"}}
      """;

  private static final String TWO_LAYERS =
      """
      {"name": "two layers", "description": "made by a test",
       "task": {"type": "modular-arithmetic", "modulus": 7, "operation": "add", "pairs": "ordered"},
       "model": {"type": "transformer", "layers": 2, "heads": 2, "dHead": 3, "dModel": 6, "dMlp": 5,
                 "activation": "relu", "attention": "full", "attentionCoefficient": 0.5,
                 "biases": {"attention": false, "mlp": true, "unembed": false},
                 "outputs": "vocabulary"}}
      """;

  private static final String PARITY =
      """
      {"name": "parity", "description": "made by a test",
       "task": {"type": "sparse-parity", "digits": 6, "relevant": 2, "examples": 20, "seed": 0,
                "encoding": "zero-one", "constantInput": true},
       "model": {"type": "mlp", "hidden": [5], "activation": "relu", "topK": 0, "biases": false,
                 "outputs": "single", "initialisation": {"type": "truncated-normal"}},
       "loss": "binary-cross-entropy"}
      """;

  private static final List<TensorSpec> PAIRS =
      List.of(
          new TensorSpec("embed.W_E", List.of(P, 6)),
          new TensorSpec("blocks.0.mlp.W_in", List.of(6, NEURONS)),
          new TensorSpec("blocks.0.mlp.W_out", List.of(NEURONS, 6)));

  private RunFiles() {}

  /**
   * Writes a run of random weights.
   *
   * @param file the run file
   * @param name its name, which must need no escape in JSON
   * @param steps the checkpoints' steps
   * @param split whether there is one; with it, metrics are logged too
   */
  public static Path write(Path file, String name, List<Long> steps, boolean split)
      throws IOException {
    write(file, SPEC.replace("NAME", name), PAIRS, steps, split, (step, weights) -> {});
    return file;
  }

  /** The same with a split, its weights changed before they are written. */
  static Path writeChanged(
      Path file, String name, List<Long> steps, BiConsumer<Long, List<float[]>> change)
      throws IOException {
    write(file, SPEC.replace("NAME", name), PAIRS, steps, true, change);
    return file;
  }

  private static void write(
      Path file, String spec, List<TensorSpec> parameters, List<Long> steps, boolean split)
      throws IOException {
    write(file, spec, parameters, steps, split, (step, weights) -> {});
  }

  private static void write(
      Path file,
      String spec,
      List<TensorSpec> parameters,
      List<Long> steps,
      boolean split,
      BiConsumer<Long, List<float[]>> change)
      throws IOException {
    RunHeader header =
        new RunHeader(
            spec,
            Map.of("software", "a test"),
            parameters,
            List.of(),
            split ? List.of("loss/train", "accuracy/test", "seconds") : List.of());
    Random random = new Random(7);
    try (RunWriter writer =
        RunWriter.create(file, header, split ? new int[] {0, 3, 4, 9} : new int[0], false)) {
      for (long step : steps) {
        if (split) {
          writer.metrics(step, new double[] {2.0 / (step + 1), step / 100.0, 1});
        }
        List<float[]> weights = new ArrayList<>();
        for (TensorSpec parameter : parameters) {
          float[] values = new float[parameter.size()];
          for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
          }
          weights.add(values);
        }
        change.accept(step, weights);
        writer.checkpoint(step, weights, List.of());
      }
    }
  }

  /** Writes a run of a small transformer with random weights, and with a split. */
  public static Path writeTransformer(Path file, List<Long> steps) throws IOException {
    write(file, TRANSFORMER, transformer(1, P + 1, 3), steps, true);
    return file;
  }

  /** Writes a run of a transformer of two layers, whose inputs are the two numbers alone. */
  public static Path writeTwoLayers(Path file, List<Long> steps) throws IOException {
    write(file, TWO_LAYERS, transformer(2, P, 2), steps, true);
    return file;
  }

  private static List<TensorSpec> transformer(int layers, int tokens, int positions) {
    List<TensorSpec> parameters = new ArrayList<>();
    parameters.add(new TensorSpec("embed.W_E", List.of(tokens, 6)));
    parameters.add(new TensorSpec("pos_embed.W_pos", List.of(positions, 6)));
    for (int layer = 0; layer < layers; layer++) {
      String block = "blocks." + layer + ".";
      for (String name : List.of("attn.W_Q", "attn.W_K", "attn.W_V")) {
        parameters.add(new TensorSpec(block + name, List.of(2, 6, 3)));
      }
      parameters.add(new TensorSpec(block + "attn.W_O", List.of(2, 3, 6)));
      parameters.add(new TensorSpec(block + "mlp.W_in", List.of(6, NEURONS)));
      parameters.add(new TensorSpec(block + "mlp.b_in", List.of(NEURONS)));
      parameters.add(new TensorSpec(block + "mlp.W_out", List.of(NEURONS, 6)));
      parameters.add(new TensorSpec(block + "mlp.b_out", List.of(6)));
    }
    parameters.add(new TensorSpec("unembed.W_U", List.of(6, tokens)));
    return parameters;
  }

  /** Writes a run of a network over six digits, of which two count, and a constant input. */
  public static Path writeParity(Path file, List<Long> steps) throws IOException {
    List<TensorSpec> parameters =
        List.of(
            new TensorSpec("blocks.0.mlp.W_in", List.of(7, NEURONS)),
            new TensorSpec("unembed.W_U", List.of(NEURONS, 1)));
    write(file, PARITY, parameters, steps, true);
    return file;
  }

  /** Measures a run and says where the measures are. */
  public static Path probe(Path run) throws IOException {
    Path measures = MeasureFile.pathFor(run);
    ProbePass.of(ProbePass.installed()).run(run, measures);
    return measures;
  }
}
