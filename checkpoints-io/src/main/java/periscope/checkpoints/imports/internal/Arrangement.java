package periscope.checkpoints.imports.internal;

import static periscope.checkpoints.imports.internal.Refusals.refuse;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import periscope.checkpoints.imports.ForeignSnapshot;
import periscope.checkpoints.imports.Stacking;

/** Makes out whether arrays of a file are those of one step, or of many along axis 0. */
final class Arrangement {
  /** Names of arrays of steps, likeliest first. */
  private static final List<String> STEP_NAMES = List.of("step", "steps", "epoch", "epochs");

  private final String where;
  private final Form form;
  private final List<NamedTensor> arrays;
  private final List<NamedTensor> extras;
  private final List<? extends Closeable> resources;
  private final Beside beside;

  /**
   * Of one file.
   *
   * @param arrays the weights, and perhaps single values and lists among them
   * @param extras what certainly are no weights
   * @param resources to be closed in the end
   */
  Arrangement(
      String where,
      Form form,
      List<NamedTensor> arrays,
      List<NamedTensor> extras,
      List<? extends Closeable> resources) {
    this.where = where;
    this.form = form;
    this.arrays = arrays;
    this.extras = extras;
    this.resources = resources;
    this.beside = new Beside(where);
  }

  /** Adds a setting that stands in the file. */
  void set(String name, String value) {
    beside.set(name, value);
  }

  Contents read(Stacking stacking) throws IOException {
    if (arrays.isEmpty()) {
      throw refuse("%s: it is a file of the form %s without any array", where, form.label());
    }
    return isSeries(stacking) ? series() : single();
  }

  private boolean isSeries(Stacking stacking) throws IOException {
    List<NamedTensor> weights = arrays.stream().filter(Arrangement::isWeight).toList();
    if (stacking == Stacking.NO) {
      return false;
    }
    if (weights.isEmpty()) {
      if (stacking == Stacking.YES) {
        throw refuse("%s: expected arrays of at least 2 dimensions, found none", where);
      }
      return false;
    }
    int steps = weights.get(0).shape().get(0);
    for (NamedTensor weight : weights) {
      if (weight.shape().get(0) != steps) {
        if (stacking == Stacking.AUTO) {
          return false;
        }
        throw refuse(
            "%s: expected the same number of steps on axis 0, found %d in %s and %d in %s",
            where, steps, weights.get(0).name(), weight.shape().get(0), weight.name());
      }
    }
    return stacking == Stacking.YES
        || stepArray(steps) != null
        || weights.stream().anyMatch(weight -> weight.shape().size() > 2);
  }

  private List<NamedTensor> all() {
    return Stream.concat(arrays.stream(), extras.stream()).toList();
  }

  private static boolean isWeight(NamedTensor array) {
    return array.shape().size() >= 2;
  }

  private static String lastPart(String name) {
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  /** The array of so many steps, if there is one. */
  private @Nullable NamedTensor stepArray(int steps) {
    for (String name : STEP_NAMES) {
      for (NamedTensor array : all()) {
        if (array.shape().equals(List.of(steps)) && lastPart(array.name()).equals(name)) {
          return array;
        }
      }
    }
    return null;
  }

  private Contents series() throws IOException {
    List<NamedTensor> weights = arrays.stream().filter(Arrangement::isWeight).toList();
    int count = weights.get(0).shape().get(0);
    for (NamedTensor weight : weights) {
      if (Refusals.count(weight.shape()) == 0) {
        throw refuse("%s: %s has the shape %s, so no values", where, weight.name(), weight.shape());
      }
    }
    NamedTensor stepArray = stepArray(count);
    long[] steps =
        stepArray == null ? null : Steps.of(where + ": " + stepArray.name(), stepArray.values());
    for (NamedTensor array : all()) {
      if (!isWeight(array) && !array.equals(stepArray)) {
        beside.addArray(array.name(), array.data(), true);
      }
    }
    return contents(new SnapshotRows(where, weights, count, steps), StepClaims.NONE);
  }

  private Contents single() throws IOException {
    List<NamedTensor> tensors = new ArrayList<>();
    OptionalLong[] said = new OptionalLong[STEP_NAMES.size()];
    Arrays.fill(said, OptionalLong.empty());
    for (NamedTensor array : all()) {
      int name = STEP_NAMES.indexOf(lastPart(array.name()));
      if (name >= 0 && Refusals.count(array.shape()) == 1) {
        double value = array.values()[0];
        said[name] = Steps.whole(value);
        beside.set(array.name(), Double.toString(value));
      } else if (extras.contains(array)) {
        beside.addArray(array.name(), array.data(), true);
      } else {
        tensors.add(array);
      }
    }
    if (tensors.isEmpty()) {
      throw refuse("%s: expected weights, found nothing but steps", where);
    }
    ForeignSnapshot snapshot =
        new ForeignSnapshot(OptionalLong.empty(), where, List.copyOf(tensors));
    return contents(
        List.of(snapshot),
        new StepClaims(
            OptionalLong.empty(),
            said[0].isPresent() ? said[0] : said[1],
            said[2].isPresent() ? said[2] : said[3]));
  }

  private Contents contents(List<ForeignSnapshot> snapshots, StepClaims claims) {
    return new Contents(form, snapshots, claims, beside, resources);
  }
}
