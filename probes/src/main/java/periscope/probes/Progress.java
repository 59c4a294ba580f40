package periscope.probes;

/** Hears how far a pass is; called by the thread that runs the pass. */
@FunctionalInterface
public interface Progress {

  /**
   * Called after every snapshot.
   *
   * @param done snapshots probed so far
   * @param total snapshots of the run
   */
  void snapshot(int done, int total);
}
