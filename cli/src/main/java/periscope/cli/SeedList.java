package periscope.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Seeds as people write them: {@code 0-39}, {@code 1,5,7} or both.
 *
 * @param seeds distinct, in the order given
 */
record SeedList(List<Long> seeds) {
  private static final int MOST = 100_000;
  private static final Pattern PART = Pattern.compile("(\\d{1,18})(?:-(\\d{1,18}))?");

  /** Reads them; for Picocli. */
  static final class Converter implements ITypeConverter<SeedList> {
    @Override
    public SeedList convert(String text) {
      var seeds =
          Arrays.stream(text.split(",", -1))
              .map(String::strip)
              .flatMapToLong(part -> range(part, text))
              .distinct()
              .boxed()
              .toList();
      return new SeedList(seeds);
    }

    private static LongStream range(String part, String text) {
      var form = PART.matcher(part);
      if (form.matches()) {
        long first = Long.parseLong(form.group(1));
        long last = form.group(2) == null ? first : Long.parseLong(form.group(2));
        if (last >= first && last - first < MOST) {
          return LongStream.rangeClosed(first, last);
        }
      }
      throw new TypeConversionException(
          String.format(Locale.ROOT, "'%s' names no seeds, expected such as 0-39 or 1,5,7", text));
    }
  }
}
