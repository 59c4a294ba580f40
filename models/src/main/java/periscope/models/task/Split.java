package periscope.models.task;

import java.util.Locale;

/**
 * Which examples of a task are train and which are test: index arrays, disjoint, together all
 * examples, each ascending. Callers do not change the arrays.
 */
public final class Split {
  private final int[] train;
  private final int[] test;

  private Split(int[] train, int[] test) {
    this.train = train;
    this.test = test;
  }

  /**
   * The split with these training examples; the test examples are the others.
   *
   * @param size number of examples of the task
   * @param train indices of the training examples, in any order
   * @throws IllegalArgumentException if an index is out of range or stands there twice
   */
  public static Split ofTrain(int size, int[] train) {
    boolean[] isTrain = new boolean[size];
    for (int example : train) {
      if (example < 0 || example >= size) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "training example %d is outside 0 to %d", example, size - 1));
      }
      if (isTrain[example]) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "training example %d stands twice", example));
      }
      isTrain[example] = true;
    }
    int[] sortedTrain = new int[train.length];
    int[] test = new int[size - train.length];
    int nTrain = 0;
    int nTest = 0;
    for (int i = 0; i < size; i++) {
      if (isTrain[i]) {
        sortedTrain[nTrain++] = i;
      } else {
        test[nTest++] = i;
      }
    }
    return new Split(sortedTrain, test);
  }

  /** Indices of the training examples, ascending, not a copy. */
  public int[] train() {
    return train;
  }

  /** Indices of the test examples, ascending, not a copy. */
  public int[] test() {
    return test;
  }
}
