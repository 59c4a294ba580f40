package periscope.checkpoints.internal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** File descriptors of the operating system. */
final class Descriptors {
  private static final int WRITE_ONLY = 1; // O_WRONLY, the same on Linux and macOS

  private Descriptors() {}

  /** Has an open descriptor lead to {@code /dev/null}. Does nothing where there is none. */
  static void redirectToNowhere(int descriptor) throws IOException {
    Optional<MethodHandle> open =
        function(
            "open",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    Optional<MethodHandle> duplicate =
        function(
            "dup2",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    if (open.isEmpty() || duplicate.isEmpty()) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      int nowhere = (int) open.get().invokeExact(arena.allocateFrom("/dev/null"), WRITE_ONLY);
      if (nowhere >= 0) {
        int result = (int) duplicate.get().invokeExact(nowhere, descriptor);
        if (result < 0) {
          throw new IOException("cannot redirect a file descriptor");
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IOException(e);
    }
  }

  @SuppressWarnings("restricted") // int open(const char *, int, ...) and int dup2(int, int)
  private static Optional<MethodHandle> function(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find(name)
        .map((MemorySegment address) -> linker.downcallHandle(address, descriptor, options));
  }
}
