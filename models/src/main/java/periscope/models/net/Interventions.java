package periscope.models.net;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Hooks that change one named activation or parameter; chain them with {@link Hooks#andThen}. A
 * name that the model does not have is an error of the forward pass.
 *
 * <p>A value's last axis is called its columns: the neurons of {@code blocks.0.mlp.hook_post}, the
 * classes of {@code logits}. Everything before it is its rows.
 */
public final class Interventions {
  private Interventions() {}

  /** Replaces a value by one of the same shape. */
  public static Hooks replace(String name, Tensor value) {
    return map(name, original -> value);
  }

  /**
   * Replaces a value by a function of it, which must keep the shape and not change its argument.
   */
  public static Hooks map(String name, UnaryOperator<Tensor> function) {
    return new NamedHook(name, function);
  }

  /**
   * The same for an activation, {@linkplain Hooks#inParts in parts} and only at positions that
   * {@linkplain Hooks#onlyWhatReachesTheLogits reach the logits}.
   */
  public static Hooks mapWhatReachesTheLogits(String name, UnaryOperator<Tensor> function) {
    return new PartsHook(name, function);
  }

  /** Multiplies all of a value by a number. */
  public static Hooks scale(String name, double factor) {
    return map(
        name,
        value -> {
          double[] scaled = value.values().clone();
          for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= factor;
          }
          return new Tensor(value.shape(), scaled);
        });
  }

  /** Sets all of a value to 0. */
  public static Hooks zero(String name) {
    return map(name, value -> new Tensor(value.shape(), new double[value.values().length]));
  }

  /**
   * Sets some columns to 0, such as some neurons; the forward pass fails if there is no such
   * column.
   */
  public static Hooks zero(String name, int... columns) {
    int[] chosen = requireColumns(columns);
    return map(name, value -> fillColumns(value, chosen, new double[columns(value)]));
  }

  /** Sets each column to its mean over all rows of this forward pass. */
  public static Hooks meanAblate(String name) {
    return map(
        name,
        value -> {
          int[] all = new int[columns(value)];
          Arrays.setAll(all, i -> i);
          return fillColumns(value, all, columnMeans(value));
        });
  }

  /** Sets some columns to their means over all rows of this forward pass. */
  public static Hooks meanAblate(String name, int... columns) {
    int[] chosen = requireColumns(columns);
    return map(name, value -> fillColumns(value, chosen, columnMeans(value)));
  }

  /**
   * Adds a direction to each row: x + d.
   *
   * @param direction one value a column
   */
  public static Hooks add(String name, double[] direction) {
    double[] added = direction.clone();
    return map(
        name,
        value -> {
          double[] values = value.values().clone();
          for (int i = 0; i < values.length; i++) {
            values[i] += added[i % added.length];
          }
          return new Tensor(value.shape(), values);
        });
  }

  /**
   * Removes a direction from each row: x − (x·d)d/|d|².
   *
   * @param direction one value a column; any length but 0
   * @throws IllegalArgumentException if it is 0 or not finite
   */
  public static Hooks projectOut(String name, double[] direction) {
    double norm = 0;
    for (double d : direction) {
      norm = Math.hypot(norm, d);
    }
    if (!(norm > 0 && norm < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the direction to project out of %s has norm %s, expected a positive number",
              name,
              norm));
    }
    double[] unit = new double[direction.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = direction[i] / norm;
    }
    return map(name, value -> withoutDirection(name, value, unit));
  }

  private static Tensor withoutDirection(String name, Tensor value, double[] unit) {
    int width = columns(value);
    if (unit.length != width) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the direction to project out of %s has %d values, expected %d as in shape %s",
              name,
              unit.length,
              width,
              value.shape()));
    }
    double[] result = value.values().clone();
    for (int row = 0; row < result.length; row += width) {
      double along = 0;
      for (int i = 0; i < width; i++) {
        along += result[row + i] * unit[i];
      }
      for (int i = 0; i < width; i++) {
        result[row + i] -= along * unit[i];
      }
    }
    return new Tensor(value.shape(), result);
  }

  private static double[] columnMeans(Tensor value) {
    int width = columns(value);
    double[] means = new double[width];
    double[] values = value.values();
    for (int i = 0; i < values.length; i++) {
      means[i % width] += values[i];
    }
    int rows = values.length / width;
    for (int i = 0; i < width; i++) {
      means[i] /= rows;
    }
    return means;
  }

  private static Tensor fillColumns(Tensor value, int[] columns, double[] fill) {
    int width = columns(value);
    double[] result = value.values().clone();
    for (int column : columns) {
      if (column < 0 || column >= width) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "column %d is outside 0 to %d of shape %s",
                column,
                width - 1,
                value.shape()));
      }
      for (int i = column; i < result.length; i += width) {
        result[i] = fill[column];
      }
    }
    return new Tensor(value.shape(), result);
  }

  private static int columns(Tensor value) {
    List<Integer> shape = value.shape();
    return shape.get(shape.size() - 1);
  }

  private static int[] requireColumns(int[] columns) {
    if (columns.length == 0) {
      throw new IllegalArgumentException(
          "no columns to ablate: name at least one, or leave them out to ablate all");
    }
    return columns.clone();
  }

  private record NamedHook(String name, UnaryOperator<Tensor> function) implements Hooks {
    @Override
    public Tensor apply(String seen, Tensor value) {
      return seen.equals(name) ? function.apply(value) : value;
    }

    @Override
    public Set<String> names() {
      return Set.of(name);
    }
  }

  private record PartsHook(String name, UnaryOperator<Tensor> function) implements Hooks {
    @Override
    public Tensor apply(String seen, Tensor value) {
      return function.apply(value);
    }

    @Override
    public Set<String> names() {
      return Set.of(name);
    }

    @Override
    public boolean onlyWhatReachesTheLogits() {
      return true;
    }

    @Override
    public boolean inParts() {
      return true;
    }
  }
}
