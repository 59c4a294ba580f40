package periscope.models.kernel;

import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;

/**
 * The OpenBLAS library, called on Java arrays in place (no copying) and always on the calling
 * thread: threads are ours, so that results do not depend on their number.
 */
public final class Blas {
  private static final int ROW_MAJOR = 101;
  private static final int NO_TRANSPOSE = 111;
  private static final int TRANSPOSE = 112;
  private static final long MAX_NAME_BYTES = 256;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final AddressLayout POINTER = ValueLayout.ADDRESS;

  private static final MethodHandle DGEMM;
  private static final MethodHandle DGEMV;

  static {
    load();
    loadSessionClasses();
    limitThreads();
    DGEMM = gemm("cblas_dgemm", ValueLayout.JAVA_DOUBLE);
    DGEMV =
        function(
            "cblas_dgemv",
            FunctionDescriptor.ofVoid(
                INT,
                INT,
                INT,
                INT,
                ValueLayout.JAVA_DOUBLE,
                POINTER,
                INT,
                POINTER,
                INT,
                ValueLayout.JAVA_DOUBLE,
                POINTER,
                INT),
            Linker.Option.critical(true));
  }

  /** What not every command needs: to link a function takes some milliseconds. */
  private static final class Single {
    static final MethodHandle SGEMM = gemm("cblas_sgemm", ValueLayout.JAVA_FLOAT);

    private Single() {}
  }

  private static final class Threads {
    static final MethodHandle GET =
        function("openblas_get_num_threads", FunctionDescriptor.of(INT));

    private Threads() {}
  }

  private Blas() {}

  private static void load() {
    try {
      BlasLibrary.require();
    } catch (IOException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  /**
   * A call makes a session object for each array. C2 takes such objects away only if all classes in
   * their constructor's signature are loaded, which those of an arena are with its first use. (And
   * the slices themselves only if it inlines what copies them, as the launcher makes it.)
   */
  private static void loadSessionClasses() {
    try (Arena arena = Arena.ofConfined()) {
      arena.allocate(1);
    }
  }

  private static MethodHandle gemm(String name, MemoryLayout number) {
    return function(
        name,
        FunctionDescriptor.ofVoid(
            INT, INT, INT, INT, INT, INT, number, POINTER, INT, POINTER, INT, number, POINTER, INT),
        Linker.Option.critical(true));
  }

  private static void limitThreads() {
    MethodHandle setThreads = function("openblas_set_num_threads", FunctionDescriptor.ofVoid(INT));
    try {
      setThreads.invokeExact(1);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @SuppressWarnings("restricted") // signatures are those of cblas.h and OpenBLAS's own header
  private static MethodHandle function(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    MemorySegment symbol =
        SymbolLookup.loaderLookup()
            .find(name)
            .orElseThrow(() -> new LinkageError("OpenBLAS has no function " + name));
    return Linker.nativeLinker().downcallHandle(symbol, descriptor, options);
  }

  /** The kernel family that OpenBLAS chose for this processor, such as {@code SkylakeX}. */
  @SuppressWarnings("restricted") // the name is a constant in the library, ended by a zero byte
  public static String coreName() {
    MethodHandle coreName = function("openblas_get_corename", FunctionDescriptor.of(POINTER));
    try {
      MemorySegment name = (MemorySegment) coreName.invokeExact();
      return name.reinterpret(MAX_NAME_BYTES).getString(0);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /** Threads that one call uses: 1. */
  public static int threads() {
    try {
      return (int) Threads.GET.invokeExact();
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /**
   * For who calls the same OpenBLAS in another way, as Smile does: it would otherwise bring threads
   * of its own.
   *
   * @throws IllegalStateException if it does
   */
  public static void requireOneThread() {
    if (threads() != 1) {
      throw new IllegalStateException(
          String.format(Locale.ROOT, "OpenBLAS uses %d threads", threads()));
    }
  }

  static void sgemm(
      Gemm shape,
      float[] a,
      int aOffset,
      float[] b,
      int bOffset,
      float beta,
      float[] c,
      int cOffset) {
    try {
      Single.SGEMM.invokeExact(
          ROW_MAJOR,
          shape.transposeA() ? TRANSPOSE : NO_TRANSPOSE,
          shape.transposeB() ? TRANSPOSE : NO_TRANSPOSE,
          shape.m(),
          shape.n(),
          shape.k(),
          1f,
          MemorySegment.ofArray(a).asSlice((long) aOffset * Float.BYTES),
          shape.strideA(),
          MemorySegment.ofArray(b).asSlice((long) bOffset * Float.BYTES),
          shape.strideB(),
          beta,
          MemorySegment.ofArray(c).asSlice((long) cOffset * Float.BYTES),
          shape.strideC());
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  static void dgemm(
      Gemm shape,
      double[] a,
      int aOffset,
      double[] b,
      int bOffset,
      double beta,
      double[] c,
      int cOffset) {
    try {
      DGEMM.invokeExact(
          ROW_MAJOR,
          shape.transposeA() ? TRANSPOSE : NO_TRANSPOSE,
          shape.transposeB() ? TRANSPOSE : NO_TRANSPOSE,
          shape.m(),
          shape.n(),
          shape.k(),
          1.0,
          MemorySegment.ofArray(a).asSlice((long) aOffset * Double.BYTES),
          shape.strideA(),
          MemorySegment.ofArray(b).asSlice((long) bOffset * Double.BYTES),
          shape.strideB(),
          beta,
          MemorySegment.ofArray(c).asSlice((long) cOffset * Double.BYTES),
          shape.strideC());
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /**
   * {@code y = matrix · x}, the matrix {@code [rows][columns]}; of sizes that the caller checks.
   */
  static void dgemv(int rows, int columns, MemorySegment matrix, MemorySegment x, MemorySegment y) {
    try {
      DGEMV.invokeExact(
          ROW_MAJOR, NO_TRANSPOSE, rows, columns, 1.0, matrix, columns, x, 1, 0.0, y, 1);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  private static Error failed(Throwable e) {
    return new LinkageError("a call of OpenBLAS failed: " + e, e);
  }
}
