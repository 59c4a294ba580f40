package periscope.models.net;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import periscope.models.kernel.AdamW;
import periscope.models.kernel.Elementwise;

/** Float32 values for each of a model's parameters, in the model's order. */
public final class Parameters implements Values<Parameters> {
  private static final double ROUNDING = 1e-6;

  private final List<ParameterSpec> specs;
  private final float[][] values;

  private Parameters(List<ParameterSpec> specs, float[][] values) {
    this.specs = specs;
    this.values = values;
  }

  /** All zeros. */
  public static Parameters zeros(List<ParameterSpec> specs) {
    float[][] values = new float[specs.size()][];
    for (int i = 0; i < values.length; i++) {
      values[i] = new float[specs.get(i).size()];
    }
    return new Parameters(List.copyOf(specs), values);
  }

  @Override
  public List<ParameterSpec> specs() {
    return specs;
  }

  /** A parameter's values in float64, row-major, a copy. */
  public double[] wide(int index) {
    return wide(get(index));
  }

  /**
   * A named parameter's values in float64, row-major, a copy.
   *
   * @throws IllegalArgumentException if the model has no such parameter
   */
  public double[] wide(String name) {
    return wide(get(name));
  }

  private static double[] wide(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  /** Values of the parameter with this position in {@link #specs()}, row-major, not a copy. */
  public float[] get(int index) {
    return values[index];
  }

  /**
   * Values of a named parameter, row-major, not a copy.
   *
   * @throws IllegalArgumentException if the model has no such parameter
   */
  public float[] get(String name) {
    for (int i = 0; i < values.length; i++) {
      if (specs.get(i).name().equals(name)) {
        return values[i];
      }
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "no parameter %s among %s",
            name,
            specs.stream().map(ParameterSpec::name).toList()));
  }

  @Override
  public int size(int index) {
    return values[index].length;
  }

  @Override
  public Parameters zeros() {
    return zeros(specs);
  }

  @Override
  public void set(Parameters other) {
    for (int i = 0; i < values.length; i++) {
      System.arraycopy(other.values[i], 0, values[i], 0, values[i].length);
    }
  }

  @Override
  public void scale(int index, double factor, int from, int to) {
    Elementwise.scale(values[index], (float) factor, from, to);
  }

  @Override
  public void addScaled(int index, Parameters x, double factor, int from, int to) {
    Elementwise.addScaled(values[index], x.values[index], (float) factor, from, to);
  }

  @Override
  public void addSign(int index, Parameters x, double strength) {
    Elementwise.addSign(values[index], x.values[index], (float) strength, 0, size(index));
  }

  @Override
  public void addEach(int index, DoubleSupplier numbers) {
    float[] array = values[index];
    for (int i = 0; i < array.length; i++) {
      array[i] += (float) numbers.getAsDouble();
    }
  }

  @Override
  public void moveTowards(int index, Parameters goal, double share) {
    float rounded = (float) share;
    Elementwise.scale(values[index], 1 - rounded, 0, size(index));
    Elementwise.addScaled(values[index], goal.values[index], rounded, 0, size(index));
  }

  @Override
  public double dot(int index, Parameters x) {
    return Elementwise.dot(values[index], x.values[index], 0, size(index));
  }

  @Override
  public double sumOfSquares(int index) {
    return Elementwise.sumOfSquares(values[index], 0, size(index));
  }

  @Override
  public double rounding() {
    return ROUNDING;
  }

  @Override
  public void update(
      AdamW rule,
      int index,
      Parameters gradient,
      Parameters mean,
      Parameters meanSquare,
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

  @Override
  public Parameters copy() {
    float[][] copies = new float[values.length][];
    for (int i = 0; i < copies.length; i++) {
      copies[i] = values[i].clone();
    }
    return new Parameters(specs, copies);
  }
}
