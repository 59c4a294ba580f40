package periscope.checkpoints.imports.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import periscope.checkpoints.imports.ElementFormat;

/**
 * The numbers of a dataset, or of one of its rows.
 *
 * @param file where it is
 * @param dataset its path in there
 * @param row index on axis 0, or -1 for all
 * @param shape sizes, without axis 0 for a row
 * @param format what its values are
 * @param order their byte order
 */
record Hdf5Data(
    Hdf5Handle file,
    String dataset,
    int row,
    List<Integer> shape,
    ElementFormat format,
    ByteOrder order)
    implements TensorData {

  @Override
  public String identity() {
    return file.path() + ": " + dataset + (row < 0 ? "" : "[" + row + "]");
  }

  @Override
  public double[] values() throws IOException {
    String where = file.path() + ": " + dataset;
    double[] values = new double[Refusals.requireRoom(where, Refusals.count(shape))];
    byte[] bytes = file.read(dataset, row);
    if (bytes.length != values.length * format.bytes()) {
      throw Refusals.refuse("%s: its shape has changed while it was being read", where);
    }
    Elements.decode(
        format,
        ByteBuffer.wrap(bytes).order(order),
        0,
        format.bytes(),
        values,
        0,
        1,
        values.length);
    return values;
  }

  @Override
  public Hdf5Data row(int index) {
    return new Hdf5Data(file, dataset, index, shape.subList(1, shape.size()), format, order);
  }
}
