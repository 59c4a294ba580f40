package periscope.models.spec;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes specifications strictly: every key is required unless it says otherwise ({@link
 * IfAbsent}), unknown keys are errors that name the nearest known one, and every error is one
 * sentence with the place it is about.
 *
 * <p>Thread-safe.
 */
public final class SpecMapper {
  private static final SpecMapper JSON = new SpecMapper(new JsonFactory());

  private final ObjectMapper mapper;

  /**
   * A mapper for a text format.
   *
   * @param format Jackson's factory for it, such as the YAML one
   */
  public SpecMapper(JsonFactory format) {
    format.configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature(), true);
    mapper =
        new ObjectMapper(format)
            .setAnnotationIntrospector(new AbsentValues.Introspector())
            .setInjectableValues(new AbsentValues())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
  }

  /** The mapper for JSON. */
  public static SpecMapper json() {
    return JSON;
  }

  /**
   * Reads a whole text.
   *
   * @param where what the text is, for messages: a file name
   * @throws SpecException if it is not a valid {@code type}
   */
  public <T> T read(String text, Class<T> type, String where) {
    try {
      return requireSome(mapper.readValue(text, type), where);
    } catch (JsonProcessingException e) {
      throw explain(e, where, "", tree(text, where));
    }
  }

  /**
   * Reads a whole text as a tree.
   *
   * @throws SpecException if it is not well formed
   */
  public JsonNode tree(String text, String where) {
    try {
      return mapper.readTree(text);
    } catch (JsonProcessingException e) {
      throw explain(e, where, "", MissingNode.getInstance());
    }
  }

  /**
   * Reads one key of a text, whatever else is in it.
   *
   * @param key a top-level key, such as {@code task}
   * @throws SpecException if the key is missing or its value is not a valid {@code type}
   */
  public <T> T read(String text, String key, Class<T> type, String where) {
    return readIfThere(text, key, type, where)
        .orElseThrow(
            () ->
                new SpecException(
                    String.format(Locale.ROOT, "%s: the key %s is missing", where, key), null));
  }

  /**
   * The same of a key that may be missing, which gives nothing.
   *
   * @throws SpecException if its value is not a valid {@code type}
   */
  public <T> Optional<T> readIfThere(String text, String key, Class<T> type, String where) {
    JsonNode value = tree(text, where).get(key);
    if (value == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(requireSome(mapper.treeToValue(value, type), where));
    } catch (JsonProcessingException e) {
      throw explain(e, where, key, value);
    }
  }

  /** Reads a tree. */
  public <T> T read(JsonNode tree, Class<T> type, String where) {
    try {
      return requireSome(mapper.treeToValue(tree, type), where);
    } catch (JsonProcessingException e) {
      throw explain(e, where, "", tree);
    }
  }

  /** The text of a specification, indented. */
  public String write(Object spec) {
    try {
      return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(spec);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot write " + spec.getClass().getSimpleName(), e);
    }
  }

  private static <T> T requireSome(@Nullable T value, String where) {
    if (value == null) {
      throw new SpecException(String.format(Locale.ROOT, "%s: it is empty", where), null);
    }
    return value;
  }

  private static SpecException explain(
      JsonProcessingException e, String where, String prefix, JsonNode tree) {
    String place =
        e.getLocation() != null && e.getLocation().getLineNr() > 0
            ? String.format(Locale.ROOT, "%s, line %d", where, e.getLocation().getLineNr())
            : where;
    return new SpecException(place + ": " + sentence(e, prefix, tree), e);
  }

  private static String sentence(JsonProcessingException e, String prefix, JsonNode tree) {
    return switch (e) {
      case UnrecognizedPropertyException unknown ->
          String.format(
              Locale.ROOT,
              "unknown key %s; %s",
              path(unknown, prefix, tree),
              Names.suggest(
                  unknown.getPropertyName(),
                  unknown.getKnownPropertyIds().stream().map(String::valueOf).toList()));
      case InvalidTypeIdException type ->
          type.getTypeId() == null
              ? String.format(Locale.ROOT, "%s needs a type", path(type, prefix, tree))
              : String.format(
                  Locale.ROOT,
                  "%s has the unknown type %s; known: %s",
                  path(type, prefix, tree),
                  type.getTypeId(),
                  typeNames(type.getBaseType().getRawClass()));
      case InvalidFormatException format ->
          String.format(
              Locale.ROOT,
              "%s is %s%s",
              path(format, prefix, tree),
              format.getValue(),
              expectation(format));
      case ValueInstantiationException invalid -> rootMessage(invalid);
      case JsonMappingException mapping ->
          mapping.getOriginalMessage().contains("creator property")
              ? missing(mapping, prefix, tree)
              : String.format(
                  Locale.ROOT,
                  "%s is not what is expected there: %s",
                  path(mapping, prefix, tree),
                  wanted(mapping));
      default -> firstLine(e.getOriginalMessage());
    };
  }

  /** A key is missing; often because it is misspelt, which Jackson would notice only later. */
  private static String missing(JsonMappingException e, String prefix, JsonNode tree) {
    JsonNode holder = tree;
    for (var step : e.getPath().subList(0, Math.max(0, e.getPath().size() - 1))) {
      holder = step.getFieldName() != null ? holder.path(step.getFieldName()) : holder;
    }
    String wanted = path(e, prefix, tree);
    if (!e.getPath().isEmpty()
        && e.getPath().getLast().getFrom() instanceof Class<?> type
        && type.isRecord()) {
      var known = Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList();
      for (String key : (Iterable<String>) holder::fieldNames) {
        if (!known.contains(key) && !key.equals("type")) {
          String place = wanted.substring(0, wanted.lastIndexOf('.') + 1);
          return String.format(
              Locale.ROOT, "unknown key %s; %s", place + key, Names.suggest(key, known));
        }
      }
    }
    return String.format(Locale.ROOT, "the key %s is missing", wanted);
  }

  private static String expectation(InvalidFormatException e) {
    return e.getTargetType().isEnum()
        ? "; " + Names.suggest(String.valueOf(e.getValue()), enumNames(e.getTargetType()))
        : ", expected " + e.getTargetType().getSimpleName();
  }

  /** What should be there, where that is a single value. */
  private static String wanted(JsonMappingException e) {
    if (e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
      Class<?> type = mismatch.getTargetType();
      if (type == String.class) {
        return "expected a text";
      }
      if (type == boolean.class) {
        return "expected true or false";
      }
      if (type == int.class || type == long.class) {
        return "expected a whole number";
      }
      if (type == double.class) {
        return "expected a number";
      }
    }
    return firstLine(e.getOriginalMessage());
  }

  /** The message of the check in a record's constructor. */
  private static String rootMessage(ValueInstantiationException e) {
    Throwable cause = e.getCause();
    return cause == null || cause.getMessage() == null
        ? firstLine(e.getOriginalMessage())
        : cause.getMessage();
  }

  private static List<String> enumNames(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> JSON.mapper.convertValue(constant, String.class))
        .toList();
  }

  /** Names by which a specification says which of its kinds it is. */
  private static String typeNames(Class<?> type) {
    JsonSubTypes kinds = type.getAnnotation(JsonSubTypes.class);
    return kinds == null
        ? "none"
        : Arrays.stream(kinds.value())
            .map(JsonSubTypes.Type::name)
            .sorted()
            .collect(Collectors.joining(", "));
  }

  /** The place as it stands in the text, where a list of one need not be written as a list. */
  private static String path(JsonMappingException e, String prefix, JsonNode tree) {
    var path = new StringJoiner(".");
    if (!prefix.isEmpty()) {
      path.add(prefix);
    }
    JsonNode node = tree;
    for (var step : e.getPath()) {
      if (step.getFieldName() != null) {
        path.add(step.getFieldName());
        node = node.path(step.getFieldName());
      } else if (!node.isObject()) {
        path.add(String.valueOf(step.getIndex()));
        node = node.path(step.getIndex());
      }
    }
    return path.toString();
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("not readable");
  }
}
