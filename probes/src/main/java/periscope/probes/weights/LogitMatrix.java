package periscope.probes.weights;

import periscope.models.net.DenseMlp;
import periscope.models.net.DenseMlpSpec;
import periscope.models.net.PairMlpSpec;
import periscope.models.net.Tensor;
import periscope.models.net.TensorsSpec;
import periscope.models.net.Transformer;
import periscope.models.net.TransformerSpec;
import periscope.probes.Intermediate;
import periscope.probes.SnapshotAnalysis;

/**
 * W_L of Nanda et al. 2023, W_out · W_U: from the last layer's neurons to the logits of the
 * answers. In an MLP over two operands it is what is called W_output. Tensors of an unknown
 * architecture have none.
 */
public final class LogitMatrix {
  /** {@code [neurons][p]}, in float64. */
  public static final Intermediate<SnapshotAnalysis, Tensor> OF = Intermediate.of(LogitMatrix::of);

  private LogitMatrix() {}

  private static Tensor of(SnapshotAnalysis snapshot) {
    return switch (snapshot.run().modelSpec()) {
      case PairMlpSpec mlp -> snapshot.get(EffectiveMatrices.OF).output();
      case DenseMlpSpec mlp ->
          ((DenseMlp) snapshot.run().model()).effectiveOutput(snapshot.weights());
      case TransformerSpec transformer ->
          ((Transformer) snapshot.run().model()).effectiveOutput(snapshot.weights());
      case TensorsSpec tensors ->
          throw new IllegalStateException("the neurons and the unembedding are not known");
    };
  }
}
