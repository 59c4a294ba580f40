package periscope.checkpoints.imports.internal;

import static periscope.checkpoints.imports.internal.Refusals.refuse;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import periscope.checkpoints.imports.ForeignFileException;
import periscope.checkpoints.imports.ForeignSnapshot;

/**
 * Puts the contents of files together. Files of one step each get their steps from the first of
 * these that all files have, each another one: the optimiser's count of updates, since that is what
 * a step is; what the files call their step; their epoch; their names. So what is said inside goes
 * before names, which may be the index of a checkpoint or a seed, and change when files are
 * renamed.
 */
final class Series {
  private static final List<Function<StepClaims, OptionalLong>> CLAIMS =
      List.of(StepClaims::updates, StepClaims::step, StepClaims::epoch);

  private final List<List<ForeignSnapshot>> series = new ArrayList<>();
  private final List<Single> singles = new ArrayList<>();
  private final Beside beside = new Beside("these files");
  private final List<Closeable> resources = new ArrayList<>();

  /** A file with the tensors of one step, which its form does not tell. */
  private record Single(Path file, ForeignSnapshot snapshot, StepClaims claims) {

    ForeignSnapshot at(long step) {
      return new ForeignSnapshot(OptionalLong.of(step), snapshot.origin(), snapshot.tensors());
    }
  }

  /** Takes the contents of a file; what an earlier one said of a list or setting is replaced. */
  void add(Path file, Contents contents) {
    resources.addAll(contents.resources());
    beside.putAll(contents.beside());
    ForeignSnapshot first = contents.snapshots().get(0);
    if (contents.snapshots().size() == 1 && first.step().isEmpty()) {
      singles.add(new Single(file, first, contents.claims()));
    } else {
      series.add(contents.snapshots());
    }
  }

  Beside beside() {
    return beside;
  }

  List<Closeable> resources() {
    return resources;
  }

  /** All snapshots, by rising step if all have one. */
  List<ForeignSnapshot> snapshots() throws IOException {
    Optional<long[]> steps = singles.isEmpty() ? Optional.empty() : steps();
    List<ForeignSnapshot> all = new ArrayList<>();
    for (int i = 0; i < singles.size(); i++) {
      Single single = singles.get(i);
      all.add(steps.isPresent() ? single.at(steps.get()[i]) : single.snapshot());
    }
    if (all.isEmpty() && series.size() == 1) {
      return sorted(series.get(0)); // which may be very long and made when asked for
    }
    series.forEach(all::addAll);
    return sorted(all);
  }

  private Optional<long[]> steps() throws ForeignFileException {
    for (Function<StepClaims, OptionalLong> claim : CLAIMS) {
      List<OptionalLong> said = singles.stream().map(Single::claims).map(claim).toList();
      if (said.stream().allMatch(OptionalLong::isPresent)) {
        Optional<long[]> steps =
            StepNames.distinct(said.stream().mapToLong(OptionalLong::getAsLong).toArray());
        if (steps.isPresent()) {
          return steps;
        }
      }
    }
    List<Path> files = singles.stream().map(Single::file).toList();
    Optional<long[]> named = StepNames.ofFiles(files.stream().map(NpyFiles::stem).toList());
    if (named.isEmpty()) {
      requireAllOrNone(files);
    }
    return named;
  }

  /** Files without a step among files with one cannot be put in order. */
  private static void requireAllOrNone(List<Path> files) throws ForeignFileException {
    List<Path> with =
        files.stream().filter(file -> StepNames.said(NpyFiles.stem(file)).isPresent()).toList();
    if (!with.isEmpty() && with.size() < files.size()) {
      Path without = files.stream().filter(file -> !with.contains(file)).findFirst().orElseThrow();
      throw refuse(
          "%s: neither the file nor its name says a step, as that of %s does; import the others"
              + " without it, or rename it",
          without, with.get(0).getFileName());
    }
  }

  private static List<ForeignSnapshot> sorted(List<ForeignSnapshot> snapshots)
      throws ForeignFileException {
    if (snapshots.isEmpty()
        || snapshots.get(0).step().isEmpty()
        || !snapshots.stream().allMatch(snapshot -> snapshot.step().isPresent())) {
      return snapshots;
    }
    Comparator<ForeignSnapshot> byStep =
        Comparator.comparingLong(snapshot -> snapshot.step().orElseThrow());
    List<ForeignSnapshot> sorted = snapshots;
    if (!rises(snapshots)) {
      sorted = new ArrayList<>(snapshots);
      sorted.sort(byStep);
    }
    for (int i = 1; i < sorted.size(); i++) {
      if (byStep.compare(sorted.get(i - 1), sorted.get(i)) == 0) {
        throw refuse(
            "step %d is there twice: %s, and %s",
            sorted.get(i).step().orElseThrow(), sorted.get(i - 1).origin(), sorted.get(i).origin());
      }
    }
    return sorted;
  }

  private static boolean rises(List<ForeignSnapshot> snapshots) {
    for (int i = 1; i < snapshots.size(); i++) {
      if (!(snapshots.get(i).step().orElseThrow() > snapshots.get(i - 1).step().orElseThrow())) {
        return false;
      }
    }
    return true;
  }
}
