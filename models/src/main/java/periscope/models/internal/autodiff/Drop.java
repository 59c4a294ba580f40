package periscope.models.internal.autodiff;

import periscope.models.kernel.Dropout;

/** Dropout; the pass back draws the same bits again. */
final class Drop extends Operation {
  private final Variable x;
  private final Dropout rule;
  private final Bits bits;
  private final double[] dropped; // slopes, [rows][width]

  Drop(Variable x, Dropout rule, Bits bits, Variable result) {
    super(result);
    this.x = x;
    this.rule = rule;
    this.bits = bits;
    dropped = new double[x.values().length];
  }

  @Override
  void forward(int examples) {
    rule.apply(x.values(), result().values(), x.size(examples), bits.key(), bits.first());
  }

  @Override
  void backward(int examples) {
    rule.apply(result().slopes(), dropped, x.size(examples), bits.key(), bits.first());
    for (int i = 0; i < x.size(examples); i++) {
      x.slopes()[i] += dropped[i];
    }
  }
}
