package periscope.probes.parity;

import periscope.models.net.Parameters;
import periscope.models.net.Tensor;
import periscope.models.task.Inputs;
import periscope.models.task.SparseParity;
import periscope.probes.Intermediate;
import periscope.probes.RunContext;
import periscope.probes.SnapshotAnalysis;

/** Weights and outputs of a network over digits. */
final class Digits {
  private static final String W_IN = "blocks.0.mlp.W_in";
  private static final String W_U = "unembed.W_U";
  private static final String B_U = "unembed.b_U";

  private static final Intermediate<SnapshotAnalysis, double[]> NORMS =
      Intermediate.of(Digits::rowNorms);
  private static final Intermediate<SnapshotAnalysis, double[]> MOVEMENTS =
      Intermediate.of(Digits::rowMovements);
  private static final Intermediate<RunContext, FourierGap> GAP = Intermediate.of(Digits::gap);

  private Digits() {}

  /** Norm of each row of W_in, {@code [inputs]}. */
  static double[] norms(SnapshotAnalysis snapshot) {
    return snapshot.get(NORMS);
  }

  /** Largest change in each row of W_in since the first snapshot, {@code [inputs]}. */
  static double[] movements(SnapshotAnalysis snapshot) {
    return snapshot.get(MOVEMENTS);
  }

  /** The largest of {@link #movements}. */
  static double movement(SnapshotAnalysis snapshot) {
    double largest = 0;
    for (double value : movements(snapshot)) {
      largest = Math.max(largest, value); // NaN stays
    }
    return largest;
  }

  /** Least norm of a relevant digit less the largest of another. */
  static double digitGap(SnapshotAnalysis snapshot) {
    SparseParity task = task(snapshot.run());
    double[] norms = norms(snapshot);
    double least = Double.POSITIVE_INFINITY;
    double largest = 0;
    for (int digit = 0; digit < task.digits(); digit++) {
      if (digit < task.relevant()) {
        least = Math.min(least, norms[digit]);
      } else {
        largest = Math.max(largest, norms[digit]);
      }
    }
    return least - largest;
  }

  static double fourierGap(SnapshotAnalysis snapshot) {
    Tensor logits = snapshot.logits();
    int outputs = logits.dim(1);
    double[] f = new double[logits.dim(0)];
    for (int i = 0; i < f.length; i++) {
      double zero = outputs == 1 ? 0 : logits.values()[i * outputs];
      f[i] = logits.values()[(i + 1) * outputs - 1] - zero;
    }
    return snapshot.run().get(GAP).of(f);
  }

  static double subnetwork(SnapshotAnalysis snapshot) {
    Parameters weights = snapshot.weights();
    float[] in = weights.get(W_IN);
    Tensor neurons = snapshot.neurons();
    double[] norms = new double[neurons.dim(1)];
    for (int i = 0; i < in.length; i++) {
      norms[i % norms.length] += (double) in[i] * in[i];
    }
    double[] unembedding = weights.wide(W_U);
    boolean biased = weights.specs().stream().anyMatch(spec -> spec.name().equals(B_U));
    double[] bias = biased ? weights.wide(B_U) : new double[unembedding.length / norms.length];
    return new Subnetwork(norms, neurons.values(), unembedding, bias).size();
  }

  private static double[] rowNorms(SnapshotAnalysis snapshot) {
    float[] in = snapshot.weights().get(W_IN);
    double[] norms = new double[snapshot.run().task().arity()];
    int neurons = in.length / norms.length;
    for (int i = 0; i < in.length; i++) {
      norms[i / neurons] += (double) in[i] * in[i];
    }
    for (int row = 0; row < norms.length; row++) {
      norms[row] = Math.sqrt(norms[row]);
    }
    return norms;
  }

  private static double[] rowMovements(SnapshotAnalysis snapshot) {
    float[] in = snapshot.weights().get(W_IN);
    float[] first = snapshot.run().first().weights().get(W_IN);
    double[] movements = new double[snapshot.run().task().arity()];
    int neurons = in.length / movements.length;
    for (int i = 0; i < in.length; i++) {
      double moved = Math.abs((double) in[i] - first[i]);
      movements[i / neurons] = Math.max(movements[i / neurons], moved);
    }
    return movements;
  }

  private static FourierGap gap(RunContext run) {
    SparseParity task = task(run);
    float[] values = ((Inputs.Features) run.task().given()).values();
    int arity = run.task().arity();
    double[][] digits = new double[task.digits()][run.task().size()];
    for (int i = 0; i < values.length; i++) {
      if (i % arity < task.digits()) {
        digits[i % arity][i / arity] = values[i] > 0 ? 1 : -1;
      }
    }
    return new FourierGap(digits, task.relevant());
  }

  private static SparseParity task(RunContext run) {
    return (SparseParity) run.taskSpec();
  }
}
