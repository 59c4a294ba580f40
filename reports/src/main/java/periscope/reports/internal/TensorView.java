package periscope.reports.internal;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import periscope.checkpoints.Snapshot;
import periscope.checkpoints.TensorSpec;

/**
 * One matrix of a run as a page shows it: at most {@link #MOST} rows and as many columns, beyond
 * that every k-th. Vectors are one row; of tensors with heads, these stand beside each other, or
 * below each other where that is squarer.
 *
 * @param name what people call it
 * @param definition what it is, in words
 * @param rows of the whole matrix
 * @param columns of the whole matrix
 * @param rowBlocks how many heads stand below each other
 * @param columnBlocks how many heads stand beside each other
 * @param values the whole matrix of a snapshot, {@code [rows][columns]}
 */
record TensorView(
    String name,
    String definition,
    int rows,
    int columns,
    int rowBlocks,
    int columnBlocks,
    Function<Snapshot, float[]> values) {
  /** More rows or columns than this cannot be told apart on a page. */
  static final int MOST = 256;

  /** A parameter as it is stored. */
  static TensorView of(TensorSpec tensor) {
    List<Integer> shape = tensor.shape();
    String name = tensor.name();
    int columns = shape.isEmpty() ? 1 : shape.getLast();
    int rows = columns == 0 ? 0 : tensor.size() / columns;
    if (shape.size() != 3 || columns >= shape.get(1)) {
      int blocks = shape.size() == 3 ? shape.getFirst() : 1;
      return new TensorView(name, name, rows, columns, blocks, 1, snapshot -> snapshot.get(name));
    }
    int heads = shape.getFirst();
    return new TensorView(
        name,
        name + ", heads beside each other",
        shape.get(1),
        heads * columns,
        1,
        heads,
        snapshot -> sideBySide(snapshot.get(name), heads, columns));
  }

  /** {@code [heads][rows][columns]} as {@code [rows][heads · columns]}. */
  private static float[] sideBySide(float[] stored, int heads, int columns) {
    int rows = stored.length / heads / columns;
    float[] matrix = new float[stored.length];
    for (int i = 0; i < heads * rows; i++) {
      int to = i % rows * heads * columns + i / rows * columns;
      System.arraycopy(stored, i * columns, matrix, to, columns);
    }
    return matrix;
  }

  /** Only every k-th row is held. */
  int everyRow() {
    return Math.ceilDiv(rows, MOST);
  }

  /** Only every k-th column is held. */
  int everyColumn() {
    return Math.ceilDiv(columns, MOST);
  }

  /** Dimensions of what is held. */
  List<Integer> heldShape() {
    return List.of(Math.ceilDiv(rows, everyRow()), Math.ceilDiv(columns, everyColumn()));
  }

  /** Number of values that are held of a snapshot. */
  int heldSize() {
    return heldShape().getFirst() * heldShape().getLast();
  }

  /** What is held of a snapshot, {@link #heldShape()}. */
  float[] held(Snapshot snapshot) {
    float[] whole = values.apply(snapshot);
    int width = heldShape().getLast();
    float[] held = new float[heldSize()];
    for (int i = 0; i < held.length; i++) {
      held[i] = whole[i / width * everyRow() * columns + i % width * everyColumn()];
    }
    return held;
  }

  /** What the page's scripts need to know of it besides the shape that is held. */
  double[] layout() {
    return new double[] {rows, columns, everyRow(), everyColumn(), rowBlocks, columnBlocks};
  }

  /** The definition, with what is left out. */
  String description() {
    StringBuilder text = new StringBuilder(definition);
    if (everyRow() > 1) {
      text.append(String.format(Locale.ROOT, "; of %,d rows 1 in %d", rows, everyRow()));
    }
    if (everyColumn() > 1) {
      text.append(String.format(Locale.ROOT, "; of %,d columns 1 in %d", columns, everyColumn()));
    }
    return text.toString();
  }
}
