package periscope.models.spec;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a key of a specification is where a text does not have it: for keys younger than the files
 * that people keep, whose value then says what those files have always meant. Every other key is
 * required.
 *
 * <pre>{@code
 * record Task(int modulus, @IfAbsent("false") boolean equalsToken) {}
 * }</pre>
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface IfAbsent {
  /**
   * The value as it would stand in a text: {@code false}, {@code 0.5}, an enum's name there, {@code
   * []}.
   */
  String value();
}
