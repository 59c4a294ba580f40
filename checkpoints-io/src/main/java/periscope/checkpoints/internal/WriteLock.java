package periscope.checkpoints.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The right to write a file: a file {@code <name>.lock} beside it, locked by the operating system
 * for as long as this process lives, with the process id in it. After a crash the file remains but
 * the lock on it is gone, so a stale one needs no guess. Deleted when released.
 */
public final class WriteLock implements AutoCloseable {
  private static final int ATTEMPTS = 10;
  private static final int PAUSE = 20; // milliseconds; a reader that looks holds it for less

  /** Lock files held by this process. Closing any channel on one would give its lock up. */
  private static final Set<Path> HELD = new HashSet<>();

  private final Path lockFile;
  private final FileChannel channel;
  private boolean released;

  private WriteLock(Path lockFile, FileChannel channel) {
    this.lockFile = lockFile;
    this.channel = channel;
  }

  /**
   * Takes the lock of a file.
   *
   * @throws IOException if a live process has it, this one included; or the folder is not writable
   */
  public static WriteLock acquire(Path file) throws IOException {
    Path lockFile = lockFile(file);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      WriteLock lock = attempt(file, lockFile);
      if (lock != null) {
        return lock;
      }
      pause();
    }
    throw new IOException(
        String.format(
            Locale.ROOT,
            "%s is being written by %s; wait until that ends, or stop it",
            file,
            owner(lockFile)));
  }

  private static synchronized @Nullable WriteLock attempt(Path file, Path lockFile)
      throws IOException {
    if (HELD.contains(lockFile)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s is being written by this process (%d) already",
              file,
              ProcessHandle.current().pid()));
    }
    Object before = create(file, lockFile);
    FileChannel channel;
    try {
      channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
    } catch (NoSuchFileException e) {
      return null;
    }
    try {
      // Another writer may have deleted the file just before it was locked here: then this lock is
      // on a file that nobody else would find, and the attempt counts for nothing.
      if (channel.tryLock() != null && before != null && before.equals(identity(lockFile))) {
        writePid(channel);
        HELD.add(lockFile);
        return new WriteLock(lockFile, channel);
      }
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    return null;
  }

  private static @Nullable Object create(Path file, Path lockFile) throws IOException {
    try {
      Files.createFile(lockFile);
    } catch (FileAlreadyExistsException e) {
      // Left by a crash, or in use: the lock on it will tell.
    } catch (NoSuchFileException e) {
      throw new IOException(file + " cannot be written: its folder takes no new files", e);
    } catch (AccessDeniedException e) {
      throw new IOException(
          file + " cannot be written: permission to make files in its folder is denied", e);
    }
    return identity(lockFile);
  }

  private static void writePid(FileChannel channel) throws IOException {
    byte[] pid =
        (ProcessHandle.current().pid() + System.lineSeparator()).getBytes(StandardCharsets.UTF_8);
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(pid), 0);
  }

  /** Whether a live process, this one included, has the lock of a file. */
  public static synchronized boolean isHeld(Path file) throws IOException {
    return HELD.contains(lockFile(file)) || isHeldElsewhere(file);
  }

  /** Whether another live process has the lock of a file. */
  public static synchronized boolean isHeldElsewhere(Path file) throws IOException {
    Path lockFile = lockFile(file);
    if (HELD.contains(lockFile)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.READ)) {
      try (FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
        return lock == null;
      }
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Whether there is a lock file, held or left behind by a crash. */
  public static boolean isThere(Path file) {
    return Files.exists(lockFile(file));
  }

  /** The process id in the lock file; empty if there is none, or none in it. */
  public static synchronized OptionalLong writer(Path file) throws IOException {
    Path lockFile = lockFile(file);
    if (HELD.contains(lockFile)) {
      return OptionalLong.of(ProcessHandle.current().pid());
    }
    try {
      return OptionalLong.of(Long.parseLong(Files.readString(lockFile).strip()));
    } catch (NoSuchFileException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private static Path lockFile(Path file) {
    Path name = Objects.requireNonNull(file.getFileName(), "file name");
    return file.resolveSibling(name + ".lock");
  }

  private static String owner(Path lockFile) throws IOException {
    try {
      return "process " + Files.readString(lockFile).strip();
    } catch (NoSuchFileException e) {
      return "another process";
    }
  }

  private static @Nullable Object identity(Path lockFile) throws IOException {
    try {
      return Files.getAttribute(lockFile, "unix:ino");
    } catch (NoSuchFileException e) {
      return null;
    } catch (UnsupportedOperationException e) {
      return lockFile; // Windows: a file that someone has open cannot be deleted
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for a lock", e);
    }
  }

  /** Gives the lock up. */
  @Override
  public void close() throws IOException {
    synchronized (WriteLock.class) {
      if (!released) {
        released = true;
        Files.deleteIfExists(lockFile);
        channel.close();
        HELD.remove(lockFile);
      }
    }
  }
}
