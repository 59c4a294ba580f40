package periscope.models.net;

import java.util.List;
import java.util.function.DoubleSupplier;
import periscope.models.kernel.AdamW;

/**
 * Values for each of a model's parameters, in the model's order, and the arithmetic by which
 * training changes them: in float32 or in float64. Factors are rounded to the values' precision
 * before they are used.
 *
 * <p>A parameter is named by its position in {@link #specs()}; ranges are {@code from} inclusive to
 * {@code to} exclusive. Others have the same parameters.
 *
 * @param <V> the class itself
 */
public sealed interface Values<V extends Values<V>> permits Parameters, WideParameters {

  /** The parameters' names and shapes, in order. */
  List<ParameterSpec> specs();

  /** Number of values of a parameter. */
  int size(int index);

  /** An independent copy. */
  V copy();

  /** Zeros, as many. */
  V zeros();

  /** Takes over all values of another. */
  void set(V values);

  /** {@code this *= factor}, in a range of a parameter. */
  void scale(int index, double factor, int from, int to);

  /** {@code this += factor · x}, in a range of a parameter. */
  void addScaled(int index, V x, double factor, int from, int to);

  /** {@code this += strength · sign(x)} of a parameter, with sign(0) = 0. */
  void addSign(int index, V x, double strength);

  /** Adds a number of its own to each value of a parameter, in their order. */
  void addEach(int index, DoubleSupplier numbers);

  /** {@code this = (1 − share) · this + share · goal} of a parameter. */
  void moveTowards(int index, V goal, double share);

  /** Σ this·x over a parameter, in float64. */
  double dot(int index, V x);

  /** Σ this² over a parameter, in float64. */
  double sumOfSquares(int index);

  /** Which share of a sum's largest terms may be left of it by rounding alone where it is 0. */
  double rounding();

  /** The update of {@link AdamW} in a range of a parameter of these weights. */
  void update(
      AdamW rule,
      int index,
      V gradient,
      V mean,
      V meanSquare,
      int from,
      int to,
      double learningRate,
      long step);
}
