package periscope.checkpoints.imports.internal;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import periscope.checkpoints.imports.ElementFormat;

/**
 * What a pickle describes. Nothing in it can run. Containers may contain themselves. Values that
 * are keys of dicts have an order, so that many with one hash cost little.
 */
sealed interface Pickled {

  /** What Python calls it, for messages. */
  String label();

  /** Python's {@code None}. */
  enum None implements Pickled {
    NONE;

    @Override
    public String label() {
      return "None";
    }
  }

  /** Python's {@code bool}. */
  record Flag(boolean value) implements Pickled {
    @Override
    public String label() {
      return value ? "True" : "False";
    }
  }

  /** An {@code int} of 64 bits at most. */
  record Whole(long value) implements Pickled, Comparable<Whole> {
    @Override
    public int compareTo(Whole other) {
      return Long.compare(value, other.value);
    }

    @Override
    public String label() {
      return "the number " + value;
    }
  }

  /** A {@code float}. */
  record Real(double value) implements Pickled, Comparable<Real> {
    @Override
    public int compareTo(Real other) {
      return Double.compare(value, other.value);
    }

    @Override
    public String label() {
      return "the number " + value;
    }
  }

  /** A {@code str}. */
  record Text(String value) implements Pickled, Comparable<Text> {
    @Override
    public int compareTo(Text other) {
      return value.compareTo(other.value);
    }

    @Override
    public String label() {
      return "a text";
    }
  }

  /** {@code bytes} or a {@code bytearray}: a part of an array, not copied; equal only to itself. */
  final class Bytes implements Pickled {
    private final byte[] all;
    private final int from;
    private final int count;

    Bytes(byte[] all, int from, int count) {
      this.all = all;
      this.from = from;
      this.count = count;
    }

    int count() {
      return count;
    }

    /** Copies some of them, from one on, to the start of an array. */
    void copy(long at, byte[] into, int length) {
      System.arraycopy(all, from + Math.toIntExact(at), into, 0, length);
    }

    @Override
    public String label() {
      return "bytes";
    }
  }

  /** A function or class, by its name. */
  record Global(String name) implements Pickled {
    @Override
    public String label() {
      return name;
    }
  }

  /** Python's ordered containers. */
  enum Kind {
    LIST,
    TUPLE,
    SET
  }

  /** A list, tuple or set; equal only to itself. */
  final class Sequence implements Pickled {
    private final Kind kind;
    private final List<Pickled> items;

    Sequence(Kind kind, List<Pickled> items) {
      this.kind = kind;
      this.items = items;
    }

    Kind kind() {
      return kind;
    }

    List<Pickled> items() {
      return items;
    }

    @Override
    public String label() {
      return switch (kind) {
        case LIST -> "a list of " + items.size();
        case TUPLE -> "a tuple of " + items.size();
        case SET -> "a set of " + items.size();
      };
    }
  }

  /** A {@code dict} or {@code OrderedDict}; equal only to itself. */
  final class Mapping implements Pickled {
    private final Map<Pickled, Pickled> entries = new LinkedHashMap<>();

    Map<Pickled, Pickled> entries() {
      return entries;
    }

    @Override
    public String label() {
      return "a dict of " + entries.size();
    }
  }

  /** An object that is not made here, with everything the pickle would have made it of. */
  final class Opaque implements Pickled {
    private final String name;
    private final List<Pickled> parts = new ArrayList<>();

    Opaque(String name) {
      this.name = name;
    }

    List<Pickled> parts() {
      return parts;
    }

    @Override
    public String label() {
      return name;
    }
  }

  /** A row of numbers in another member of the archive. */
  record Storage(String name, ByteSource source, ElementFormat format, ByteOrder order, long count)
      implements Pickled {
    @Override
    public String label() {
      return "a storage of " + count;
    }
  }

  /** A tensor. */
  record Tensor(StridedData data) implements Pickled {
    @Override
    public String label() {
      return "a tensor of shape " + data.shape();
    }
  }
}
