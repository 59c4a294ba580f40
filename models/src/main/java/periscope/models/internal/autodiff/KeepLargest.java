package periscope.models.internal.autodiff;

import periscope.models.kernel.Largest;

/** The k largest values of each row; the others become 0, and pass nothing back. */
final class KeepLargest extends Operation {
  private final Variable x;
  private final int k;

  KeepLargest(Variable x, int k, Variable result) {
    super(result);
    this.x = x;
    this.k = k;
  }

  @Override
  void forward(int examples) {
    int width = x.width();
    System.arraycopy(x.values(), 0, result().values(), 0, x.size(examples));
    for (int row = 0; row < x.rows(examples); row++) {
      Largest.keep(result().values(), row * width, width, k);
    }
  }

  /** A value that is 0 was left out, or is at an activation's flat or kinked place. */
  @Override
  void backward(int examples) {
    for (int i = 0; i < x.size(examples); i++) {
      x.slopes()[i] += result().values()[i] == 0 ? 0 : result().slopes()[i];
    }
  }
}
