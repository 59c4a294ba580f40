package periscope.reports.internal.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import periscope.checkpoints.RunHeader;
import periscope.checkpoints.RunWriter;
import periscope.checkpoints.TensorSpec;
import periscope.probes.MeasureFile;
import periscope.probes.ProbePass;

/** Run files of small networks that learnt nothing, with losses and accuracies as if they had. */
public final class StudyFiles {
  /** The ids of the metrics. */
  static final List<String> METRICS =
      List.of("loss/train", "loss/test", "accuracy/train", "accuracy/test");

  private static final List<TensorSpec> PARAMETERS =
      List.of(
          new TensorSpec("embed.W_E", List.of(7, 6)),
          new TensorSpec("blocks.0.mlp.W_in", List.of(6, 5)),
          new TensorSpec("blocks.0.mlp.W_out", List.of(5, 6)));

  private static final String SPEC =
      """
      {"name": "NAME", "seed": SEED,
       "task": {"type": "modular-arithmetic", "modulus": 7, "operation": "add", "pairs": "unordered"},
       "split": {"type": "random", "fraction": 0.5},
       "model": {"type": "pair-mlp", "dModel": 6, "dMlp": 5, "activation": "relu",
                 "embedding": "tied", "hidden": "tied", "collapseHidden": false, "collapseOut": false},
       "optimizer": {"type": "adamw", "learningRate": 1e-3, "weightDecay": DECAY}}
      """;

  private StudyFiles() {}

  /**
   * A run to write.
   *
   * @param name its name, as it stands in a JSON string
   * @param seed its seed
   * @param weightDecay of its optimizer, as JSON
   * @param generalised step at which test accuracy passes 0.99; never if negative
   * @param logged how many steps are logged, 10 apart
   * @param checkpoints how many there are, the last at the last logged step
   */
  public record Plan(
      String name, long seed, String weightDecay, long generalised, int logged, int checkpoints) {}

  /** Writes a run and measures it. */
  public static Path write(Path file, Plan plan) throws IOException {
    RunHeader header =
        new RunHeader(spec(plan), Map.of("software", "a test"), PARAMETERS, List.of(), METRICS);
    Random random = new Random(plan.seed);
    long last = 10L * (plan.logged - 1);
    try (RunWriter writer = RunWriter.create(file, header, new int[] {0, 3, 4, 9}, false)) {
      int written = 0;
      for (int i = 0; i < plan.logged; i++) {
        long step = 10L * i;
        writer.metrics(step, metrics(plan, step, random));
        boolean due = plan.checkpoints > 1 && step * (plan.checkpoints - 1) >= last * written;
        if (due || i == plan.logged - 1) {
          writer.checkpoint(step, weights(random), List.of());
          written++;
        }
      }
    }
    ProbePass.of(ProbePass.installed()).run(file, MeasureFile.pathFor(file));
    return file;
  }

  private static String spec(Plan plan) {
    return SPEC.replace("NAME", plan.name)
        .replace("SEED", Long.toString(plan.seed))
        .replace("DECAY", plan.weightDecay);
  }

  /** Values of {@link #METRICS}. */
  private static double[] metrics(Plan plan, long step, Random random) {
    double noise = Math.exp(0.3 * random.nextGaussian());
    double train = Math.max(1e-7, 2 * Math.exp(-step / 150.0)) * noise;
    boolean solved = plan.generalised >= 0 && step >= plan.generalised;
    double test = (solved ? 1e-4 : 3) * noise;
    return new double[] {train, test, step >= 400 ? 1 : step / 400.0, solved ? 1 : 0.2};
  }

  private static List<float[]> weights(Random random) {
    List<float[]> weights = new ArrayList<>();
    for (TensorSpec parameter : PARAMETERS) {
      float[] values = new float[parameter.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      weights.add(values);
    }
    return weights;
  }
}
