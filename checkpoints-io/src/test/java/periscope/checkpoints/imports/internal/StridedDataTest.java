package periscope.checkpoints.imports.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import periscope.checkpoints.imports.ElementFormat;
import periscope.checkpoints.imports.ForeignFileException;

/** Any arrangement of values is read as the loops over its indices say. */
class StridedDataTest {

  /** Bytes in memory, which count how many of them were read. */
  private static final class Memory implements ByteSource {
    private final byte[] bytes;
    private long read;

    Memory(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public String where() {
      return "memory";
    }

    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public void read(long at, byte[] into, int count) {
      System.arraycopy(bytes, (int) at, into, 0, count);
      read += count;
    }
  }

  /** float32 values 0, 1, 2, … */
  private static Memory counting(int count) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      bytes.putFloat(i);
    }
    return new Memory(bytes.array());
  }

  private static StridedData data(Memory memory, long offset, List<Integer> shape, long... strides)
      throws ForeignFileException {
    StridedData.Elementwise elements =
        new StridedData.Elementwise(
            memory, ElementFormat.FLOAT32, ByteOrder.LITTLE_ENDIAN, 0, memory.length() / 4);
    return StridedData.of("w", elements, offset, shape, strides);
  }

  /** The obvious reading: every index in turn. */
  private static double[] oracle(long offset, List<Integer> shape, long[] strides) {
    List<Double> values = new ArrayList<>();
    walk(offset, shape, strides, 0, values);
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static void walk(
      long at, List<Integer> shape, long[] strides, int axis, List<Double> values) {
    if (axis == shape.size()) {
      values.add((double) at); // element i has the value i
      return;
    }
    for (int i = 0; i < shape.get(axis); i++) {
      walk(at + i * strides[axis], shape, strides, axis + 1, values);
    }
  }

  static IntStream seeds() {
    return IntStream.range(0, 300);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void anyView(int seed) throws IOException {
    Random random = new Random(seed);
    int rank = random.nextInt(5);
    List<Integer> axes = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
    Collections.shuffle(axes, random);
    Integer[] shape = new Integer[rank];
    long[] strides = new long[rank];
    long span = 1;
    for (int axis : axes) {
      // Sometimes windows are exceeded: 65,536 float32 values fit in one.
      shape[axis] = 1 + random.nextInt(seed % 10 == 0 ? 40 : 7);
      boolean repeated = random.nextInt(8) == 0;
      strides[axis] = repeated ? 0 : span + random.nextInt(150) * (long) random.nextInt(2);
      span += (shape[axis] - 1) * strides[axis];
    }
    int offset = random.nextInt(20);
    if (offset + span > 10_000_000) {
      return;
    }
    Memory memory = counting((int) (offset + span));
    List<Integer> sizes = List.of(shape);
    double[] read = data(memory, offset, sizes, strides).values();
    // float32 holds whole numbers up to 2^24 exactly.
    assertThat(read).isEqualTo(oracle(offset, sizes, strides));
  }

  @Test
  void rows() throws IOException {
    StridedData whole = data(counting(24), 0, List.of(2, 3, 4), 12, 4, 1);
    assertThat(whole.row(1).values()).isEqualTo(oracle(12, List.of(3, 4), new long[] {4, 1}));
    assertThat(whole.row(1).row(2).row(3).values()).containsExactly(23);
  }

  /** A large transposed matrix is read once, not once a row. */
  @Test
  void readsEveryByteOnce() throws IOException {
    Memory memory = counting(1000 * 1000);
    double[] values = data(memory, 0, List.of(1000, 1000), 1, 1000).values();
    assertThat(values[1]).isEqualTo(1000);
    assertThat(memory.read).isEqualTo(memory.length());
  }

  /** A few columns of a wide matrix do not cost the matrix. */
  @Test
  void readsFarApartValuesOneByOne() throws IOException {
    Memory memory = counting(40 * 100_000);
    double[] values = data(memory, 7, List.of(40, 2), 100_000, 1).values();
    assertThat(values[3]).isEqualTo(100_008);
    assertThat(memory.read).isEqualTo(40 * 2 * 4);
  }

  @Test
  void identity() throws IOException {
    Memory memory = counting(24);
    String whole = data(memory, 0, List.of(4, 6), 6, 1).identity();
    assertThat(data(memory, 0, List.of(4, 6), 6, 1).identity()).isEqualTo(whole);
    assertThat(data(memory, 0, List.of(6, 4), 1, 6).identity()).isNotEqualTo(whole);
    assertThat(data(memory, 6, List.of(3, 6), 6, 1).identity()).isNotEqualTo(whole);
  }

  @Test
  void outside() {
    assertThatThrownBy(() -> data(counting(10), 5, List.of(2, 3), 3, 1))
        .hasMessage(
            "w: shape [2, 3] with strides [3, 1] from element 5 on needs 11 elements, but there are"
                + " 10");
    assertThatThrownBy(() -> data(counting(10), -1, List.of(2), 1))
        .hasMessage(
            "w: shape [2] with strides [1] from element -1 on needs 1 elements, but there"
                + " are 10");
    assertThatThrownBy(() -> data(counting(10), 0, List.of(2, 2), Long.MAX_VALUE, 1))
        .hasMessageEndingWith("needs 9223372036854775807 elements, but there are 10");
  }

  @Test
  void overlapping() {
    assertThatThrownBy(() -> data(counting(10), 0, List.of(3, 3), 2, 1))
        .hasMessage(
            "w: strides [2, 1] of shape [3, 3] make values overlap; save a contiguous copy of it");
    assertThatThrownBy(() -> data(counting(10), 5, List.of(3), -1))
        .hasMessage(
            "w: strides [-1] of shape [3] make values overlap; save a contiguous copy of it");
  }

  @Test
  void repeatedTooOften() throws IOException {
    assertThat(data(counting(1), 0, List.of(1 << 20), 0).values()).hasSize(1 << 20);
    assertThatThrownBy(() -> data(counting(1), 0, List.of(1 << 21), 0))
        .hasMessage("w: shape [2097152] claims 2097152 values, but there are 1 elements");
    assertThatThrownBy(
            () ->
                data(
                    counting(1),
                    0,
                    List.of(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE),
                    0,
                    0,
                    0))
        .hasMessageContaining("claims 9223372036854775807 values");
  }

  @Test
  void noValues() throws IOException {
    assertThat(data(counting(0), 5, List.of(0, 3), 3, 1).values()).isEmpty();
  }
}
