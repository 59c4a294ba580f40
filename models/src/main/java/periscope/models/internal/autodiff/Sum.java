package periscope.models.internal.autodiff;

/** x + y. */
final class Sum extends Operation {
  private final Variable x;
  private final Variable y;

  Sum(Variable x, Variable y, Variable result) {
    super(result);
    this.x = x;
    this.y = y;
  }

  @Override
  void forward(int examples) {
    for (int i = 0; i < result().size(examples); i++) {
      result().values()[i] = x.values()[i] + y.values()[i];
    }
  }

  @Override
  void backward(int examples) {
    for (int i = 0; i < result().size(examples); i++) {
      x.slopes()[i] += result().slopes()[i];
      y.slopes()[i] += result().slopes()[i];
    }
  }
}
