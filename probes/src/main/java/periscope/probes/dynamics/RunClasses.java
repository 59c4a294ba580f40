package periscope.probes.dynamics;

import periscope.probes.MeasureValue;

/** The classes that published sweeps sort their runs into. */
final class RunClasses {
  static final String PEARCE =
      "in this order: lowest train loss above 1e-5: 0; lowest test loss above 1e-5: 1; test loss never 50 000 times the train loss of the same step: 2; else 3";
  static final String LIU =
      "train accuracy above 0.9 within 100 000 steps, test accuracy too, and less than 1000 steps after: 0; later: 1; train accuracy only: 2; else 3; a shorter run by its own length";

  private static final double SMALL_LOSS = 1e-5;
  private static final double FAR_APART = 50_000;
  private static final double HIGH_ACCURACY = 0.9;
  private static final long IN_TIME = 100_000;
  private static final long SOON = 1000;

  private RunClasses() {}

  static MeasureValue pearce(Curves curves, String train, String test) {
    double[] trainLoss = curves.of(train);
    double[] testLoss = curves.of(test);
    int lowestTrain = Curves.lowest(trainLoss, 0, trainLoss.length);
    int lowestTest = Curves.lowest(testLoss, 0, testLoss.length);
    if (lowestTrain < 0 || lowestTest < 0) {
      return new MeasureValue.None("there are no losses");
    }
    if (trainLoss[lowestTrain] > SMALL_LOSS) {
      return MeasureValue.integers(0);
    }
    if (testLoss[lowestTest] > SMALL_LOSS) {
      return MeasureValue.integers(1);
    }
    for (int i = 0; i < trainLoss.length; i++) {
      if (testLoss[i] >= FAR_APART * trainLoss[i]) {
        return MeasureValue.integers(3);
      }
    }
    return MeasureValue.integers(2);
  }

  static MeasureValue liu(Curves curves, String train, String test) {
    if (curves.size() == 0) {
      return new MeasureValue.None("there are no accuracies");
    }
    long memorised = firstHigh(curves, train);
    long generalised = firstHigh(curves, test);
    if (memorised > IN_TIME) {
      return MeasureValue.integers(3);
    }
    if (generalised > IN_TIME) {
      return MeasureValue.integers(2);
    }
    return MeasureValue.integers(generalised - memorised < SOON ? 0 : 1);
  }

  /** The first step with high accuracy; later than any if there is none. */
  private static long firstHigh(Curves curves, String id) {
    double[] accuracy = curves.of(id);
    for (int i = 0; i < accuracy.length; i++) {
      if (accuracy[i] > HIGH_ACCURACY) {
        return curves.step(i);
      }
    }
    return Long.MAX_VALUE;
  }
}
