package periscope.checkpoints.imports.internal;

import static periscope.checkpoints.imports.internal.Refusals.refuse;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import periscope.checkpoints.imports.ElementFormat;
import periscope.checkpoints.imports.ForeignFileException;

/** What a pickle of PyTorch may refer to: tensors, and storages in the same archive. */
final class TorchWorld implements PickleWorld {
  private static final Map<String, ElementFormat> STORAGES =
      Map.of(
          "torch.DoubleStorage", ElementFormat.FLOAT64,
          "torch.FloatStorage", ElementFormat.FLOAT32,
          "torch.HalfStorage", ElementFormat.FLOAT16,
          "torch.BFloat16Storage", ElementFormat.BFLOAT16,
          "torch.LongStorage", ElementFormat.INT64,
          "torch.IntStorage", ElementFormat.INT32,
          "torch.ShortStorage", ElementFormat.INT16,
          "torch.CharStorage", ElementFormat.INT8,
          "torch.ByteStorage", ElementFormat.UINT8,
          "torch.BoolStorage", ElementFormat.BOOL);
  private static final int MOST_AXES = 64;

  private final Map<String, ZipMember> members;
  private final String root;
  private final ByteOrder order;
  private final Map<String, ByteSource> sources = new HashMap<>();

  /**
   * The world of one archive.
   *
   * @param root what all names in it begin with
   * @param order byte order of the storages
   */
  TorchWorld(Map<String, ZipMember> members, String root, ByteOrder order) {
    this.members = members;
    this.root = root;
    this.order = order;
  }

  @Override
  public Pickled call(String function, List<Pickled> arguments) throws ForeignFileException {
    return switch (function) {
      case "collections.OrderedDict" -> ordered(arguments);
      case "torch._utils._rebuild_tensor_v2" -> tensor(arguments);
      case "torch._utils._rebuild_parameter" -> parameter(arguments);
      case "_codecs.encode" -> encoded(function, arguments);
      case "__builtin__.bytes" -> // protocol 2 has no text to make none of
          arguments.isEmpty() ? new Pickled.Bytes(new byte[0], 0, 0) : opaque(function, arguments);
      default -> opaque(function, arguments);
    };
  }

  private static Pickled.Opaque opaque(String name, List<Pickled> parts) {
    Pickled.Opaque opaque = new Pickled.Opaque(name);
    opaque.parts().addAll(parts);
    return opaque;
  }

  /** Without arguments, as Python 3 has it, or with a list of pairs, as Python 2 has it. */
  private static Pickled ordered(List<Pickled> arguments) throws ForeignFileException {
    Pickled.Mapping mapping = new Pickled.Mapping();
    if (arguments.isEmpty()) {
      return mapping;
    }
    if (arguments.size() == 1 && arguments.get(0) instanceof Pickled.Sequence pairs) {
      for (Pickled pair : pairs.items()) {
        if (!(pair instanceof Pickled.Sequence both && both.items().size() == 2)) {
          throw refuse("expected pairs in an OrderedDict, found %s", pair.label());
        }
        mapping.entries().put(both.items().get(0), both.items().get(1));
      }
      return mapping;
    }
    throw refuse("expected an OrderedDict of pairs, found %d arguments", arguments.size());
  }

  /** A text, and {@code latin1}: how protocol 2 has bytes. */
  private static Pickled encoded(String function, List<Pickled> arguments) {
    if (arguments.size() == 2
        && arguments.get(0) instanceof Pickled.Text text
        && arguments.get(1).equals(new Pickled.Text("latin1"))) {
      byte[] bytes = text.value().getBytes(StandardCharsets.ISO_8859_1);
      return new Pickled.Bytes(bytes, 0, bytes.length);
    }
    return opaque(function, arguments);
  }

