package periscope.probes.ablation;

/** What is put in the place of values. */
public sealed interface Fill {

  /** 0. */
  record Zero() implements Fill {}

  /**
   * The mean over all inputs, at each position and place by itself: over all p² ordered pairs in
   * modular arithmetic, otherwise over the examples.
   */
  record Mean() implements Fill {}

  /**
   * The value plus a number.
   *
   * @param amount the number
   */
  record Add(double amount) implements Fill {}

  /** How a sentence says it, after what is changed. */
  default String text() {
    return switch (this) {
      case Zero zero -> "set to 0";
      case Mean mean -> "set to the mean over inputs";
      case Add add -> "plus " + add.amount();
    };
  }
}
