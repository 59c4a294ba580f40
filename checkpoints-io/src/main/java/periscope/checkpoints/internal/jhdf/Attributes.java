package periscope.checkpoints.internal.jhdf;

import io.jhdf.dataset.DatasetReader;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.StringData;
import io.jhdf.object.datatype.VariableLength;
import io.jhdf.object.message.AttributeMessage;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import periscope.checkpoints.internal.NumberType;

/** Values of attributes that are one text or one integer. */
final class Attributes {
  private Attributes() {}

  static Optional<String> text(AttributeMessage attribute, ByteSource source) {
    DataType type = attribute.getDataType();
    boolean isText =
        type instanceof StringData
            || (type instanceof VariableLength text && text.isVariableLengthString());
    if (!isText || attribute.getDataSpace().getTotalLength() != 1) {
      return Optional.empty();
    }
    String value = (String) value(attribute, source);
    int end = value.indexOf('\0');
    return Optional.of(end < 0 ? value : value.substring(0, end));
  }

  static OptionalInt integer(AttributeMessage attribute, ByteSource source) {
    if (!(attribute.getDataType() instanceof FixedPoint)
        || attribute.getDataSpace().getTotalLength() != 1) {
      return OptionalInt.empty();
    }
    long value = ((Number) value(attribute, source)).longValue();
    return OptionalInt.of(Math.clamp(value, Integer.MIN_VALUE, Integer.MAX_VALUE));
  }

  /** All that are one text, whole number or floating-point number, as texts by name. */
  static Map<String, String> singleValues(
      Map<String, AttributeMessage> attributes, ByteSource source) {
    Map<String, String> values = new TreeMap<>();
    attributes.forEach(
        (name, attribute) ->
            text(attribute, source)
                .or(() -> number(attribute, source))
                .ifPresent(value -> values.put(name, value)));
    return values;
  }

  private static Optional<String> number(AttributeMessage attribute, ByteSource source) {
    boolean usual =
        Numbers.number(attribute.getDataType())
            .filter(type -> type.kind() != NumberType.Kind.BOOL)
            .isPresent();
    return usual && attribute.getDataSpace().getTotalLength() == 1
        ? Optional.of(String.valueOf(value(attribute, source)))
        : Optional.empty();
  }

  private static Object value(AttributeMessage attribute, ByteSource source) {
    ByteBuffer bytes = attribute.getDataBuffer();
    return DatasetReader.readDataset(attribute.getDataType(), bytes, new int[0], source);
  }

  static Map<String, String> texts(Map<String, AttributeMessage> attributes, ByteSource source) {
    Map<String, String> texts = new TreeMap<>();
    attributes.forEach(
        (name, attribute) -> text(attribute, source).ifPresent(text -> texts.put(name, text)));
    return texts;
  }
}