  /** (storage, offset, size, stride, requires_grad, hooks[, metadata]). */
  private static Pickled tensor(List<Pickled> arguments) throws ForeignFileException {
    if (!arguments.isEmpty() && arguments.get(0) instanceof Pickled.Opaque storage) {
      return storage;
    }
    if (!(arguments.size() >= 4
        && arguments.size() <= 7
        && arguments.get(0) instanceof Pickled.Storage storage
        && arguments.get(1) instanceof Pickled.Whole offset)) {
      throw refuse("a tensor is not made of a storage, an offset, sizes and strides");
    }
    if (arguments.size() == 7 && arguments.get(6) instanceof Pickled.Mapping flags) {
      for (Map.Entry<Pickled, Pickled> flag : flags.entries().entrySet()) {
        if (flag.getValue().equals(new Pickled.Flag(true))) {
          throw refuse(
              "a tensor is a lazy view of another's negative or conjugate; save a clone of it");
        }
      }
    }
    List<Integer> shape = new ArrayList<>();
    for (long size : numbers(arguments.get(2))) {
      if (!(size >= 0 && size <= Integer.MAX_VALUE)) {
        throw refuse("a tensor claims %d values on an axis", size);
      }
      shape.add((int) size);
    }
    long[] strides = numbers(arguments.get(3));
    if (strides.length != shape.size()) {
      throw refuse("a tensor has %d sizes and %d strides", shape.size(), strides.length);
    }
    StridedData.Elementwise elements =
        new StridedData.Elementwise(
            storage.source(), storage.format(), storage.order(), 0, storage.count());
    return new Pickled.Tensor(
        StridedData.of("a tensor in " + storage.name(), elements, offset.value(), shape, strides));
  }

  private static long[] numbers(Pickled value) throws ForeignFileException {
    if (!(value instanceof Pickled.Sequence sequence && sequence.items().size() <= MOST_AXES)) {
      throw refuse("expected a tuple of at most %d numbers, found %s", MOST_AXES, value.label());
    }
    long[] numbers = new long[sequence.items().size()];
    for (int i = 0; i < numbers.length; i++) {
      if (!(sequence.items().get(i) instanceof Pickled.Whole whole)) {
        throw refuse("expected a whole number, found %s", sequence.items().get(i).label());
      }
      numbers[i] = whole.value();
    }
    return numbers;
  }

  /** (data, requires_grad, hooks). */
  private static Pickled parameter(List<Pickled> arguments) throws ForeignFileException {
    if (!arguments.isEmpty()
        && (arguments.get(0) instanceof Pickled.Tensor
            || arguments.get(0) instanceof Pickled.Opaque)) {
      return arguments.get(0);
    }
    throw refuse("a parameter is not made of a tensor");
  }

  /** ("storage", type, key, location, number of elements): the location does not matter. */
  @Override
  public Pickled load(Pickled id) throws ForeignFileException {
    if (!(id instanceof Pickled.Sequence parts
        && parts.items().size() >= 5
        && parts.items().get(0).equals(new Pickled.Text("storage"))
        && parts.items().get(1) instanceof Pickled.Global type
        && parts.items().get(2) instanceof Pickled.Text file
        && parts.items().get(4) instanceof Pickled.Whole count)) {
      throw refuse("expected the id of a storage, found %s", id.label());
    }
    ElementFormat format = STORAGES.get(type.name());
    if (format == null) {
      return opaque(type.name(), List.of(id));
    }
    String name = root + "data/" + file.value();
    ZipMember member = members.get(name);
    if (member == null) {
      throw refuse("%s with a tensor's values is not in the archive", name);
    }
    if (member.deflated()) {
      throw refuse("%s is compressed, which PyTorch never does; save the file again", name);
    }
    long bytes = Refusals.times(Math.max(0, count.value()), format.bytes());
    if (!(count.value() >= 0 && bytes <= member.size())) {
      throw refuse(
          "%s claims %d values of %d bytes, but has %d bytes",
          name, count.value(), format.bytes(), member.size());
    }
    return new Pickled.Storage(
        name, sources.computeIfAbsent(name, key -> member.plain()), format, order, count.value());
  }
}
