package periscope.models.internal.autodiff;

/** One row added to every row. */
final class Bias extends Operation {
  private final Variable x;
  private final Variable row; // as many values as x has columns

  Bias(Variable x, Variable row, Variable result) {
    super(result);
    this.x = x;
    this.row = row;
  }

  @Override
  void forward(int examples) {
    int width = x.width();
    for (int from = 0; from < x.size(examples); from += width) {
      for (int i = 0; i < width; i++) {
        result().values()[from + i] = x.values()[from + i] + row.values()[i];
      }
    }
  }

  @Override
  void backward(int examples) {
    int width = x.width();
    for (int from = 0; from < x.size(examples); from += width) {
      for (int i = 0; i < width; i++) {
        x.slopes()[from + i] += result().slopes()[from + i];
        row.slopes()[i] += result().slopes()[from + i];
      }
    }
  }
}
