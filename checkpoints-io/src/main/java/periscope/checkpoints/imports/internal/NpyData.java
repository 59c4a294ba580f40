package periscope.checkpoints.imports.internal;

import java.io.IOException;

/** Makes an array of the bytes of an npy file. */
final class NpyData {
  private NpyData() {}

  /**
   * Reads its header.
   *
   * @throws periscope.checkpoints.imports.ForeignFileException if it is not an npy file, or not as
   *     long as its shape says
   */
  static StridedData of(ByteSource source) throws IOException {
    NpyHeader header = NpyHeader.read(source);
    source.release(); // of many arrays only headers are read at first
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
