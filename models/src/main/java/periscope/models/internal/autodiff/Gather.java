package periscope.models.internal.autodiff;

/** Rows of a table, by their numbers. */
final class Gather extends Operation {
  private final Variable table;
  private final int[] numbers; // [examples][rows of one]

  Gather(Variable table, int[] numbers, Variable result) {
    super(result);
    this.table = table;
    this.numbers = numbers;
  }

  @Override
  void forward(int examples) {
    int width = table.width();
    for (int row = 0; row < result().rows(examples); row++) {
      System.arraycopy(table.values(), numbers[row] * width, result().values(), row * width, width);
    }
  }

  @Override
  void backward(int examples) {
    int width = table.width();
    for (int row = 0; row < result().rows(examples); row++) {
      int to = numbers[row] * width;
      for (int i = 0; i < width; i++) {
        table.slopes()[to + i] += result().slopes()[row * width + i];
      }
    }
  }
}
