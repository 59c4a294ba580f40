package periscope.probes;

/** Loss and correctness per example, float64. */
public final class Outcomes {
  private final double[] loss; // [examples]
  private final boolean[] correct; // [examples]

  Outcomes(double[] loss, boolean[] correct) {
    this.loss = loss;
    this.correct = correct;
  }

  /** Mean loss over these examples; NaN for none of them. */
  public double loss(int[] examples) {
    double sum = 0;
    for (int example : examples) {
      sum += loss[example];
    }
    return sum / examples.length;
  }

  /** Share of these examples that are answered right; NaN for none of them. */
  public double accuracy(int[] examples) {
    int count = 0;
    for (int example : examples) {
      count += correct[example] ? 1 : 0;
    }
    return (double) count / examples.length;
  }
}
