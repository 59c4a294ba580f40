package periscope.models.net;

import java.util.List;
import periscope.models.internal.autodiff.Tape;
import periscope.models.internal.autodiff.Variable;

/** A {@link PairMlp} as operations in float64. */
final class PairTape {
  static final int BLOCK_EXAMPLES = 256;

  private final TapeNetwork network;
  private final Tape tape;
  private final List<Variable> parameters;

  private PairTape(TapeNetwork network) {
    this.network = network;
    tape = network.tape();
    parameters = network.parameters();
  }

  /** Writes activation(A[a] + B[b] + b_in) · W_output + b_out · W_U. */
  static TapeGradient.Written write(
      TapeNetwork network, PairFactors factors, Activation activation, int laneCapacity) {
    TokenBlock tokens = new TokenBlock(2, laneCapacity, network.capacity());
    Variable logits = new PairTape(network).logits(factors, activation, tokens);
    return new TapeGradient.Written(tokens, logits);
  }

  private Variable logits(PairFactors factors, Activation activation, TokenBlock tokens) {
    Variable inputA = matrix(factors.inputA());
    Variable inputB = factors.sharedInput() ? inputA : matrix(factors.inputB());
    Variable pre =
        tape.sum(tape.gather(inputA, tokens.at(0), 1), tape.gather(inputB, tokens.at(1), 1));
    if (factors.biasIn().isPresent()) {
      pre = tape.bias(pre, matrix(factors.biasIn().get()));
    }
    Variable post = network.neurons(pre, activation, 0);
    Variable logits = tape.product(post, matrix(factors.output()));
    return factors.biasOut().isPresent()
        ? tape.bias(logits, matrix(factors.biasOut().get()))
        : logits;
  }

  /** A parameter, or the product of two. */
  private Variable matrix(PairMatrix matrix) {
    return switch (matrix.form()) {
      case PairMatrix.Whole whole -> parameters.get(whole.parameter());
      case PairMatrix.Product product -> {
        Variable left = parameters.get(product.left());
        Variable right = parameters.get(product.right());
        yield product.rightTransposed()
            ? tape.productTransposed(left, right)
            : tape.product(left, right);
      }
    };
  }
}
