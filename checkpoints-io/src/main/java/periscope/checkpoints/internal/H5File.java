package periscope.checkpoints.internal;

import static org.bytedeco.hdf5.global.hdf5.*;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;

/** A file that the native library reads and writes. */
public final class H5File implements StoredFile {
  private static final int ATTEMPTS = 27; // a quarter of a second in all
  private static final int FEWER_ATTEMPTS = 20; // a few milliseconds

  private final Path path;
  private final long id;
  private boolean closed;

  private H5File(Path path, long id) {
    this.path = path;
    this.id = id;
  }

  /** Whether there is a library for this platform. */
  public static boolean isPossible() {
    return NativeLibrary.isThere();
  }

  /** Makes a new, empty file, over any old one. */
  public static H5File create(Path path) throws IOException {
    NativeLibrary.load();
    try (Id access = accessProperties(path)) {
      long id = H5Fcreate(path.toString(), H5F_ACC_TRUNC(), H5P_DEFAULT(), access.value());
      return new H5File(path, Hdf5.check(id, path.toString(), "create this file"));
    }
  }

  /**
   * Opens a finished file for reading.
   *
   * @throws NotHdf5Exception if it is not an HDF5 file
   */
  public static H5File openForReading(Path path) throws IOException {
    requireSignature(path);
    try (Id access = newAccess(path)) {
      H5Pset_file_locking(access.value(), false, true);
      long id = H5Fopen(path.toString(), H5F_ACC_RDONLY(), access.value());
      return new H5File(path, Hdf5.check(id, path.toString(), "open this file"));
    }
  }

  /**
   * Opens for reading a file that may be finished, being written, or left behind by a crash. The
   * reader never locks the file, so it is never in a writer's way. In this mode the library does
   * not notice that a file was cut short: see {@link H5Dataset#requireStored}.
   *
   * @throws NotHdf5Exception if it is not an HDF5 file
   */
  public static H5File openLive(Path path) throws IOException {
    requireSignature(path);
    try (Id access = newAccess(path)) {
      H5Pset_file_locking(access.value(), false, true);
      // A piece of metadata that fails its checksum may be half written: it is read again, after
      // pauses of 1, 2, 4… nanoseconds. By default 100 times, which for a damaged file is forever.
      H5Pset_metadata_read_attempts(
          access.value(), StoredFile.isMarkedAsWritten(path) ? ATTEMPTS : FEWER_ATTEMPTS);
      // The logging driver, told to log nothing, reads like the default one. To the library it is
      // another kind of file, so a writer of the same file in this process keeps state of its own
      // and can close or resume the file while this reader is open.
      H5Pset_fapl_log(access.value(), (BytePointer) null, 0, 0);
      int live = H5F_ACC_RDONLY() | H5F_ACC_SWMR_READ();
      long id = H5Fopen(path.toString(), live, access.value());
      if (id < 0) {
        // Files in older versions of the format cannot be followed live, only read.
        H5Eclear2(H5E_DEFAULT());
        id = H5Fopen(path.toString(), H5F_ACC_RDONLY(), access.value());
      }
      return new H5File(path, Hdf5.check(id, path.toString(), "open this file"));
    }
  }

  /** Opens for appending rows while others read. Groups, datasets and attributes are then fixed. */
  public static H5File openForAppending(Path path) throws IOException {
    NativeLibrary.load();
    try (Id access = accessProperties(path)) {
      // Rows are written when they come. A cache of chunks would write each chunk of several rows
      // again and again, once for every flush.
      H5Pset_cache(access.value(), 0, 1, 0, 0);
      int live = H5F_ACC_RDWR() | H5F_ACC_SWMR_WRITE();
      long id = H5Fopen(path.toString(), live, access.value());
      return new H5File(path, Hdf5.check(id, path.toString(), "open this file for writing"));
    }
  }

  /**
   * Opens for changes a file that may have been left open by a crash: takes back the mark that
   * someone is writing it, and sets the end of the file to where it really is. The caller holds the
   * file's {@link WriteLock}.
   */
  public static H5File openForRecovery(Path path) throws IOException {
    requireSignature(path);
    try (Id access = accessProperties(path);
        BytePointer yes = new BytePointer(new byte[] {1})) {
      Hdf5.check(
          H5Pset(access.value(), "clear_status_flags", yes), path.toString(), "recover this file");
      long id = H5Fopen(path.toString(), H5F_ACC_RDWR(), access.value());
      H5File file = new H5File(path, Hdf5.check(id, path.toString(), "open this file for writing"));
      Hdf5.check(H5Fincrement_filesize(id, 0), path.toString(), "find the end of this file");
      return file;
    }
  }

