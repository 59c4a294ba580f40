package periscope.models.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {
  private static final List<String> KNOWN = List.of("pair-mod67", "pair-circle5", "steps");

  @ParameterizedTest
  @CsvSource({
    "pair-mod76, did you mean pair-mod67?",
    "PAIR-MOD67, did you mean pair-mod67?",
    "stesp, did you mean steps?",
    "nanda, 'known: pair-circle5, pair-mod67, steps'",
    "'', 'known: pair-circle5, pair-mod67, steps'",
  })
  void namesTheNearestOrAll(String found, String phrase) {
    assertThat(Names.suggest(found, KNOWN)).isEqualTo(phrase);
  }
}
