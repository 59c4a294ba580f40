package periscope.probes.ablation;

import java.util.Arrays;
import periscope.models.kernel.Gemm;
import periscope.models.net.Hooks;
import periscope.models.net.Interventions;
import periscope.models.net.Tensor;
import periscope.models.net.TransformerSpec;
import periscope.models.net.TransformerSpec.Bias;
import periscope.models.net.TransformerSpec.Normalization;
import periscope.probes.SnapshotAnalysis;

/**
 * Heads of a layer that hand on what they hand on in the mean over all inputs, at each position and
 * place by itself: what a head says of no pair in particular stays.
 *
 * <p>In the last layer, of which one position reaches the logits, that is one vector whatever the
 * input, so biases can say it in the head's place. Hooks at parameters leave the forward pass its
 * shortcuts, which one at the head's own activation does not.
 */
final class HeadMeans {
  private final SnapshotAnalysis snapshot;
  private final TransformerSpec model;
  private final int layer;
  private final double[] mean; // [positions][heads][dHead]

  private HeadMeans(SnapshotAnalysis snapshot, TransformerSpec model, int layer, double[] mean) {
    this.snapshot = snapshot;
    this.model = model;
    this.layer = layer;
    this.mean = mean;
  }

  /** The means of a layer, over all inputs of {@link SnapshotAnalysis#logits()}. */
  static HeadMeans of(SnapshotAnalysis snapshot, int layer) {
    var model = (TransformerSpec) snapshot.run().modelSpec();
    Tensor mean = snapshot.meanOfWhatReachesTheLogits(name(layer, "attn.hook_z"));
    return new HeadMeans(snapshot, model, layer, mean.values());
  }

  /** A forward pass in which one head hands on its mean. */
  Hooks of(int head) {
    if (layer < model.layers() - 1) {
      return replaced(head);
    }
    if (model.biases().has(Bias.O)) {
      return without(layer, head).andThen(biased("attn.b_O", handedOn(head)));
    }
    boolean apart = model.normalization() == Normalization.NONE;
    if (apart && model.biases().has(Bias.IN) && model.biases().has(Bias.OUT)) {
      double[] added = handedOn(head);
      double[] in = snapshot.weights().wide(name(layer, "mlp.W_in")); // [dModel][dMlp]
      return without(layer, head)
          .andThen(biased("mlp.b_in", times(added, in, 0, model.dMlp())))
          .andThen(biased("mlp.b_out", added));
    }
    return replaced(head);
  }

  /** A head that hands on 0 is one whose output matrix is 0. */
  static Hooks without(int layer, int head) {
    return Interventions.map(
        name(layer, "attn.W_O"),
        matrix -> { // [heads][dHead][dModel]
          double[] values = matrix.values().clone();
          int each = matrix.dim(1) * matrix.dim(2);
          Arrays.fill(values, head * each, (head + 1) * each, 0);
          return new Tensor(matrix.shape(), values);
        });
  }

  /** What the mean of a head adds to the residual stream, {@code [dModel]}. */
  private double[] handedOn(int head) {
    double[] z = new double[model.dHead()];
    System.arraycopy(mean, head * z.length, z, 0, z.length);
    double[] out = snapshot.weights().wide(name(layer, "attn.W_O")); // [heads][dHead][dModel]
    return times(z, out, head * z.length * model.dModel(), model.dModel());
  }

  /** A row times a matrix that starts at an offset and is {@code width} wide. */
  private static double[] times(double[] row, double[] matrix, int offset, int width) {
    double[] product = new double[width];
    Gemm.of(1, width, row.length).multiply(row, 0, matrix, offset, 0.0, product, 0);
    return product;
  }

  private Hooks biased(String bias, double[] more) {
    return Interventions.add(name(layer, bias), more);
  }

  private Hooks replaced(int head) {
    return Interventions.mapWhatReachesTheLogits(
        name(layer, "attn.hook_z"),
        value -> { // [n][positions][heads][dHead]
          double[] values = value.values().clone();
          int heads = value.dim(2);
          int each = value.dim(3);
          for (int from = head * each; from < values.length; from += heads * each) {
            System.arraycopy(mean, from % mean.length, values, from, each);
          }
          return new Tensor(value.shape(), values);
        });
  }

  private static String name(int layer, String value) {
    return "blocks." + layer + "." + value;
  }
}
