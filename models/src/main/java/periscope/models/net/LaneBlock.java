package periscope.models.net;

/** The examples of a lane, of which a {@link TapeLane} sees a block at a time. */
interface LaneBlock {

  /** Takes a lane's examples and labels from the batch, and returns how many there are. */
  int gather(Batch batch, int lane, int[] labels);

  /** Shows these of them. */
  void show(int first, int count);
}
