package periscope.checkpoints.imports;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** A tensor in memory, as if it stood in a file. */
final class ArrayTensor implements ForeignTensor {
  private final String name;
  private final List<Integer> shape;
  private final ElementFormat format;
  private final String identity;
  private final double[] data;

  private ArrayTensor(
      String name, List<Integer> shape, ElementFormat format, String identity, double[] data) {
    this.name = name;
    this.shape = shape;
    this.format = format;
    this.identity = identity;
    this.data = data;
  }

  /** Float32 values from a seed that is the name's. */
  static ArrayTensor of(String name, Integer... shape) {
    int size = 1;
    for (int n : shape) {
      size *= n;
    }
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(name.hashCode());
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new ArrayTensor(name, List.of(shape), ElementFormat.FLOAT32, name, values);
  }

  ArrayTensor as(ElementFormat other) {
    return new ArrayTensor(name, shape, other, identity, data);
  }

  ArrayTensor aliasOf(String other) {
    return new ArrayTensor(name, shape, format, other, data);
  }

  ArrayTensor named(String other) {
    return new ArrayTensor(other, shape, format, identity, data);
  }

  /** The values, not a copy. */
  double[] data() {
    return data;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<Integer> shape() {
    return shape;
  }

  @Override
  public ElementFormat format() {
    return format;
  }

  @Override
  public String identity() {
    return identity;
  }

  @Override
  public double[] values() {
    return data.clone();
  }
}
