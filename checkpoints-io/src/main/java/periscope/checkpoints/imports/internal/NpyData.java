package periscope.checkpoints.imports.internal;

import java.io.IOException;
import periscope.checkpoints.imports.ForeignFileException;

/** Makes an array of bytes that NumPy wrote. */
final class NpyData {
  private NpyData() {}

  /**
   * Reads the header of an npy file.
   *
   * @throws ForeignFileException if it is not an npy file, or not as long as its shape says
   */
  static StridedData of(ByteSource source) throws IOException {
    NpyHeader header = NpyHeader.read(source);
    source.release(); // of many arrays only headers are read at first
    return of(source, header);
  }

  /**
   * The array that a header describes.
   *
   * @throws ForeignFileException if there are fewer or more bytes than its shape says
   */
  static StridedData of(ByteSource source, NpyHeader header) throws ForeignFileException {
    long count = Refusals.count(header.shape());
    long bytes = Refusals.times(count, header.format().bytes());
    long found = source.length() - header.size();
    if (bytes != found) {
      throw Refusals.refuse(
          "%s: shape %s of %d bytes a value needs %d bytes, found %d",
          source.where(), header.shape(), header.format().bytes(), bytes, found);
    }
    StridedData.Elementwise elements =
        new StridedData.Elementwise(source, header.format(), header.order(), header.size(), count);
    long[] strides =
        header.columnMajor() ? Axes.columnMajor(header.shape()) : Axes.rowMajor(header.shape());
    return StridedData.of(source.where(), elements, 0, header.shape(), strides);
  }
}
