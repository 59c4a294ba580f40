package periscope.models.net;

import java.util.List;
import java.util.function.DoubleSupplier;
import periscope.models.kernel.AdamW;
import periscope.models.kernel.Elementwise;
import periscope.models.kernel.Sums;

/** Float64 values for each of a model's parameters, in the model's order, as training has them. */
public final class WideParameters implements Values<WideParameters> {
  private static final double ROUNDING = 1e-14;

  private final List<ParameterSpec> specs;
  private final double[][] values;

  private WideParameters(List<ParameterSpec> specs, double[][] values) {
    this.specs = specs;
    this.values = values;
  }

  /** The same numbers as these, which float64 has all of. */
  public static WideParameters of(Parameters single) {
    double[][] values = new double[single.specs().size()][];
    for (int i = 0; i < values.length; i++) {
      values[i] = single.wide(i);
    }
    return new WideParameters(single.specs(), values);
  }

  /** Rounds every value to the nearest float32; beyond its range, to infinity. */
  public void round(Parameters single) {
    for (int i = 0; i < values.length; i++) {
      Elementwise.narrow(values[i], single.get(i), 0, values[i].length);
    }
  }

  /** Values of the parameter with this position in {@link #specs()}, row-major, not a copy. */
  public double[] get(int index) {
    return values[index];
  }

  @Override
  public List<ParameterSpec> specs() {
    return specs;
  }

  @Override
  public int size(int index) {
    return values[index].length;
  }

  @Override
  public WideParameters copy() {
    WideParameters copy = zeros();
    copy.set(this);
    return copy;
  }

  @Override
  public WideParameters zeros() {
    double[][] zeros = new double[values.length][];
    for (int i = 0; i < zeros.length; i++) {
      zeros[i] = new double[values[i].length];
    }
    return new WideParameters(specs, zeros);
  }

  @Override
  public void set(WideParameters other) {
    for (int i = 0; i < values.length; i++) {
      System.arraycopy(other.values[i], 0, values[i], 0, values[i].length);
    }
  }

  @Override
  public void scale(int index, double factor, int from, int to) {
    Elementwise.scale(values[index], factor, from, to);
  }

  @Override
  public void addScaled(int index, WideParameters x, double factor, int from, int to) {
    Elementwise.addScaled(values[index], x.values[index], factor, from, to);
  }

  @Override
  public void addSign(int index, WideParameters x, double strength) {
    Elementwise.addSign(values[index], x.values[index], strength, 0, size(index));
  }

  @Override
  public void addEach(int index, DoubleSupplier numbers) {
    double[] array = values[index];
    for (int i = 0; i < array.length; i++) {
      array[i] += numbers.getAsDouble();
    }
  }

  @Override
  public void moveTowards(int index, WideParameters goal, double share) {
    Elementwise.scale(values[index], 1 - share, 0, size(index));
    Elementwise.addScaled(values[index], goal.values[index], share, 0, size(index));
  }

  @Override
  public double dot(int index, WideParameters x) {
    return Sums.dot(values[index], x.values[index]);
  }

  @Override
  public double sumOfSquares(int index) {
    return dot(index, this);
  }

  @Override
  public double rounding() {
    return ROUNDING;
  }

  @Override
  public void update(
      AdamW rule,
      int index,
      WideParameters gradient,
      WideParameters mean,
      WideParameters meanSquare,
      int from,
      int to,
      double learningRate,
      long step) {
    rule.update(
        values[index],
        gradient.values[index],
        mean.values[index],
        meanSquare.values[index],
        from,
        to,
        learningRate,
        step);
  }
}
