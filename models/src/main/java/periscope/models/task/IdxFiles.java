package periscope.models.task;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A file of images and the file of their labels.
 *
 * @param imageFile where the images are
 * @param rows of an image
 * @param columns of an image
 * @param images the first images, {@code [count][rows][columns]}
 * @param labels of the same, {@code [count]}
 * @param largestLabel of all images in the file
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; read once by its only caller
record IdxFiles(
    Path imageFile, int rows, int columns, byte[] images, int[] labels, int largestLabel) {

  /** More bytes than any label file of the kind has; every label is read. */
  private static final int MAX_LABELS = 1 << 26;

  /** Side of an image. */
  private static final int MAX_SIDE = 1 << 12;

  /**
   * Reads the first images and labels.
   *
   * @param which {@code train} or {@code t10k}
   * @throws IllegalArgumentException if a file is missing or has fewer
   * @throws IOException if one cannot be read or is not of this form
   */
  static IdxFiles open(Path folder, String which, int count) throws IOException {
    Path imageFile = find(folder, which + "-images-idx3-ubyte");
    Path labelFile = find(folder, which + "-labels-idx1-ubyte");
    try (IdxFile stored = IdxFile.open(labelFile, 1);
        IdxFile images = IdxFile.open(imageFile, 3)) {
      int all = stored.size(0, MAX_LABELS);
      if (images.size(0, MAX_LABELS) != all) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s has %d images, but %s has %d labels: they do not belong together",
                imageFile,
                images.size(0, MAX_LABELS),
                labelFile,
                all));
      }
      if (count > all) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s has %d images, but task.%s asks for %d",
                imageFile,
                all,
                which.equals("train") ? "train" : "test",
                count));
      }
      byte[] labels = stored.read(all);
      int rows = images.size(1, MAX_SIDE);
      int columns = images.size(2, MAX_SIDE);
      long bytes = (long) count * rows * columns;
      if (bytes * Float.BYTES > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%d images of %d × %d of %s do not fit in memory: ask for fewer",
                count,
                rows,
                columns,
                imageFile));
      }
      return new IdxFiles(
          imageFile, rows, columns, images.read((int) bytes), first(labels, count), max(labels));
    }
  }

  int pixels() {
    return rows * columns;
  }

  /** Checks that the images of another file are of one size with these. */
  void requireSamePixels(IdxFiles other) throws IOException {
    if (rows != other.rows || columns != other.columns) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s has images of %d × %d, but %s of %d × %d: they do not belong together",
              imageFile,
              rows,
              columns,
              other.imageFile,
              other.rows,
              other.columns));
    }
  }

  private static Path find(Path folder, String name) {
    Path plain = folder.resolve(name);
    Path zipped = folder.resolve(name + ".gz");
    if (Files.isRegularFile(plain)) {
      return plain;
    }
    if (Files.isRegularFile(zipped)) {
      return zipped;
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "there is no %s and no %s.gz in %s: get the four files of MNIST or Fashion-MNIST, and say where they are with --set task.directory=PATH",
            name,
            name,
            folder.toAbsolutePath().normalize()));
  }

  private static int[] first(byte[] labels, int count) {
    int[] chosen = new int[count];
    for (int i = 0; i < count; i++) {
      chosen[i] = Byte.toUnsignedInt(labels[i]);
    }
    return chosen;
  }

  private static int max(byte[] labels) {
    int max = 0;
    for (byte label : labels) {
      max = Math.max(max, Byte.toUnsignedInt(label));
    }
    return max;
  }
}
