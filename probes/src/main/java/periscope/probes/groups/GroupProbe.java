package periscope.probes.groups;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import periscope.models.task.Permutations;
import periscope.probes.Measure;
import periscope.probes.MeasureSpec;
import periscope.probes.MeasureValue;
import periscope.probes.Probe;
import periscope.probes.RunContext;
import periscope.probes.geometry.OutputPoints;
import periscope.probes.geometry.Points;

/** The counterpart of frequencies where operands are permutations: irreducible representations. */
public final class GroupProbe implements Probe {
  /** A representation is a key if the logits' cosine to its character is above this. */
  private static final double KEY_COSINE = 0.005;

  /** Found by the service loader. */
  public GroupProbe() {}

  @Override
  public String name() {
    return "groups";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<Measure> measures(RunContext run) {
    var measures = new ArrayList<Measure>();
    measures.addAll(ofLogits(run));
    measures.add(shares(run, "embedding", Points.absence(run), Points.of(run)));
    measures.add(shares(run, "unembedding", OutputPoints.absence(run), OutputPoints.of(run)));
    for (Cosets.Side side : Cosets.Side.values()) {
      measures.add(cosets(run, side));
    }
    return measures;
  }

  private static List<Measure> ofLogits(RunContext run) {
    Optional<String> absence = GroupTables.absence(run).or(run::forwardAbsence);
    String convention = convention(run, absence) + "logits centred over classes";
    MeasureSpec similarity =
        MeasureSpec.of(
                "groups/logit-similarity",
                "cosine of the logits to each irreducible character of answer times inverse class (Chughtai et al. 2023)")
            .convention(convention);
    MeasureSpec explained =
        MeasureSpec.of(
                "groups/logit-fve",
                "share of the logits' variance that all irreducible characters explain: sum of squared cosines (Chughtai et al. 2023)")
            .convention(convention);
    MeasureSpec keys =
        MeasureSpec.of(
                "groups/key-irreps",
                "irreducible representations whose character the logits have: cosine above 0.005, at the last checkpoint (Chughtai et al. 2023)")
            .convention(convention + "; numbers count from 0");
    if (absence.isPresent()) {
      return List.of(
          Measure.absent(similarity, absence.get()),
          Measure.absent(explained, absence.get()),
          Measure.absent(keys, absence.get()));
    }
    return List.of(
        Measure.series(
            similarity.shape(run.get(GroupTables.OF).characters().count()),
            snapshot -> snapshot.get(GroupLogits.SIMILARITY)),
        Measure.scalar(explained, snapshot -> squares(snapshot.get(GroupLogits.SIMILARITY))),
        Measure.constant(keys, () -> keys(run.last().get(GroupLogits.SIMILARITY))));
  }

  private static double squares(double[] cosines) {
    double sum = 0;
    for (double cosine : cosines) {
      sum += cosine * cosine;
    }
    return sum;
  }

  private static MeasureValue keys(double[] cosines) {
    if (Arrays.stream(cosines).anyMatch(Double::isNaN)) {
      return new MeasureValue.None("logits of the last checkpoint are not finite, or all alike");
    }
    return MeasureValue.integers(
        IntStream.range(0, cosines.length).filter(i -> cosines[i] > KEY_COSINE).toArray());
  }

  private static Measure shares(
      RunContext run, String which, Optional<String> otherwise, Points points) {
    Optional<String> absence = GroupTables.absence(run).or(() -> otherwise);
    MeasureSpec spec =
        MeasureSpec.of(
            "groups/" + which + "-share",
            String.format(
                Locale.ROOT,
                "share of the %s's sum of squares in the isotypic part of each irreducible representation",
                which));
    if (absence.isPresent()) {
      return Measure.absent(spec, absence.get());
    }
    GroupTables tables = run.get(GroupTables.OF);
    return Measure.series(
        spec.shape(tables.characters().count())
            .convention(
                convention(run, absence)
                    + "of "
                    + points.what()
                    + ", a vector for each permutation"),
        snapshot -> tables.shares(snapshot.get(points.values()), points.columns()));
  }

  private static Measure cosets(RunContext run, Cosets.Side side) {
    MeasureSpec spec =
        MeasureSpec.of(
                "groups/" + side.id(),
                String.format(
                    Locale.ROOT,
                    "which %s of the subgroup <(0,3)(1,4), (1,2)(3,4)> each permutation is in (Power et al. 2022, figure 3)",
                    side.text()))
            .convention(
                "permutations in their order, things count from 0; cosets are numbered by their first");
    Optional<String> absence =
        GroupTables.absence(run)
            .or(
                () ->
                    ((Permutations) run.taskSpec()).degree() == Cosets.DEGREE
                        ? Optional.empty()
                        : Optional.of("the subgroup is one of permutations of 5 things"));
    return absence
        .map(why -> Measure.absent(spec, why))
        .orElseGet(() -> Measure.constant(spec, () -> MeasureValue.integers(Cosets.of(side))));
  }

  /** Which representation is which. */
  private static String convention(RunContext run, Optional<String> absence) {
    if (absence.isPresent()) {
      return "";
    }
    Characters characters = run.get(GroupTables.OF).characters();
    return IntStream.range(0, characters.count())
        .mapToObj(characters::name)
        .collect(Collectors.joining(", ", "partitions ", "; "));
  }
}
