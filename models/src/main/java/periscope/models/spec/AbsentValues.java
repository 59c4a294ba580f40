package periscope.models.spec;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.InjectableValues;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Teaches Jackson {@link IfAbsent}, as values that it injects where a text has none: the one way in
 * which it lets single properties be left out while all others are required.
 */
final class AbsentValues extends InjectableValues.Std {
  @Serial private static final long serialVersionUID = 1L;

  @Override
  public Object findInjectableValue(
      DeserializationContext context,
      Object value,
      BeanProperty property,
      @Nullable Object holder,
      @Nullable Boolean optional,
      @Nullable Boolean useInput)
      throws JsonMappingException {
    try {
      JsonNode node =
          value.equals("[]")
              ? context.getNodeFactory().arrayNode()
              : TextNode.valueOf(value.toString());
      return context.readTreeAsValue(node, property.getType());
    } catch (IOException e) {
      throw JsonMappingException.from(context, "the value if absent is not readable", e);
    }
  }

  /** Finds the annotation. */
  static final class Introspector extends JacksonAnnotationIntrospector {
    @Serial private static final long serialVersionUID = 1L;

    @Override
    public JacksonInject.@Nullable Value findInjectableValue(AnnotatedMember member) {
      IfAbsent absent = _findAnnotation(member, IfAbsent.class);
      return absent == null
          ? super.findInjectableValue(member)
          : JacksonInject.Value.forId(absent.value());
    }
  }
}
