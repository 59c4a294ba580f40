package periscope.checkpoints.internal.jhdf;

import io.jhdf.ObjectHeader;
import io.jhdf.exceptions.HdfException;
import io.jhdf.object.message.AttributeMessage;
import io.jhdf.object.message.DataTypeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import periscope.checkpoints.internal.ElementType;
import periscope.checkpoints.internal.Refusal;
import periscope.checkpoints.internal.StoredFile;
import periscope.checkpoints.internal.WriteLock;

/**
 * A file that is read in Java alone. Structure that a writer is just changing may be seen half
 * changed, which its checksums tell: then it is looked at again.
 */
public final class JavaFile implements StoredFile {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  private static final int ATTEMPTS = 50;
  private static final int PAUSE = 5; // milliseconds

  private final Path path;
  private final ByteSource source;
  private @Nullable ObjectTree tree;
  private int epoch;

  private JavaFile(Path path, ByteSource source) {
    this.path = path;
    this.source = source;
  }

  /**
   * Opens a file.
   *
   * @param finished whether nobody is writing it, so that it must have all its bytes
   * @throws periscope.checkpoints.internal.NotHdf5Exception if it is not an HDF5 file
   */
  public static JavaFile open(Path path, boolean finished) throws IOException {
    Refusal.requireFile(path);
    requireSignature(path);
    JavaFile file =
        new JavaFile(path, attempt(path, path.toString(), "open it", () -> source(path), () -> {}));
    try {
      long end = file.source.getSuperblock().getEndOfFileAddress();
      if (finished && !(end <= file.size())) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s should have %d bytes and has %d; it was cut short",
                path,
                end,
                file.size()));
      }
      file.read(path.toString(), "open it", file::tree);
      return file;
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /**
   * Walks through all of a file's structure, so that what makes no sense is refused before the
   * native library sees it: a structure whose sizes are wrong and whose checksums are right ends
   * the JVM.
   *
   * @throws IOException if the structure is damaged
   */
  public static JavaFile examine(Path path, boolean finished) throws IOException {
    JavaFile file = open(path, finished);
    try {
      for (String dataset : file.datasets("/")) {
        file.texts(dataset);
        Optional<ElementType> type = Numbers.of(file.numbers(dataset).getDataType());
        if (type.isPresent()) { // what is no number is refused when it is opened, if ever
          file.dataset(dataset, type.get()).examine();
        }
      }
      return file;
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  private static ByteSource source(Path path) {
    try {
      return ByteSource.open(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void requireSignature(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer start = ByteBuffer.allocate(SIGNATURE.length);
      channel.read(start, 0);
      if (!Arrays.equals(start.array(), SIGNATURE)) {
        throw Refusal.notHdf5(path);
      }
    }
  }

  /**
   * Does something with the file, again and again for as long as a live writer may be the reason
   * that it fails.
   *
   * @param where file and object, for messages
   * @param action what is tried, for messages: "cannot " is put before it
   * @throws IOException if the file is damaged, or asks for too much
   */
  <T> T read(String where, String action, Supplier<T> supplier) throws IOException {
    source.begin();
    return attempt(path, where, action, supplier, this::refresh);
  }

  private static <T> T attempt(
      Path path, String where, String action, Supplier<T> supplier, Runnable again)
      throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return supplier.get();
      } catch (UnknownFilterException e) {
        throw new IOException(where + ": " + e.getMessage(), e);
      } catch (UncheckedIOException e) {
        throw new IOException(sentence(where, action, e), e);
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        if (isElsewhere(e)) {
          throw Refusal.elsewhere(where);
        }
        if (attempt == ATTEMPTS || e instanceof Error || !isBeingWritten(path)) {
          throw new IOException(sentence(where, action, e), e);
        }
      }
      pause();
      again.run();
    }
  }

  /** A writer in this process is never in the middle of something: it takes the same lock. */
  private static boolean isBeingWritten(Path path) throws IOException {
    return StoredFile.isMarkedAsWritten(path) || WriteLock.isHeldElsewhere(path.toRealPath());
  }

  private static String sentence(String where, String action, Throwable failure) {
    Throwable innermost = failure;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    String reason =
        innermost instanceof HdfException || innermost instanceof IOException
            ? String.valueOf(innermost.getMessage())
            : "its structure is damaged";
    return String.format(Locale.ROOT, "%s: cannot %s: %s", where, action, reason);
  }

  /** jHDF says only in words that values are in other files. */
  private static boolean isElsewhere(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      String message = String.valueOf(e.getMessage());
      if (message.contains("External Data Files") || message.contains("Virtual storage")) {
        return true;
      }
    }
    return false;
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while reading", e);
    }
  }

  ByteSource source() {
    return source;
  }

  /** Changes when the file is looked at again. */
  int epoch() {
    return epoch;
  }

  private ObjectTree tree() {
    ObjectTree known = tree;
    if (known == null) {
      known = new ObjectTree(source);
      tree = known;
    }
    return known;
  }

  /** Header of an object that must be there. */
  ObjectHeader header(String object) {
    return tree().find(object).orElseThrow(() -> new HdfException("there is no such object"));
  }

  private String where(String object) {
    return path + ": " + object;
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public boolean has(String object) throws IOException {
    return read(where(object), "look for it", () -> tree().find(object).isPresent());
  }

  @Override
  public Map<String, Kind> children(String group) throws IOException {
    return read(where(group), "list it", () -> tree().children(group));
  }

  private Map<String, AttributeMessage> attributes(String object) {
    return tree().attributes(header(object));
  }

  @Override
  public Optional<String> text(String object, String name) throws IOException {
    return read(
        where(object),
        "read attribute " + name,
        () ->
            Optional.ofNullable(attributes(object).get(name))
                .flatMap(attribute -> Attributes.text(attribute, source)));
  }

  @Override
  public OptionalInt integer(String object, String name) throws IOException {
    return read(
        where(object),
        "read attribute " + name,
        () -> {
          AttributeMessage attribute = attributes(object).get(name);
          return attribute == null ? OptionalInt.empty() : Attributes.integer(attribute, source);
        });
  }

  @Override
  public Map<String, String> texts(String object) throws IOException {
    return read(
        where(object), "read its attributes", () -> Attributes.texts(attributes(object), source));
  }

  /** All attributes of an object that are one text or number, as texts by name. */
  public Map<String, String> singleValues(String object) throws IOException {
    return read(
        where(object),
        "read its attributes",
        () -> Attributes.singleValues(attributes(object), source));
  }

  /** Opens a dataset of any type. */
  public RawDataset raw(String dataset) throws IOException {
    return read(
        where(dataset), "open this dataset", () -> new RawDataset(this, dataset, header(dataset)));
  }

  private DataTypeMessage numbers(String dataset) throws IOException {
    return read(
        where(dataset),
        "open this dataset",
        () -> header(dataset).getMessageOfType(DataTypeMessage.class));
  }

  @Override
  public ElementType typeOf(String dataset) throws IOException {
    DataTypeMessage message = numbers(dataset);
    Optional<ElementType> known = Numbers.of(message.getDataType());
    if (known.isEmpty()) {
      throw Refusal.unknownType(where(dataset), Numbers.describe(message.getDataType()));
    }
    return known.get();
  }

  @Override
  public JavaDataset dataset(String dataset, ElementType expected) throws IOException {
    DataTypeMessage message = numbers(dataset);
    if (!Numbers.of(message.getDataType()).equals(Optional.of(expected))) {
      throw Refusal.otherType(where(dataset), expected, Numbers.describe(message.getDataType()));
    }
    return read(
        where(dataset),
        "open this dataset",
        () -> new JavaDataset(this, dataset, expected, header(dataset)));
  }

  /** Forgets what is known of the file's structure. */
  @Override
  public void refresh() {
    tree = null;
    epoch++;
  }

  @Override
  public void close() {
    source.close();
  }
}
