package periscope.checkpoints.imports.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import periscope.checkpoints.imports.ForeignFileException;

/**
 * Reads pickles of protocol 2 to 5 (Python's {@code pickle}; {@code pickletools} documents every
 * instruction). Instructions are an allow-list; functions and classes are names, never code.
 */
final class PickleReader {
  private static final int FIRST_PROTOCOL = 2;
  private static final int LAST_PROTOCOL = 5;
  private static final int MOST_VALUES = 1 << 24;
  private static final int BYTES_PER_VALUE = 128; // of the heap, with what keeps them together

  private final PickleInput input;
  private final PickleStack stack;
  private final PickleObjects objects;

  private PickleReader(PickleInput input, PickleWorld world) {
    this.input = input;
    long heap = Runtime.getRuntime().maxMemory();
    this.stack = new PickleStack(input, Math.min(MOST_VALUES, heap / BYTES_PER_VALUE));
    this.objects = new PickleObjects(input, stack, world);
  }

  /**
   * Reads the one object that a pickle describes.
   *
   * @param where name for messages
   * @throws ForeignFileException if it is not a pickle, or not one of data
   */
  static Pickled read(String where, byte[] bytes, PickleWorld world) throws IOException {
    return new PickleReader(new PickleInput(where, bytes), world).read();
  }

  private Pickled read() throws IOException {
    if (Opcode.of(input.u1()) != Opcode.PROTO) {
      throw input.refuse("expected a pickle of protocol %d or later", FIRST_PROTOCOL);
    }
    protocol();
    while (true) {
      int code = input.u1();
      Opcode opcode = Opcode.of(code);
      if (opcode == null) {
        throw input.refuse("instruction 0x%02x is not one that data is pickled with", code);
      }
      if (opcode == Opcode.STOP) {
        return finish();
      }
      step(opcode);
    }
  }

  private Pickled finish() throws ForeignFileException {
    Pickled result = stack.pop();
    if (stack.size() > 0 || !input.atEnd()) {
      throw input.refuse(
          "expected one object, found %d more values and %d more bytes",
          stack.size(), input.size() - input.position());
    }
    return result;
  }

  private void protocol() throws ForeignFileException {
    int version = input.u1();
    if (!(version >= FIRST_PROTOCOL && version <= LAST_PROTOCOL)) {
      throw input.refuse(
          "expected pickle protocol %d to %d, found %d", FIRST_PROTOCOL, LAST_PROTOCOL, version);
    }
  }

  private void step(Opcode opcode) throws IOException {
    switch (opcode) {
      case PROTO -> protocol();
      case FRAME -> frame();
      case STOP -> throw new IllegalStateException("STOP is not a step");
      case MARK -> stack.mark();
      case POP -> popOne();
      case POP_MARK -> stack.popToMark();
      case DUP -> stack.push(stack.top());
      case NONE -> stack.push(Pickled.None.NONE);
      case NEWTRUE -> stack.push(new Pickled.Flag(true));
      case NEWFALSE -> stack.push(new Pickled.Flag(false));
      case INT -> stack.push(textInteger());
      case BININT -> stack.push(new Pickled.Whole(input.i4()));
      case BININT1 -> stack.push(new Pickled.Whole(input.u1()));
      case BININT2 -> stack.push(new Pickled.Whole(input.u2()));
      case LONG1 -> stack.push(input.integer(input.u1()));
      case LONG4 -> stack.push(input.integer(input.i4()));
      case BINFLOAT -> stack.push(new Pickled.Real(input.bigEndianDouble()));
      case BINSTRING -> stack.push(new Pickled.Text(input.oldText(input.i4())));
      case SHORT_BINSTRING -> stack.push(new Pickled.Text(input.oldText(input.u1())));
      case BINUNICODE -> stack.push(new Pickled.Text(input.text(input.u4())));
      case SHORT_BINUNICODE -> stack.push(new Pickled.Text(input.text(input.u1())));
      case BINUNICODE8 -> stack.push(new Pickled.Text(input.text(input.i8())));
      case BINBYTES -> stack.push(input.bytes(input.u4()));
      case SHORT_BINBYTES -> stack.push(input.bytes(input.u1()));
      case BINBYTES8, BYTEARRAY8 -> stack.push(input.bytes(input.i8()));
      case EMPTY_LIST -> stack.push(sequence(Pickled.Kind.LIST, new ArrayList<>()));
      case LIST -> stack.push(sequence(Pickled.Kind.LIST, stack.popToMark()));
      case EMPTY_TUPLE -> stack.push(sequence(Pickled.Kind.TUPLE, List.of()));
      case TUPLE -> stack.push(sequence(Pickled.Kind.TUPLE, stack.popToMark()));
      case TUPLE1 -> stack.push(sequence(Pickled.Kind.TUPLE, stack.pop(1)));
      case TUPLE2 -> stack.push(sequence(Pickled.Kind.TUPLE, stack.pop(2)));
      case TUPLE3 -> stack.push(sequence(Pickled.Kind.TUPLE, stack.pop(3)));
      case EMPTY_SET -> stack.push(sequence(Pickled.Kind.SET, new ArrayList<>()));
      case FROZENSET -> stack.push(sequence(Pickled.Kind.SET, stack.popToMark()));
      case EMPTY_DICT -> stack.push(new Pickled.Mapping());
      case DICT -> objects.dict();
      case APPEND -> objects.append(stack.pop(1));
      case APPENDS, ADDITEMS -> objects.append(stack.popToMark());
      case SETITEM -> objects.setItems(stack.pop(2));
      case SETITEMS -> objects.setItems(stack.popToMark());
      case GLOBAL -> stack.push(new Pickled.Global(input.line() + "." + input.line()));
      case STACK_GLOBAL -> objects.stackGlobal();
      case REDUCE, NEWOBJ -> objects.call();
      case NEWOBJ_EX -> objects.callWithNames();
      case INST -> objects.instance(input.line() + "." + input.line());
      case OBJ -> objects.instance();
      case BUILD -> objects.build();
      case BINPERSID -> objects.persistent();
      case BINGET -> stack.push(stack.recall(input.u1()));
      case LONG_BINGET -> stack.push(stack.recall(input.u4()));
      case BINPUT -> stack.remember(input.u1());
      case LONG_BINPUT -> stack.remember(input.u4());
      case MEMOIZE -> stack.remember(stack.memoSize());
    }
  }

  private static Pickled sequence(Pickled.Kind kind, List<Pickled> items) {
    return new Pickled.Sequence(kind, items);
  }

  private void frame() throws ForeignFileException {
    long length = input.i8();
    if (!(length >= 0 && length <= input.size() - input.position())) {
      throw input.refuse("a frame claims %s bytes", Long.toUnsignedString(length));
    }
  }

  private void popOne() throws ForeignFileException {
    if (stack.atMark()) {
      stack.popToMark();
    } else {
      stack.pop();
    }
  }

  /** Python 2 writes integers of more than 32 bits as text; {@code 00} and {@code 01} are bools. */
  private Pickled textInteger() throws ForeignFileException {
    String line = input.line();
    if (line.equals("00") || line.equals("01")) {
      return new Pickled.Flag(line.equals("01"));
    }
    try {
      return new Pickled.Whole(Long.parseLong(line));
    } catch (NumberFormatException e) {
      throw input.refuse("expected an integer, found \"%s\"", line);
    }
  }
}
