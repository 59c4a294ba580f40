package periscope.probes.ablation;

import java.util.List;
import java.util.function.BiPredicate;
import periscope.models.net.Hooks;
import periscope.models.net.Interventions;
import periscope.models.net.Tensor;
import periscope.probes.SnapshotAnalysis;

/**
 * Some places of an activation, the same for every input.
 *
 * @param activation its name
 * @param selects whether a place is meant: its index within one input's values, and the shape
 */
record Selection(String activation, BiPredicate<Integer, List<Integer>> selects) {
  /** All of it. */
  static Selection all(String activation) {
    return new Selection(activation, (place, shape) -> true);
  }

  /** Fills these places. */
  Hooks filled(Fill fill, SnapshotAnalysis snapshot) {
    return switch (fill) {
      case Fill.Zero zero -> changed((value, place) -> 0);
      case Fill.Add add -> changed((value, place) -> value + add.amount());
      case Fill.Mean mean -> {
        double[] means = snapshot.meanOverInputs(activation).values();
        yield changed((value, place) -> means[place]);
      }
    };
  }

  private interface Change {
    double apply(double value, int place);
  }

  private Hooks changed(Change change) {
    return Interventions.map(
        activation,
        value -> {
          int size = value.values().length / value.dim(0);
          boolean[] chosen = new boolean[size];
          for (int place = 0; place < size; place++) {
            chosen[place] = selects.test(place, value.shape());
          }
          double[] result = value.values().clone();
          for (int i = 0; i < result.length; i++) {
            if (chosen[i % size]) {
              result[i] = change.apply(result[i], i % size);
            }
          }
          return new Tensor(value.shape(), result);
        });
  }
}
