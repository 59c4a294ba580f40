package periscope.probes.weights;

import java.util.Optional;
import periscope.models.net.DenseMlpSpec;
import periscope.models.net.PairMlp;
import periscope.models.net.PairMlpSpec;
import periscope.models.net.Tensor;
import periscope.models.net.TensorsSpec;
import periscope.models.net.TransformerSpec;
import periscope.probes.Intermediate;
import periscope.probes.RunContext;
import periscope.probes.SnapshotAnalysis;

/**
 * The products that an MLP over two operands comes down to, whatever it is factored into: W_input
 * from a token to the neurons and W_output from the neurons to the logits. In float64.
 */
public final class EffectiveMatrices {
  /** Those of a snapshot whose model is a {@link PairMlp}. */
  public static final Intermediate<SnapshotAnalysis, EffectiveMatrices> OF =
      Intermediate.of(EffectiveMatrices::of);

  private static final String ATTENTION =
      "a transformer has no matrix from a token to the neurons: attention lies between; W_L is its matrix from the neurons to the logits";

  private static final String NO_OPERANDS =
      "the model has no matrices for operands: blocks.0.mlp.W_in is over all inputs together; W_L is its matrix from the neurons to the logits";

  private final Tensor input;
  private final Optional<Tensor> inputB;
  private final Tensor output;

  private EffectiveMatrices(Tensor input, Optional<Tensor> inputB, Tensor output) {
    this.input = input;
    this.inputB = inputB;
    this.output = output;
  }

  /** Why a run's model has no such matrices; empty if it has. */
  public static Optional<String> absence(RunContext run) {
    return switch (run.modelSpec()) {
      case PairMlpSpec mlp -> Optional.empty();
      case DenseMlpSpec mlp -> Optional.of(NO_OPERANDS);
      case TransformerSpec transformer -> Optional.of(ATTENTION);
      case TensorsSpec tensors -> run.forwardAbsence();
    };
  }

  private static EffectiveMatrices of(SnapshotAnalysis snapshot) {
    var model = (PairMlp) snapshot.run().model();
    var weights = snapshot.weights();
    return new EffectiveMatrices(
        model.effectiveInput(weights, 0),
        operandsDiffer(snapshot.run())
            ? Optional.of(model.effectiveInput(weights, 1))
            : Optional.empty(),
        model.effectiveOutput(weights));
  }

  /** Whether the two operands have matrices of their own. */
  public static boolean operandsDiffer(RunContext run) {
    return !((PairMlp) run.model()).sharedInput();
  }

  /** W_input of operand a, {@code [p][neurons]}. */
  public Tensor input() {
    return input;
  }

  /** W_input of operand b where it is another one, {@code [p][neurons]}. */
  public Optional<Tensor> inputB() {
    return inputB;
  }

  /** W_output, {@code [neurons][p]}. */
  public Tensor output() {
    return output;
  }
}
