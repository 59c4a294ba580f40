package periscope.models.net;

import java.util.List;
import java.util.Locale;

/** Float32 values for each of a model's parameters, in the model's order. */
public final class Parameters {
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

  /** The parameters' names and shapes, in order. */
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

  /** An independent copy. */
  public Parameters copy() {
    float[][] copies = new float[values.length][];
    for (int i = 0; i < copies.length; i++) {
      copies[i] = values[i].clone();
    }
    return new Parameters(specs, copies);
  }
}
