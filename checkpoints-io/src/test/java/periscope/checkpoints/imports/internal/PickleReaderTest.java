package periscope.checkpoints.imports.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import periscope.checkpoints.imports.ForeignFileException;

/**
 * Every instruction, in pickles written by hand after pickletools' description of it. Expected
 * values are how Python prints what its own pickle.loads makes of the same bytes, but for objects
 * that here stay opaque: those are printed as {@code <name parts>}.
 */
class PickleReaderTest {
  private static final PickleWorld WORLD =
      new PickleWorld() {
        @Override
        public Pickled call(String function, List<Pickled> arguments) {
          Pickled.Opaque called = new Pickled.Opaque(function);
          called.parts().addAll(arguments);
          return called;
        }

        @Override
        public Pickled load(Pickled id) {
          return new Pickled.Text("loaded " + print(id));
        }
      };

  /** A pickle after its PROTO, and what it stands for. */
  record Case(Set<Opcode> covers, String pickle, String expected) {
    @Override
    public String toString() {
      return covers + " " + expected;
    }
  }

  private static Case of(Opcode opcode, String pickle, String expected) {
    return new Case(EnumSet.of(opcode), pickle, expected);
  }

  /** In a pickle, two hexadecimal digits in braces stand for a byte. */
  static List<Case> cases() {
    return List.of(
        of(Opcode.PROTO, "{80}{03}K{01}.", "1"),
        of(Opcode.STOP, "N.", "None"),
        of(Opcode.FRAME, "{95}{03}{00}{00}{00}{00}{00}{00}{00}K{07}.", "7"),
        of(Opcode.MARK, "(K{01}K{02}t.", "(1, 2)"),
        of(Opcode.POP, "K{01}K{02}0.", "1"),
        of(Opcode.POP, "K{01}(0.", "1"),
        of(Opcode.POP_MARK, "K{01}(K{02}K{03}1.", "1"),
        of(Opcode.DUP, "K{05}2{86}.", "(5, 5)"),
        of(Opcode.NONE, "N.", "None"),
        of(Opcode.NEWTRUE, "{88}.", "True"),
        of(Opcode.NEWFALSE, "{89}.", "False"),
        of(Opcode.INT, "I-12345678901\n.", "-12345678901"),
        of(Opcode.INT, "I01\n.", "True"),
        of(Opcode.INT, "I00\n.", "False"),
        of(Opcode.BININT, "J{fe}{ff}{ff}{ff}.", "-2"),
        of(Opcode.BININT1, "K{ff}.", "255"),
        of(Opcode.BININT2, "M{01}{ff}.", "65281"),
        of(Opcode.LONG1, "{8a}{00}.", "0"),
        of(Opcode.LONG1, "{8a}{02}{00}{80}.", "-32768"),
        of(Opcode.LONG1, "{8a}{08}{ff}{ff}{ff}{ff}{ff}{ff}{ff}{7f}.", "9223372036854775807"),
        of(Opcode.LONG1, "{8a}{09}{00}{00}{00}{00}{00}{00}{00}{80}{00}.", "<a very large int >"),
        of(Opcode.LONG4, "{8b}{02}{00}{00}{00}{2c}{01}.", "300"),
        of(Opcode.LONG4, "{8b}{41}{00}{00}{00}" + "{01}".repeat(65) + ".", "<a very large int >"),
        of(Opcode.BINFLOAT, "G{bf}{f8}{00}{00}{00}{00}{00}{00}.", "-1.5"),
        of(Opcode.BINSTRING, "T{03}{00}{00}{00}abc.", "'abc'"),
        of(Opcode.SHORT_BINSTRING, "U{02}{c3}{a9}.", "'é'"),
        of(Opcode.SHORT_BINSTRING, "U{01}{e9}.", "'é'"),
        of(Opcode.BINUNICODE, "X{02}{00}{00}{00}{c3}{a9}.", "'é'"),
        of(Opcode.SHORT_BINUNICODE, "{8c}{01}x.", "'x'"),
        of(Opcode.BINUNICODE8, "{8d}{01}{00}{00}{00}{00}{00}{00}{00}x.", "'x'"),
        of(Opcode.BINBYTES, "B{02}{00}{00}{00}ab.", "bytes of 2"),
        of(Opcode.SHORT_BINBYTES, "C{02}ab.", "bytes of 2"),
        of(Opcode.BINBYTES8, "{8e}{02}{00}{00}{00}{00}{00}{00}{00}ab.", "bytes of 2"),
        of(Opcode.BYTEARRAY8, "{96}{02}{00}{00}{00}{00}{00}{00}{00}ab.", "bytes of 2"),
        of(Opcode.EMPTY_LIST, "].", "[]"),
        of(Opcode.APPEND, "]K{01}aK{02}a.", "[1, 2]"),
        of(Opcode.APPENDS, "](K{01}K{02}e.", "[1, 2]"),
        of(Opcode.LIST, "(K{01}K{02}lK{03}a.", "[1, 2, 3]"),
        of(Opcode.EMPTY_TUPLE, ").", "()"),
        of(Opcode.TUPLE, "(K{01}K{02}K{03}K{04}t.", "(1, 2, 3, 4)"),
        of(Opcode.TUPLE1, "K{01}{85}.", "(1,)"),
        of(Opcode.TUPLE2, "K{01}K{02}{86}.", "(1, 2)"),
        of(Opcode.TUPLE3, "K{01}K{02}K{03}{87}.", "(1, 2, 3)"),
        of(Opcode.EMPTY_DICT, "}.", "{}"),
        of(Opcode.DICT, "(K{01}K{02}K{03}K{04}d.", "{1: 2, 3: 4}"),
        of(Opcode.SETITEM, "}K{01}K{02}s.", "{1: 2}"),
        of(Opcode.SETITEMS, "}(K{01}K{02}K{01}K{05}K{03}K{04}u.", "{1: 5, 3: 4}"),
        of(Opcode.EMPTY_SET, "{8f}.", "set()"),
        of(Opcode.ADDITEMS, "{8f}(K{01}K{02}{90}.", "{1, 2}"),
        of(Opcode.FROZENSET, "(K{01}{91}.", "{1}"),
        of(Opcode.GLOBAL, "cos\nsystem\n.", "os.system"),
        of(Opcode.STACK_GLOBAL, "{8c}{02}os{8c}{06}system{93}.", "os.system"),
        of(Opcode.REDUCE, "cos\nsystem\n{8c}{04}exit{85}R.", "<os.system 'exit'>"),
        of(Opcode.NEWOBJ, "cm\nC\n){81}.", "<m.C >"),
        of(Opcode.NEWOBJ_EX, "cm\nC\nK{01}{85}}{92}.", "<m.C (1,) {}>"),
        of(Opcode.BUILD, "cm\nC\n){81}}K{01}K{02}sb.", "<m.C {1: 2}>"),
        of(Opcode.BUILD, "}K{01}K{02}s}K{03}K{04}sb.", "{1: 2}"),
        of(Opcode.INST, "(K{01}im\nC\n.", "<m.C 1>"),
        of(Opcode.OBJ, "(cm\nC\nK{01}o.", "<m.C 1>"),
        of(Opcode.BINPERSID, "K{07}Q.", "'loaded 7'"),
        of(Opcode.BINPUT, "K{07}q{09}0h{09}.", "7"),
        of(Opcode.BINGET, "K{02}q{01}]h{01}a{86}.", "(2, [2])"),
        of(Opcode.LONG_BINPUT, "K{07}r{00}{01}{00}{00}0j{00}{01}{00}{00}.", "7"),
        of(Opcode.LONG_BINGET, "K{07}q{05}j{05}{00}{00}{00}{86}.", "(7, 7)"),
        of(Opcode.MEMOIZE, "K{07}{94}K{08}{94}0h{00}h{01}{87}.", "(7, 7, 8)"),
        // What follows an opaque object goes into it: a subclass of list or dict, say.
        new Case(
            EnumSet.of(Opcode.APPEND, Opcode.SETITEM),
            "cm\nC\n)RK{01}aK{02}K{03}s.",
            "<m.C 1 2 3>"),
        new Case(EnumSet.of(Opcode.REDUCE), "K{01})R.", "<the number 1 1 ()>"));
  }

