package periscope.checkpoints.imports.internal;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.ObjectName;
import periscope.checkpoints.imports.ForeignFiles;
import periscope.checkpoints.imports.ForeignRun;
import periscope.checkpoints.imports.ForeignSnapshot;
import periscope.checkpoints.imports.ForeignTensor;

/** Reads many damaged files and looks at what comes out: values, a sentence, or something else. */
final class Fuzz {
  /** What one file of a few kB may take; a header's claim of more is not believed. */
  private static final long MOST_ALLOCATED = 200L << 20; // bytes

  private final Map<String, Integer> outcomes = new TreeMap<>();
  private long mostAllocated;

  /** Something to do with an input. */
  interface Reading {
    void read(byte[] input) throws IOException;
  }

  /** Number of inputs: few in the normal build, and what the profile {@code fuzz} says in its. */
  static int inputs() {
    return Integer.getInteger("periscope.fuzz.inputs", 2_000);
  }

  /**
   * Reads inputs made of good files.
   *
   * @param where what every sentence must name
   * @throws AssertionError if anything else than an IOException comes out, or too much memory is
   *     taken
   */
  void run(int inputs, Mutator mutator, String where, Reading reading) {
    for (int i = 0; i < inputs; i++) {
      byte[] input = mutator.next();
      long before = allocated();
      try {
        reading.read(input);
        outcomes.merge("read", 1, Integer::sum);
      } catch (IOException e) {
        if (!String.valueOf(e.getMessage()).contains(where)) {
          throw new AssertionError("input " + i + ": says not where" + keep(input), e);
        }
        outcomes.merge(e.getClass().getSimpleName(), 1, Integer::sum);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("input " + i + keep(input), e);
      }
      long allocated = allocated() - before;
      mostAllocated = Math.max(mostAllocated, allocated);
      if (allocated > MOST_ALLOCATED) {
        throw new AssertionError("input " + i + ": took " + allocated + " bytes" + keep(input));
      }
    }
  }

  /** Bytes that this thread has taken so far, as HotSpot's management interface tells. */
  private static long allocated() {
    try {
      return (long)
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME),
                  "getThreadAllocatedBytes",
                  new Object[] {Thread.currentThread().threadId()},
                  new String[] {long.class.getName()});
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String keep(byte[] input) {
    try {
      return ", kept in " + Files.write(Files.createTempFile("fuzz", ".bin"), input);
    } catch (IOException e) {
      return ", could not be kept: " + e.getMessage();
    }
  }

  /** Opens a file and reads some values of its first and last snapshots. */
  static void open(Path file) throws IOException {
    try (ForeignRun run = ForeignFiles.open(List.of(file))) {
      List<ForeignSnapshot> snapshots = run.snapshots();
      values(snapshots.get(0));
      values(snapshots.get(snapshots.size() - 1));
    }
  }

  private static void values(ForeignSnapshot snapshot) throws IOException {
    for (ForeignTensor tensor : snapshot.tensors().stream().limit(16).toList()) {
      tensor.values();
    }
  }

  /** What came out, for the one who runs it. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s, at most %.1f MB taken", outcomes, mostAllocated / 1e6);
  }
}
