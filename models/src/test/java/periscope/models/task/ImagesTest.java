package periscope.models.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImagesTest {
  private static final int ROWS = 3;
  private static final int COLUMNS = 2;
  private static final int PIXELS = ROWS * COLUMNS;

  @TempDir Path folder;

  @BeforeEach
  void sixTrainAndFourTestImages() throws IOException {
    write("train", 6, false);
    write("t10k", 4, false);
  }

  /** Image i of a file has the pixels 40·i, 40·i + 1, …; its label is i. */
  private void write(String which, int count, boolean zipped) throws IOException {
    byte[] pixels = new byte[count * PIXELS];
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) i;
      for (int j = 0; j < PIXELS; j++) {
        pixels[i * PIXELS + j] = (byte) (40 * i + j);
      }
    }
    write(which + "-images-idx3-ubyte", zipped, bytes(0x803, pixels, count, ROWS, COLUMNS));
    write(which + "-labels-idx1-ubyte", zipped, bytes(0x801, labels, count));
  }

  private static byte[] bytes(int magic, byte[] data, int... sizes) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeInt(magic);
    for (int size : sizes) {
      out.writeInt(size);
    }
    out.write(data);
    return bytes.toByteArray();
  }

  private void write(String name, boolean zipped, byte[] bytes) throws IOException {
    try (OutputStream file = Files.newOutputStream(folder.resolve(zipped ? name + ".gz" : name));
        OutputStream out = zipped ? new GZIPOutputStream(file) : file) {
      out.write(bytes);
    }
  }

  private Images images(int train, int test) {
    return new Images(folder.toString(), train, test);
  }

  private void assertImages(Task task) {
    float[] values = ((Inputs.Features) task.given()).values();
    assertThat(task.arity()).isEqualTo(PIXELS);
    assertThat(task.classes()).isEqualTo(6); // the largest label of all, 5, though not chosen
    assertThat(task.labels()).containsExactly(0, 1, 2, 0, 1);
    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < PIXELS; j++) {
        int pixel = 40 * (i < 3 ? i : i - 3) + j;
        assertThat(values[i * PIXELS + j]).isEqualTo(pixel / 255f);
      }
    }
  }

  @Test
  void firstImagesOfBothFilesAreTheExamples() {
    assertImages(images(3, 2).task());
  }

  @Test
  void zippedFilesAreReadToo() throws IOException {
    for (String which : new String[] {"train", "t10k"}) {
      Files.delete(folder.resolve(which + "-images-idx3-ubyte"));
      Files.delete(folder.resolve(which + "-labels-idx1-ubyte"));
    }
    write("train", 6, true);
    write("t10k", 4, true);
    assertImages(images(3, 2).task());
  }

  @Test
  void theBrightestPixelIsOne() throws IOException {
    byte[] white = new byte[4 * PIXELS];
    Arrays.fill(white, (byte) 255);
    write("t10k-images-idx3-ubyte", false, bytes(0x803, white, 4, ROWS, COLUMNS));
    assertThat(((Inputs.Features) images(1, 1).task().given()).values()[PIXELS]).isEqualTo(1);
  }

  @Test
  void aMissingFileIsNamedWithWhatToDo() throws IOException {
    Files.delete(folder.resolve("t10k-labels-idx1-ubyte"));
    assertThatThrownBy(() -> images(3, 2).task())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "there is no t10k-labels-idx1-ubyte and no t10k-labels-idx1-ubyte.gz in "
                + folder.toAbsolutePath()
                + ": get the four files of MNIST or Fashion-MNIST, and say where they are with --set task.directory=PATH");
  }

  @Test
  void moreImagesThanThereAreIsRefused() {
    assertThatThrownBy(() -> images(7, 2).task())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            folder.resolve("train-images-idx3-ubyte") + " has 6 images, but task.train asks for 7");
    assertThatThrownBy(() -> images(6, 5).task())
        .hasMessageEndingWith(" has 4 images, but task.test asks for 5");
    assertThatThrownBy(() -> images(0, 2))
        .hasMessage("task.train is 0 and task.test is 2, expected 1 or more and 0 or more images");
  }

  private void assertDamaged(byte[] trainImages, String message) throws IOException {
    write("train-images-idx3-ubyte", false, trainImages);
    assertThatThrownBy(() -> images(3, 2).task())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage(folder.resolve("train-images-idx3-ubyte") + message);
  }

  @Test
  void damageIsSaidWithItsPlace() throws IOException {
    byte[] whole = bytes(0x803, new byte[6 * PIXELS], 6, ROWS, COLUMNS);
    assertDamaged(
        bytes(0x801, new byte[6], 6),
        " begins with 00000801, expected 00000803: it is no IDX file of bytes with 3 axes");
    assertDamaged(
        Arrays.copyOf(whole, 9), " ends within its header: it is no IDX file, or cut short");
    assertDamaged(Arrays.copyOf(whole, 20), " ends after 4 of 18 bytes of data: it is cut short");
    assertDamaged(
        bytes(0x803, new byte[0], 6, Integer.MAX_VALUE, COLUMNS),
        " says at byte 8 that axis 1 has the size 2147483647, expected 1 to 4096: it is damaged");
    assertDamaged(
        bytes(0x803, new byte[0], 6, -1, COLUMNS),
        " says at byte 8 that axis 1 has the size -1, expected 1 to 4096: it is damaged");
    assertDamaged(
        bytes(0x803, new byte[5 * PIXELS], 5, ROWS, COLUMNS),
        " has 5 images, but "
            + folder.resolve("train-labels-idx1-ubyte")
            + " has 6 labels: they do not belong together");
    assertDamaged(
        bytes(0x803, new byte[36], 6, COLUMNS, ROWS),
        " has images of 2 × 3, but "
            + folder.resolve("t10k-images-idx3-ubyte")
            + " of 3 × 2: they do not belong together");
  }

  /** A file that is cut or changed anywhere gives its images, or one of the two exceptions. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noDamageDoesAnythingElse(boolean zipped) throws IOException {
    Files.delete(folder.resolve("train-images-idx3-ubyte"));
    write("train", 6, zipped);
    Path file = folder.resolve("train-images-idx3-ubyte" + (zipped ? ".gz" : ""));
    byte[] whole = Files.readAllBytes(file);
    var random = new Random(5);
    int refused = 0;
    for (int i = 0; i < 300; i++) {
      byte[] damaged = Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      Files.write(file, damaged);
      try {
        assertThat(images(3, 2).task().size()).isEqualTo(5);
      } catch (UncheckedIOException e) {
        assertThat(e.getMessage()).contains(file.getFileName().toString());
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }
}
