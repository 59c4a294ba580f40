package periscope.checkpoints.internal;

import static org.bytedeco.hdf5.global.hdf5.H5Oclose;
import static org.bytedeco.hdf5.global.hdf5.H5Oopen;
import static org.bytedeco.hdf5.global.hdf5.H5P_DEFAULT;

import java.io.IOException;

/** A group or dataset opened only to look at its attributes. */
final class H5Node extends H5Object {

  private H5Node(H5File file, String path, long id) {
    super(file, path, id);
  }

  static H5Node open(H5File file, String path) throws IOException {
    String where = file.path() + ": " + path;
    return new H5Node(
        file, path, Hdf5.check(H5Oopen(file.id(), path, H5P_DEFAULT()), where, "open this object"));
  }

  @Override
  public void close() throws IOException {
    check(H5Oclose(id), "close this object");
  }
}