  private static byte[] bytes(String pickle) {
    var bytes = new java.io.ByteArrayOutputStream();
    bytes.writeBytes(new byte[] {(byte) 0x80, 2});
    byte[] written = pickle.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < written.length; i++) {
      boolean hex = written[i] == '{' && i + 3 < written.length && written[i + 3] == '}';
      if (hex) {
        bytes.write(HexFormat.fromHexDigits(pickle, i + 1, i + 3));
        i += 3;
      } else {
        bytes.write(written[i]);
      }
    }
    return bytes.toByteArray();
  }

  private static Pickled read(String pickle) throws IOException {
    return PickleReader.read("f", bytes(pickle), WORLD);
  }

  private static String print(Pickled value) {
    return switch (value) {
      case Pickled.None none -> "None";
      case Pickled.Flag flag -> flag.value() ? "True" : "False";
      case Pickled.Whole whole -> Long.toString(whole.value());
      case Pickled.Real real -> Double.toString(real.value());
      case Pickled.Text text -> "'" + text.value() + "'";
      case Pickled.Bytes bytes -> "bytes of " + bytes.count();
      case Pickled.Global global -> global.name();
      case Pickled.Sequence sequence -> print(sequence);
      case Pickled.Mapping mapping -> {
        List<String> entries = new ArrayList<>();
        for (Map.Entry<Pickled, Pickled> entry : mapping.entries().entrySet()) {
          entries.add(print(entry.getKey()) + ": " + print(entry.getValue()));
        }
        yield "{" + String.join(", ", entries) + "}";
      }
      case Pickled.Opaque opaque ->
          "<" + opaque.label() + " " + String.join(" ", printed(opaque.parts())) + ">";
      case Pickled.Storage storage -> "storage";
      case Pickled.Tensor tensor -> "tensor";
    };
  }

  private static List<String> printed(List<Pickled> items) {
    return items.stream().map(PickleReaderTest::print).toList();
  }

  private static String print(Pickled.Sequence sequence) {
    String items = String.join(", ", printed(sequence.items()));
    return switch (sequence.kind()) {
      case LIST -> "[" + items + "]";
      case TUPLE -> "(" + items + (sequence.items().size() == 1 ? ",)" : ")");
      case SET -> items.isEmpty() ? "set()" : "{" + items + "}";
    };
  }

  @ParameterizedTest
  @MethodSource("cases")
  void instruction(Case example) throws IOException {
    assertThat(print(read(example.pickle()))).isEqualTo(example.expected());
  }

  @Test
  void everyInstructionHasACase() {
    Set<Opcode> covered = EnumSet.noneOf(Opcode.class);
    cases().forEach(example -> covered.addAll(example.covers()));
    assertThat(covered).isEqualTo(EnumSet.allOf(Opcode.class));
  }

  /** Bytes that are no instruction here: protocol 0's texts, extensions, buffers, and the rest. */
  @Test
  void allOtherBytesAreRefused() {
    int refused = 0;
    for (int code = 0; code < 256; code++) {
      if (Opcode.of(code) == null) {
        byte[] pickle = {(byte) 0x80, 2, (byte) code, '1', '\n', '.'};
        String sentence =
            String.format(
                java.util.Locale.ROOT,
                "f: byte 3: instruction 0x%02x is not one that data is pickled with",
                code);
        assertThatThrownBy(() -> PickleReader.read("f", pickle, WORLD))
            .isInstanceOf(ForeignFileException.class)
            .hasMessage(sentence);
        refused++;
      }
    }
    assertThat(refused).isEqualTo(256 - Opcode.values().length);
    assertThat(Opcode.of('F')).as("FLOAT, a text form of protocol 0").isNull();
    assertThat(Opcode.of('P')).as("PERSID, a text form of protocol 0").isNull();
    assertThat(Opcode.of(0x82)).as("EXT1, which asks a registry for code").isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // no STOP
        ".", // nothing on the stack
        "K{01}K{02}.", // two values
        "(K{01}.", // an open mark
        "K{01}.N", // bytes behind the end
        "0.", // POP of nothing
        "2.", // DUP of nothing
        "1.", // no mark
        "t.", // no mark
        "K{01}{86}.", // one value where two are needed
        "K{01}(K{02}{86}.", // the other one is behind a mark
        "(K{01}d.", // a key without a value
        "}(K{01}u.", // a key without a value
        "K{01}K{02}a.", // APPEND to a number
        ")K{02}a.", // APPEND to a tuple
        "]K{01}K{02}s.", // SETITEM of a list
        "K{01}}b.", // BUILD of a number
        "K{01}K{02}{93}.", // STACK_GLOBAL of numbers
        "cos\nsystem\n]R.", // arguments that are no tuple
        "(o.", // OBJ without a class
        "h{00}.", // a memo that was never given out
        "j{ff}{ff}{ff}{ff}.", // the same, far away
        "q{00}.", // BINPUT of nothing
        "{95}{ff}{ff}{ff}{ff}{ff}{ff}{ff}{7f}N.", // a frame longer than the file
        "{95}{ff}{ff}{ff}{ff}{ff}{ff}{ff}{ff}N.", // a frame of negative length
        "X{ff}{ff}{ff}{ff}abc.", // a text longer than the file
        "{8d}{ff}{ff}{ff}{ff}{ff}{ff}{ff}{ff}abc.", // a text of negative length
        "T{ff}{ff}{ff}{ff}abc.", // the same, 32 bits
        "B{ff}{ff}{ff}{7f}abc.", // bytes longer than the file
        "{8b}{ff}{ff}{ff}{ff}.", // an integer of negative length
        "{8a}{05}{01}.", // an integer longer than the file
        "I1x\n.", // no integer
        "I1", // no end of line
        "c{e9}\nx\n.", // not ASCII
        "{80}{06}N.", // a later protocol in the middle
        "G{00}.", // half a float
      })
  void broken(String pickle) {
    assertThatThrownBy(() -> read(pickle))
        .isInstanceOf(ForeignFileException.class)
        .hasMessageMatching("(?s)f: byte \\d+: .+");
  }

  @Test
  void otherProtocols() {
    byte[] text = "I1\n.".getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> PickleReader.read("f", text, WORLD))
        .hasMessage("f: byte 1: expected a pickle of protocol 2 or later");
    byte[] later = {(byte) 0x80, 6, 'N', '.'};
    assertThatThrownBy(() -> PickleReader.read("f", later, WORLD))
        .hasMessage("f: byte 2: expected pickle protocol 2 to 5, found 6");
  }

  @Test
  void longLinesAreNotRead() {
    assertThatThrownBy(() -> read("c" + "a".repeat(5000) + "\nx\n."))
        .hasMessage("f: byte 4100: expected a line of at most 4096 ASCII characters");
  }

  /** One-byte instructions that make objects are counted, so that memory stays bounded. */
  @Test
  void valuesAreCounted() {
    PickleInput input = new PickleInput("f", new byte[0]);
    PickleStack stack = new PickleStack(input, 3);
    assertThatThrownBy(
            () -> {
              stack.push(Pickled.None.NONE);
              stack.remember(0);
              stack.mark();
              stack.push(Pickled.None.NONE);
            })
        .hasMessage("f: byte 0: more than 3 values, which are too many for this heap");
  }
}
