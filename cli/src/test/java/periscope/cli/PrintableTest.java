package periscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {

  @ParameterizedTest
  @ValueSource(strings = {"\u001b", "\n", "\r", "\u009b", "\u202e", "\u2028", "\u0000", "\u200f"})
  void whatIsNotSeenIsReplaced(String mark) {
    assertThat(Printable.of("a" + mark + "b")).isEqualTo("a\ufffdb");
  }

  @Test
  void lettersOfAllLanguagesStay() {
    String text = "W_E × größe 重み 😀 …";
    assertThat(Printable.of(text)).isEqualTo(text);
  }
}
