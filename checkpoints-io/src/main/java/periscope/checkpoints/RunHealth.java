package periscope.checkpoints;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * What state a run file is in. Made for runs that may be damaged: what is wrong is said, not
 * thrown.
 *
 * @param file where it is
 * @param reader what read it: {@code native} or {@code java}
 * @param bytes its size
 * @param lock whether someone writes it
 * @param writer process id of who writes it, or wrote it when it crashed; empty if nobody says so
 * @param checkpoints number of committed checkpoints; 0 if that cannot be read
 * @param lastStep step of the last of them, or -1
 * @param metricRows number of committed rows of metrics
 * @param uncommittedCheckpoints rows that a crash left behind, which resuming would cut off
 * @param uncommittedMetricRows rows of metrics that a crash left behind
 * @param checksums whether its values have checksums
 * @param valuesRead whether all values were read, and compared with these
 * @param problems a sentence for each thing that is wrong, with file and dataset; empty if nothing
 *     is
 */
public record RunHealth(
    Path file,
    String reader,
    long bytes,
    Lock lock,
    OptionalLong writer,
    int checkpoints,
    long lastStep,
    long metricRows,
    long uncommittedCheckpoints,
    long uncommittedMetricRows,
    boolean checksums,
    boolean valuesRead,
    List<String> problems) {

  /** Copies. */
  public RunHealth {
    problems = List.copyOf(problems);
  }

  /** State of the lock beside a run. */
  public enum Lock {
    /** Nobody is writing it. */
    NONE,
    /** A live process is writing it. */
    LIVE,
    /** The process that wrote it died; the next writer takes the lock over. */
    STALE
  }

  /**
   * Looks at the structure of a run and at its last checkpoint.
   *
   * @throws NotARunException if it is not a run at all
   * @throws IOException if there is no such file, or it may not be read
   */
  public static RunHealth of(Path file) throws IOException {
    return HealthCheck.run(file, false);
  }

  /**
   * Also reads all values, a row at a time, and compares them with their checksums.
   *
   * @throws NotARunException if it is not a run at all
   * @throws IOException if there is no such file, or it may not be read
   */
  public static RunHealth verify(Path file) throws IOException {
    return HealthCheck.run(file, true);
  }

  /** Whether nothing is wrong: all that is committed is there, and as it was written. */
  public boolean isSound() {
    return problems.isEmpty();
  }
}
