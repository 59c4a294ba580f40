package periscope.checkpoints;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A program that writes a run as fast as it can and says what it has committed. Arguments: file,
 * number of checkpoints to stop at. Continues the file if there is one.
 */
final class WritingProcess {
  /** Tensors larger and smaller than HDF5's buffers, so that a kill can fall between any two. */
  static final RunHeader HEADER =
      new RunHeader(
          "{}",
          Map.of(),
          List.of(
              new TensorSpec("embed.W_E", List.of(113, 64)),
              new TensorSpec("blocks.0.mlp.W_in", List.of(64, 16)),
              new TensorSpec("bias", List.of(7))),
          List.of(
              new TensorSpec("adam.m", List.of(113, 64)),
              new TensorSpec("adam.v", List.of(113, 64)),
              new TensorSpec("adam.t", List.of())),
          List.of("loss/train", "loss/test"));

  private WritingProcess() {}

  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[0]);
    int end = Integer.parseInt(args[1]);
    try (RunWriter writer =
        Files.exists(file)
            ? RunWriter.resume(file)
            : RunWriter.create(file, HEADER, TestRuns.TRAIN, false)) {
      System.out.println("open");
      while (writer.committed() < end) {
        TestRuns.write(writer, writer.committed());
        System.out.println("committed " + writer.committed());
      }
    } catch (IOException e) {
      System.out.println("failed: " + e.getMessage());
      try (RunWriter writer = RunWriter.resume(file)) {
        System.out.println("resumed " + writer.lastStep());
      } catch (IOException again) {
        System.out.println("again: " + again.getMessage());
      }
    }
  }
}