  /** Closing a file closes what is open in it. */
  private static Id newAccess(Path path) throws IOException {
    Id access = Id.newProperties(H5P_CLS_FILE_ACCESS_ID_g(), path.toString());
    H5Pset_fclose_degree(access.value(), H5F_CLOSE_STRONG);
    return access;
  }

  private static Id accessProperties(Path path) throws IOException {
    Id access = newAccess(path);
    H5Pset_libver_bounds(access.value(), H5F_LIBVER_V110, H5F_LIBVER_V110);
    return access;
  }

  /** Links are named in UTF-8, and groups on the way are made. */
  static Id linkProperties(String where) throws IOException {
    Id links = Id.newProperties(H5P_CLS_LINK_CREATE_ID_g(), where);
    H5Pset_create_intermediate_group(links.value(), 1);
    H5Pset_char_encoding(links.value(), H5T_CSET_UTF8);
    return links;
  }

  private static void requireSignature(Path path) throws IOException {
    Refusal.requireFile(path);
    NativeLibrary.load();
    try (Id access = Id.newProperties(H5P_CLS_FILE_ACCESS_ID_g(), path.toString())) {
      H5Pset_file_locking(access.value(), false, true);
      if (H5Fis_accessible(path.toString(), access.value()) <= 0) {
        H5Eclear2(H5E_DEFAULT());
        throw Refusal.notHdf5(path);
      }
    }
  }

  @Override
  public Path path() {
    return path;
  }

  long id() {
    return id;
  }

  /** Looks at every step of the path. */
  @Override
  public boolean has(String object) throws IOException {
    int end = 0;
    while (end >= 0) {
      end = object.indexOf('/', end + 1);
      String step = end < 0 ? object : object.substring(0, end);
      long found = H5Lexists(id, step, H5P_DEFAULT());
      if (Hdf5.check(found, path + ": " + step, "look for this object") == 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public Map<String, Kind> children(String group) throws IOException {
    try (H5Group opened = H5Group.open(this, group)) {
      return opened.children();
    }
  }

  @Override
  public Optional<String> text(String object, String name) throws IOException {
    try (H5Node opened = H5Node.open(this, object)) {
      return opened.text(name);
    }
  }

  @Override
  public OptionalInt integer(String object, String name) throws IOException {
    try (H5Node opened = H5Node.open(this, object)) {
      return opened.integer(name);
    }
  }

  @Override
  public Map<String, String> texts(String object) throws IOException {
    try (H5Node opened = H5Node.open(this, object)) {
      return opened.texts();
    }
  }

  @Override
  public ElementType typeOf(String dataset) throws IOException {
    return H5Dataset.typeOf(this, dataset);
  }

  @Override
  public H5Dataset dataset(String dataset, ElementType expected) throws IOException {
    return H5Dataset.open(this, dataset, expected);
  }

  /** Does nothing: the library looks at each dataset by itself. */
  @Override
  public void refresh() {}

  /** Moves an object to another path, making groups on the way. */
  public void move(String from, String to) throws IOException {
    try (Id links = linkProperties(path + ": " + to)) {
      Hdf5.check(
          H5Lmove(id, from, id, to, links.value(), H5P_DEFAULT()),
          path + ": " + from,
          "move this object to " + to);
    }
  }

  /** Hands everything written so far to the operating system. */
  public void flush() throws IOException {
    Hdf5.check(H5Fflush(id, H5F_SCOPE_LOCAL), path.toString(), "write");
  }

  /** Has the operating system put a closed file on the disk. */
  public static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /**
   * Keeps all later writes of the library from reaching a file that could not be written to the
   * end: when the process exits, the library would write a last time and leave a file that says it
   * is longer than it is. The file stays open to the library, and is as after a crash.
   */
  public void abandon() throws IOException {
    if (!closed) {
      closed = true;
      try (PointerPointer<IntPointer> handle = new PointerPointer<>(1)) {
        Hdf5.check(
            H5Fget_vfd_handle(id, H5P_DEFAULT(), handle), path.toString(), "find its handle");
        Descriptors.redirectToNowhere(handle.get(IntPointer.class).get());
      }
    }
  }

  /**
   * Everything is written first: the library would leave a file that it fails to close half freed,
   * and crash over it when the process ends.
   */
  @Override
  public void close() throws IOException {
    if (!closed) {
      try {
        flush();
      } catch (IOException e) {
        abandon();
        throw e;
      }
      closed = true;
      Hdf5.check(H5Fclose(id), path.toString(), "close this file");
    }
  }
}
