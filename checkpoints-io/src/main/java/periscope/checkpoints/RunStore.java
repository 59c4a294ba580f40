package periscope.checkpoints;

import java.io.IOException;

/** Where the checkpoints of a run go. All calls are made under the lock of HDF5. */
interface RunStore {
  /** What is committed. */
  RunFile file() throws IOException;

  /**
   * Commits a checkpoint: it is there as a whole or not at all.
   *
   * @throws IOException if that fails; nothing more may then be committed
   */
  void commit(Checkpoint checkpoint) throws IOException;

  /** Closes it and forces it to the disk. */
  void close() throws IOException;

  /** Leaves it as a crash would, after a write that failed. */
  void abandon() throws IOException;
}
