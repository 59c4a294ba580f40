package periscope.models.net;

import java.util.List;
import java.util.stream.IntStream;
import periscope.models.kernel.Shards;

/**
 * The gradient of a {@link PairMlp} in five rounds: multiply the factors to effective matrices;
 * copy the output transposed; run the lanes, each a fixed part of the batch; add up the lanes'
 * gradients in order; multiply them back to the factors.
 */
final class PairGradient {
  private PairGradient() {}

  static LossGradient<Parameters> of(
      Activation activation, PairFactors factors, Batch batch, Loss loss, Shards shards) {
    PairMatrices matrices = new PairMatrices(factors);
    List<PairLane> lanes =
        IntStream.range(0, batch.lanes())
            .mapToObj(lane -> new PairLane(activation, matrices, batch, loss, lane))
            .toList();
    return new LaneGradient(
        factors.parameters(),
        batch,
        shards,
        lanes,
        List.of(
            matrices.valueParts(),
            List.of(matrices.transposition()),
            LaneGradient.run(lanes),
            LaneSum.totals(lanes),
            matrices.factorParts(factors.parameters())));
  }
}
