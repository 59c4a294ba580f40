package periscope.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import periscope.checkpoints.RunReader;

/** Training on images that lie in files of the user's own. */
class ImagesRunTest {
  private static final int SIDE = 6;

  @TempDir private Path folder;

  /** Ten classes: an image of class c is dark but for pixel c, all a little noisy. */
  private void write(String which, int count) throws IOException {
    var random = new Random(count);
    try (var images = file(which + "-images-idx3-ubyte", 0x803, count, SIDE, SIDE);
        var labels = file(which + "-labels-idx1-ubyte", 0x801, count)) {
      for (int i = 0; i < count; i++) {
        labels.write(i % 10);
        for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
          images.write(random.nextInt(40) + (pixel == i % 10 ? 200 : 0));
        }
      }
    }
  }

  private DataOutputStream file(String name, int magic, int... sizes) throws IOException {
    var out = new DataOutputStream(Files.newOutputStream(folder.resolve(name)));
    out.writeInt(magic);
    for (int size : sizes) {
      out.writeInt(size);
    }
    return out;
  }

  private RunSpec spec() throws IOException {
    return SpecLoader.load(
        "omnigrok-mnist",
        List.of(
            "task.directory=" + folder,
            "task.train=100",
            "task.test=50",
            "split.count=100",
            "model.hidden=[20, 10]",
            "initialScale=1",
            "batchSize=30",
            "steps=300",
            "checkpoints=every:100",
            "metricsEvery=100"));
  }

  @Test
  void imagesAreLearntAndTheFileHasTheirDirectoryOnly() throws IOException {
    write("train", 120);
    write("t10k", 60);
    Path file = folder.resolve("run.h5");
    Trainer.train(spec(), file, false, 2, (step, metrics) -> {}, () -> false);
    try (RunReader run = RunReader.open(file)) {
      assertThat(run.train()).hasSize(100);
      assertThat(run.metric("accuracy/test")[3]).isGreaterThan(0.9);
      assertThat(run.spec()).contains(folder.toString());
    }
  }

  @Test
  void aRunIsNotGoneOnWithOnOtherImages() throws IOException {
    write("train", 120);
    write("t10k", 60);
    Path file = folder.resolve("run.h5");
    Trainer.train(spec(), file, false, 2, (step, metrics) -> {}, () -> true);
    Trainer.resume(file, OptionalLong.empty(), 1, (step, metrics) -> {}, () -> true);
    write("train", 121);
    assertThatThrownBy(() -> Trainer.resume(file, 1, (step, metrics) -> {}, () -> true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + " was trained on other examples than those that Images[")
        .hasMessageContaining("makes now: expected the hash ")
        .hasMessageEndingWith("; put the files back that it was trained on");
  }

  @Test
  void aRunWithoutItsImagesSaysWhereTheyAreMissing() throws IOException {
    RunSpec spec = spec();
    Path file = folder.resolve("run.h5");
    assertThatThrownBy(
            () -> Trainer.train(spec, file, false, 1, (step, metrics) -> {}, () -> false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "there is no train-images-idx3-ubyte and no train-images-idx3-ubyte.gz in " + folder);
    assertThat(file).doesNotExist();
  }
}
