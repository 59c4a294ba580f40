package periscope.models.task;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * Labelled grey images from the four IDX files of MNIST (LeCun et al. 1998) or of a data set in its
 * form, such as Fashion-MNIST, gzipped or not: {@code train-images-idx3-ubyte}, {@code
 * train-labels-idx1-ubyte}, {@code t10k-images-idx3-ubyte}, {@code t10k-labels-idx1-ubyte}.
 *
 * <p>An example is given as numbers, one a pixel, row by row, its byte over 255. Examples are the
 * first {@code train} images of the training files in their order, then the first {@code test} of
 * the test files; the split {@code first} with {@code count} = {@code train} makes them so. Classes
 * are the labels up to the largest that is in either file. A run file has the directory's name and
 * a {@linkplain DataMark hash} of the examples only, so the files must stay where they are for the
 * run to be probed.
 *
 * @param directory where the files are, as an absolute path or from where the program is started
 * @param train images of the training files, 1 or more
 * @param test images of the test files, 0 or more
 */
public record Images(String directory, int train, int test) implements TaskSpec {
  private static final float WHITE = 255;

  /** Checks the numbers. */
  public Images {
    if (train < 1 || test < 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "task.train is %d and task.test is %d, expected 1 or more and 0 or more images",
              train,
              test));
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if a file is not there, or has fewer images than are wanted
   * @throws UncheckedIOException if a file cannot be read, or is no IDX file of this kind
   */
  @Override
  public Task task() {
    try {
      return read(Path.of(directory));
    } catch (IOException e) {
      String message = e.getMessage() == null ? e.toString() : e.getMessage();
      throw new UncheckedIOException(message, e);
    }
  }

  private Task read(Path folder) throws IOException {
    IdxFiles trainFiles = IdxFiles.open(folder, "train", train);
    IdxFiles testFiles = IdxFiles.open(folder, "t10k", test);
    trainFiles.requireSamePixels(testFiles);
    int size = Math.addExact(train, test);
    int pixels = trainFiles.pixels();
    float[] values = new float[Math.multiplyExact(size, pixels)];
    int[] labels = Arrays.copyOf(trainFiles.labels(), size);
    System.arraycopy(testFiles.labels(), 0, labels, train, test);
    scale(trainFiles.images(), values, 0);
    scale(testFiles.images(), values, train * pixels);
    int classes = 1 + Math.max(trainFiles.largestLabel(), testFiles.largestLabel());
    return new Task(new Inputs.Features(pixels, values), classes, labels);
  }

  private static void scale(byte[] images, float[] values, int from) {
    for (int i = 0; i < images.length; i++) {
      values[from + i] = Byte.toUnsignedInt(images[i]) / WHITE;
    }
  }
}
