package periscope.checkpoints.imports.internal;

import static periscope.checkpoints.imports.internal.Refusals.refuse;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import periscope.checkpoints.imports.Stacking;

/** Tells by a file's first bytes what it is, and has it read. */
final class Sniffer {
  private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  private static final int[] HDF5_OFFSETS = {0, 512, 1024, 2048, 4096, 8192, 16384};
  private static final int NEEDED = 16;

  private Sniffer() {}

  /** What a file can be. */
  enum Kind {
    ZIP,
    NPY,
    HDF5,
    SAFETENSORS,
    /** A pickle that is not in a zip file: of arrays, or as PyTorch up to 1.5 wrote them. */
    PICKLE
  }

  /** What a file is, or nothing if it is none of the kinds. */
  static Optional<Kind> kind(Path file) throws IOException {
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(NEEDED);
    }
    if (start.length >= 4
        && start[0] == 'P'
        && start[1] == 'K'
        && (start[2] == 3 || start[2] == 5)) {
      return Optional.of(Kind.ZIP);
    }
    if (NpyHeader.startsOne(start)) {
      return Optional.of(Kind.NPY);
    }
    if (isHdf5(file)) {
      return Optional.of(Kind.HDF5);
    }
    if (isSafetensors(file, start)) {
      return Optional.of(Kind.SAFETENSORS);
    }
    return PickleFile.startsOne(start) ? Optional.of(Kind.PICKLE) : Optional.empty();
  }

  private static boolean isHdf5(Path file) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      byte[] found = new byte[HDF5.length];
      for (int offset : HDF5_OFFSETS) {
        if (offset + HDF5.length > in.length()) {
          return false;
        }
        in.seek(offset);
        in.readFully(found);
        if (Arrays.equals(found, HDF5)) {
          return true;
        }
      }
    }
    return false;
  }

  /** There is no signature: a plausible length and the start of an object, or the usual name. */
  private static boolean isSafetensors(Path file, byte[] start) throws IOException {
    if (start.length <= Long.BYTES) {
      return hasName(file);
    }
    long length = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getLong();
    boolean plausible =
        start[Long.BYTES] == '{' && length > 0 && length <= Files.size(file) - Long.BYTES;
    return plausible || hasName(file);
  }

  private static boolean hasName(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".safetensors");
  }

  /** Reads a file of a kind other than npy, which is read together with its neighbours. */
  static Contents read(Path file, Kind kind, Stacking stacking) throws IOException {
    return switch (kind) {
      case ZIP -> zip(file, stacking);
      case HDF5 -> Hdf5Contents.read(file, stacking);
      case SAFETENSORS -> SafetensorsFile.read(file);
      case NPY -> NpyFiles.read(file, stacking);
      case PICKLE -> PickleFile.read(file);
    };
  }

  private static Contents zip(Path file, Stacking stacking) throws IOException {
    Map<String, ZipMember> members = ZipMembers.read(file);
    Optional<String> pickle = TorchFile.pickle(members);
    if (pickle.isPresent()) {
      return TorchFile.read(file, members, pickle.get());
    }
    if (NpzFile.isOne(members)) {
      return NpzFile.read(file, members, stacking);
    }
    if (members.containsKey("model.weights.h5")) {
      throw refuse(
          "%s: expected a checkpoint, found a Keras archive; unzip it and import its"
              + " model.weights.h5",
          file);
    }
    throw refuse("%s: expected a PyTorch file or npz, found a zip file that is neither", file);
  }
}
