package periscope.reports.internal;

/** A moment of the run that readers look for. */
public sealed interface Event {

  /** The measure's id, such as {@code events/generalised}. */
  String id();

  /**
   * It happened.
   *
   * @param id the measure's id
   * @param step the first step at which it had
   */
  record Reached(String id, long step) implements Event {}

  /**
   * It did not happen, or could not be seen.
   *
   * @param id the measure's id
   * @param reason why, in a sentence
   */
  record NotReached(String id, String reason) implements Event {}
}
