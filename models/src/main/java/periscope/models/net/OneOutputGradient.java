package periscope.models.net;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import periscope.models.kernel.Elementwise;
import periscope.models.kernel.Shards;

/**
 * The gradient of a {@link DenseMlp} of one layer of ReLU and one output, without biases:
 *
 * <pre>{@code
 * output_i = Σ_j s_ij h_ij u_j      h_ij = Σ_k x_ik w_kj      s_ij = 1 where h_ij > 0, else 0
 * }</pre>
 *
 * <p>With g the gradient of the outputs, that of w_kj is v_kj u_j, where v_kj = Σ_i g_i x_ik s_ij,
 * and that of u_j is Σ_i g_i s_ij h_ij = Σ_k w_kj v_kj. So the one product that makes v from signs
 * is all that examples have to pass on the way back; u comes in when they have been added up.
 */
final class OneOutputGradient {
  private final int inputs;
  private final int neurons;
  private final float[] total; // [inputs][neurons]: v
  private final float[] products; // [inputs][neurons]
  private final double[] sums; // [neurons]

  private OneOutputGradient(int inputs, int neurons) {
    this.inputs = inputs;
    this.neurons = neurons;
    total = new float[Math.multiplyExact(inputs, neurons)];
    products = new float[total.length];
    sums = new double[neurons];
  }

  /** Whether it is the gradient of such networks. */
  static boolean isOf(DenseMlpSpec spec) {
    return spec.hidden().size() == 1
        && spec.activation() == Activation.RELU
        && spec.topK() == 0
        && !spec.biases()
        && spec.outputs() == DenseMlpSpec.Outputs.SINGLE;
  }

  /** In three rounds: run the lanes; add up what they made, in order; take it to both matrices. */
  static LossGradient<Parameters> of(
      List<ParameterSpec> parameters, Batch batch, Loss loss, Shards shards) {
    ParameterSpec matrix = parameters.getFirst();
    OneOutputGradient gradient = new OneOutputGradient(matrix.rows(), matrix.columns());
    List<OneOutputLane> lanes =
        IntStream.range(0, batch.lanes())
            .mapToObj(lane -> gradient.lane(batch, loss, lane))
            .toList();
    return new LaneGradient(
        parameters,
        batch,
        shards,
        lanes,
        List.of(LaneGradient.run(lanes), LaneSum.totals(lanes), List.of(gradient::finish)));
  }

  private OneOutputLane lane(Batch batch, Loss loss, int lane) {
    return new OneOutputLane(inputs, neurons, total, batch, loss, lane);
  }

  private void finish(Parameters weights, Parameters gradient) {
    Elementwise.repeatRow(weights.get(1), inputs, neurons, gradient.get(0));
    Elementwise.multiplyInPlace(gradient.get(0), total, 0, total.length);
    Elementwise.multiply(weights.get(0), total, products, total.length);
    Arrays.fill(sums, 0);
    Elementwise.addRows(products, inputs, neurons, sums);
    Elementwise.narrow(sums, gradient.get(1), 0, neurons);
  }
}
