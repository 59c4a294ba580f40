package periscope.checkpoints.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import periscope.testing.ChildJvm;
import periscope.testing.Result;

/** When axis 0 counts steps. */
class StackingTest {
  @TempDir Path folder;

  /** An npy file of float32 or int64 values 0, 1, 2, …; without values if they are too many. */
  private Path write(String name, String type, int... shape) throws IOException {
    String sizes =
        java.util.Arrays.stream(shape).mapToObj(size -> size + ",").collect(Collectors.joining());
    byte[] header =
        String.format(
                Locale.ROOT,
                "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }\n",
                type,
                sizes)
            .getBytes(StandardCharsets.US_ASCII);
    long count = java.util.Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact);
    long bytes = count * (type.equals("<i8") ? 8 : 4);
    int written = bytes > 1 << 20 ? 0 : (int) bytes;
    ByteBuffer file =
        ByteBuffer.allocate(10 + header.length + written).order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    file.putShort((short) header.length).put(header);
    for (int i = 0; file.hasRemaining(); i++) {
      if (type.equals("<i8")) {
        file.putLong(i);
      } else {
        file.putFloat(i);
      }
    }
    Path path = Files.write(folder.resolve(name + ".npy"), file.array());
    try (var whole = new java.io.RandomAccessFile(path.toFile(), "rw")) {
      whole.setLength(10 + header.length + bytes); // sparse
    }
    return path;
  }

  private ForeignRun open(Stacking stacking) throws IOException {
    return ForeignFiles.open(List.of(folder), stacking);
  }

  private int snapshots(Stacking stacking) throws IOException {
    try (ForeignRun run = open(stacking)) {
      return run.snapshots().size();
    }
  }

  @Test
  void matricesOverSteps() throws IOException {
    write("embed", "<f4", 5, 3, 2);
    write("bias", "<f4", 5, 2);
    try (ForeignRun run = open(Stacking.AUTO)) {
      assertThat(Fixtures.steps(run)).containsExactly(-1L, -1L, -1L, -1L, -1L);
      ForeignSnapshot third = run.snapshots().get(2);
      assertThat(third.origin()).isEqualTo(folder + ": row 2");
      assertThat(Fixtures.tensor(third, "embed").shape()).containsExactly(3, 2);
      assertThat(Fixtures.tensor(third, "embed").values()).containsExactly(12, 13, 14, 15, 16, 17);
      assertThat(Fixtures.tensor(third, "bias").values()).containsExactly(4, 5);
    }
    assertThat(snapshots(Stacking.NO)).isEqualTo(1);
  }

  /** Two matrices with as many rows are those of one step, unless someone says otherwise. */
  @Test
  void matricesWithAsManyRows() throws IOException {
    write("W_x", "<f4", 5, 3);
    write("W_y", "<f4", 5, 3);
    assertThat(snapshots(Stacking.AUTO)).isEqualTo(1);
    assertThat(snapshots(Stacking.YES)).isEqualTo(5);
  }

  @Test
  void matricesWithSteps() throws IOException {
    write("W_x", "<f4", 5, 3);
    write("steps", "<i8", 5);
    try (ForeignRun run = open(Stacking.AUTO)) {
      assertThat(Fixtures.steps(run)).containsExactly(0L, 1L, 2L, 3L, 4L);
      assertThat(run.lists()).isEmpty();
    }
  }

  @Test
  void listsOfOtherLengths() throws IOException {
    write("W", "<f4", 5, 3, 2);
    write("loss", "<f4", 50);
    write("epoch", "<i8", 50);
    try (ForeignRun run = open(Stacking.AUTO)) {
      assertThat(run.snapshots()).hasSize(5);
      assertThat(run.snapshots().get(0).step()).isEmpty();
      assertThat(run.lists().get("loss")).hasSize(50);
      assertThat(run.indices().get("epoch")).hasSize(50);
    }
  }

  @Test
  void otherSizes() throws IOException {
    write("W", "<f4", 5, 3, 2);
    write("mask", "<f4", 3, 3);
    assertThat(snapshots(Stacking.AUTO)).isEqualTo(1);
    assertThatThrownBy(() -> open(Stacking.YES))
        .isInstanceOf(ForeignFileException.class)
        .hasMessage(
            folder + ": expected the same number of steps on axis 0, found 5 in W and 3 in mask");
  }

  @Test
  void nothingToStack() throws IOException {
    write("b", "<f4", 5);
    assertThat(snapshots(Stacking.AUTO)).isEqualTo(1);
    assertThatThrownBy(() -> open(Stacking.YES))
        .hasMessage(
            folder.resolve("b.npy") + ": expected arrays of at least 2 dimensions, found none");
  }

  @Test
  void noValues() throws IOException {
    write("W", "<f4", 1_000_000_000, 2, 0);
    assertThatThrownBy(() -> open(Stacking.AUTO))
        .hasMessage(folder.resolve("W.npy") + ": W has the shape [1000000000, 2, 0], so no values");
  }

  @Test
  void stepsThatAreNone() throws IOException {
    write("W", "<f4", 5, 3, 2);
    Path steps = write("step", "<i8", 5);
    byte[] bytes = Files.readAllBytes(steps);
    bytes[bytes.length - 1] = (byte) 0x80; // -2^63 + 4
    Files.write(steps, bytes);
    assertThatThrownBy(() -> open(Stacking.AUTO))
        .hasMessage(
            folder + ": step: expected whole numbers of steps, found -9.223372036854776E18");
  }

  /** 8 GB, of which a row of 8 MB is read with a heap of 64 MB. */
  @Test
  void manyMoreBytesThanMemory() throws IOException {
    Path file = write("W", "<f4", 1000, 1000, 2000);
    Result result = ChildJvm.run(List.of("-Xmx64m"), LastRow.class, file.toString());
    assertThat(result.succeeded().strip()).isEqualTo("1000 snapshots, 2000000 values");
  }

  /** Reads the last snapshot in a process of its own. */
  static final class LastRow {
    private LastRow() {}

    public static void main(String[] arguments) throws IOException {
      try (ForeignRun run = ForeignFiles.open(List.of(Path.of(arguments[0])))) {
        ForeignSnapshot last = run.snapshots().getLast();
        System.out.println(
            run.snapshots().size()
                + " snapshots, "
                + last.tensors().get(0).values().length
                + " values");
      }
    }
  }
}
