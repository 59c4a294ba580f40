package periscope.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import periscope.checkpoints.RunHealth;
import periscope.models.kernel.BlasLibrary;
import periscope.trainer.RunSpec;
import periscope.trainer.Trainer;

/**
 * Runs of one specification with several seeds in a folder, several at once and each on one thread,
 * so that each has the bits it would have alone. What is finished is left out, what is not is gone
 * on with.
 */
final class SeedRuns {
  private final List<RunSpec> specs;
  private final Path folder;

  SeedRuns(RunSpec spec, List<Long> seeds, Path folder) {
    specs = seeds.stream().map(spec::withSeed).toList();
    this.folder = folder;
  }

  /** How many there are to be. */
  int size() {
    return specs.size();
  }

  /** What is made of each run once it is trained. */
  @FunctionalInterface
  interface Then<T> {
    T of(RunSpec spec, Path run) throws IOException;
  }

  /**
   * Trains all, and makes something of each.
   *
   * @param each hears of every run that is done, in the order of the seeds
   * @return what was made of the runs, in the order of the seeds; fewer than there are to be if
   *     interrupted
   */
  <T> List<T> run(int threads, Interrupt interrupt, Then<T> then, Consumer<List<T>> each)
      throws IOException, InterruptedException {
    BlasLibrary.require();
    Files.createDirectories(folder);
    var done = new ArrayList<T>();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      var results = new ArrayList<Future<@Nullable T>>();
      for (RunSpec spec : specs) {
        results.add(
            pool.submit(() -> interrupt.getAsBoolean() ? null : one(spec, interrupt, then)));
      }
      for (Future<@Nullable T> result : results) {
        T made = await(result);
        if (made != null) {
          done.add(made);
          each.accept(done);
        }
      }
    }
    return done;
  }

  private static <T> @Nullable T await(Future<@Nullable T> result)
      throws IOException, InterruptedException {
    try {
      return result.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      if (e.getCause() instanceof RuntimeException runtime) {
        throw runtime;
      }
      throw new IOException("a run failed", e);
    }
  }

  private <T> @Nullable T one(RunSpec spec, Interrupt interrupt, Then<T> then) throws IOException {
    Path run = folder.resolve(String.format(Locale.ROOT, "%s-seed%d.h5", spec.name(), spec.seed()));
    boolean complete;
    if (Files.exists(run)) {
      requireSame(spec, run);
      complete = RunHealth.of(run).lastStep() >= spec.steps() || resume(run, interrupt);
    } else {
      complete = Trainer.train(spec, run, false, 1, (step, metrics) -> {}, interrupt).complete();
    }
    return complete ? then.of(spec, run) : null;
  }

  private static boolean resume(Path run, Interrupt interrupt) throws IOException {
    return Trainer.resume(run, 1, (step, metrics) -> {}, interrupt).complete();
  }

  private static void requireSame(RunSpec spec, Path run) throws IOException {
    if (!Trainer.specOf(run).equals(spec)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s is a run of another specification: choose another folder with --out",
              run));
    }
  }
}
