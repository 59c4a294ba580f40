package periscope.probes.geometry;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import periscope.models.kernel.Elementwise;
import periscope.models.net.ParameterSpec;
import periscope.models.spec.Names;
import periscope.probes.Intermediate;
import periscope.probes.RunContext;

/**
 * Points by the name of what they are rows or columns of: {@code embedding}, {@code unembedding}, a
 * parameter, or {@code neurons}, the last layer's activations over all inputs.
 */
public final class NamedPoints {
  private static final String EMBEDDING = "embedding";
  private static final String UNEMBEDDING = "unembedding";
  private static final String NEURONS = "neurons";

  private NamedPoints() {}

  /**
   * The points of a name.
   *
   * @param columns whether the columns are the points, not the rows; of {@code neurons} the columns
   *     are the neurons, the rows the inputs
   * @throws IllegalArgumentException if the run has nothing of this name, or it is no matrix
   */
  public static Points of(RunContext run, String name, boolean columns) {
    Points points =
        switch (name) {
          case EMBEDDING -> present(Points.absence(run), Points.of(run));
          case UNEMBEDDING -> present(OutputPoints.absence(run), OutputPoints.of(run));
          case NEURONS -> present(run.forwardAbsence(), neurons(run));
          default -> parameter(run, name);
        };
    return columns ? transposed(points) : points;
  }

  private static Points present(Optional<String> absence, Points points) {
    if (absence.isPresent()) {
      throw new IllegalArgumentException(absence.get());
    }
    return points;
  }

  private static Points neurons(RunContext run) {
    return new Points(
        "the last layer's neurons over all inputs",
        run.inputExamples().length,
        run.neuronCount(),
        Intermediate.of(snapshot -> snapshot.neurons().values()));
  }

  private static Points parameter(RunContext run, String name) {
    List<ParameterSpec> specs = run.model().parameters();
    for (int i = 0; i < specs.size(); i++) {
      List<Integer> shape = specs.get(i).shape();
      if (specs.get(i).name().equals(name)) {
        if (shape.size() != 2) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "%s has shape %s, expected a matrix of two dimensions",
                  name,
                  shape));
        }
        int index = i;
        return new Points(
            name,
            shape.get(0),
            shape.get(1),
            Intermediate.of(snapshot -> snapshot.weights().wide(index)));
      }
    }
    var known = new ArrayList<>(List.of(EMBEDDING, UNEMBEDDING, NEURONS));
    specs.forEach(spec -> known.add(spec.name()));
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "there is no matrix %s; %s",
            name,
            Names.suggest(name, new TreeSet<>(known))));
  }

  private static Points transposed(Points points) {
    int rows = points.rows();
    int columns = points.columns();
    return new Points(
        "columns of " + points.what(),
        columns,
        rows,
        Intermediate.of(
            snapshot -> Elementwise.transposed(snapshot.get(points.values()), rows, columns)));
  }
}
