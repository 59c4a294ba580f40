package periscope.checkpoints.imports;

/** What comes of laying a {@link Layout} over a file. */
sealed interface LayoutMatch {

  /** It fits. */
  record Fits(Mapping mapping) implements LayoutMatch {}

  /**
   * It does not fit.
   *
   * @param reason goes on from "layout nanda: the file "
   */
  record Fails(String reason) implements LayoutMatch {}
}
