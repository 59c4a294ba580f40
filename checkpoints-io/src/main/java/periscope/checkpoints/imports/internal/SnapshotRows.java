package periscope.checkpoints.imports.internal;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;
import periscope.checkpoints.imports.ForeignSnapshot;
import periscope.checkpoints.imports.ForeignTensor;

/** The rows of stacked arrays as snapshots, made when asked for: there may be very many. */
final class SnapshotRows extends AbstractList<ForeignSnapshot> implements RandomAccess {
  private final String where;
  private final List<NamedTensor> arrays;
  private final int count;
  private final long @Nullable [] steps; // [count]

  SnapshotRows(String where, List<NamedTensor> arrays, int count, long @Nullable [] steps) {
    this.where = where;
    this.arrays = arrays;
    this.count = count;
    this.steps = steps;
  }

  @Override
  public int size() {
    return count;
  }

  @Override
  public ForeignSnapshot get(int index) {
    Objects.checkIndex(index, count);
    List<ForeignTensor> rows = new ArrayList<>();
    for (NamedTensor array : arrays) {
      rows.add(new NamedTensor(array.name(), array.data().row(index)));
    }
    OptionalLong step = steps == null ? OptionalLong.empty() : OptionalLong.of(steps[index]);
    return new ForeignSnapshot(step, where + ": row " + index, rows);
  }
}
