package periscope.checkpoints.internal;

import static org.bytedeco.hdf5.global.hdf5.H5Pclose;
import static org.bytedeco.hdf5.global.hdf5.H5Pcreate;
import static org.bytedeco.hdf5.global.hdf5.H5Sclose;
import static org.bytedeco.hdf5.global.hdf5.H5Tclose;

import java.io.IOException;
import java.util.function.LongConsumer;

/** A short-lived HDF5 identifier (a type, a space, a property list), closed by {@code try}. */
record Id(long value, LongConsumer closer) implements AutoCloseable {

  static Id type(long id, String where) throws IOException {
    return new Id(Hdf5.check(id, where, "get its type"), value -> H5Tclose(value));
  }

  static Id space(long id, String where) throws IOException {
    return new Id(Hdf5.check(id, where, "get its shape"), value -> H5Sclose(value));
  }

  static Id properties(long id, String where) throws IOException {
    return new Id(Hdf5.check(id, where, "get its properties"), value -> H5Pclose(value));
  }

  static Id newProperties(long propertyClass, String where) throws IOException {
    return properties(H5Pcreate(propertyClass), where);
  }

  @Override
  public void close() {
    closer.accept(value);
  }
}
