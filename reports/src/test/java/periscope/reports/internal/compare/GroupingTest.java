package periscope.reports.internal.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GroupingTest {
  @Test
  void specificationsBecomeDottedPaths() {
    assertThat(
            SpecFields.of(
                """
                {"seed": 3, "model": {"type": "mlp", "hidden": [16, 8], "bias": false}, "note": null}
                """))
        .containsExactly(
            Map.entry("seed", "3"),
            Map.entry("model.type", "mlp"),
            Map.entry("model.hidden", "[16,8]"),
            Map.entry("model.bias", "false"),
            Map.entry("note", "null"));
  }

  @Test
  void whatIsNoSpecificationHasNoFields() {
    assertThat(SpecFields.of("dear diary")).isEmpty();
    assertThat(SpecFields.of("[1, 2]")).isEmpty();
    assertThat(SpecFields.of("")).isEmpty();
  }

  @Test
  void numbersAreEqualHoweverTheyAreWritten() {
    assertThat(differing("{\"lr\": 1e-3}", "{\"lr\": 0.001}", "{\"lr\": 0.0010}")).isEmpty();
    assertThat(differing("{\"d\": 1}", "{\"d\": 1.0}", "{\"d\": 10e-1}")).isEmpty();
    assertThat(differing("{\"d\": 1}", "{\"d\": \"1\"}")).isEmpty();
    assertThat(differing("{\"d\": 1}", "{\"d\": 1.0000000001}")).containsExactly("d");
  }

  @Test
  void aFieldThatOneSpecificationLacksDiffers() {
    assertThat(differing("{\"a\": 1}", "{\"a\": 1, \"b\": {\"c\": 2}}")).containsExactly("b.c");
  }

  @Test
  void seedsAndNamesDoNotMakeAGroup() {
    List<Grouping> groupings =
        groupings(
            "{\"name\": \"a\", \"seed\": 1, \"split\": {\"seed\": 5}}",
            "{\"name\": \"b\", \"seed\": 2, \"split\": {\"seed\": 6}}");

    assertThat(groupings.getFirst().label()).isEqualTo("everything but the seed");
    assertThat(groupings.getFirst().groups())
        .containsExactly(new Grouping.Group("all runs", List.of(0, 1), "all runs"));
    assertThat(groupings)
        .extracting(Grouping::label)
        .containsExactly("everything but the seed", "name", "seed", "split.seed");
  }

  @Test
  void groupsAreOrderedByTheirNumbers() {
    List<Grouping> groupings =
        groupings(
            "{\"seed\": 1, \"optimizer\": {\"weightDecay\": 10}}",
            "{\"seed\": 2, \"optimizer\": {\"weightDecay\": 9}}",
            "{\"seed\": 3, \"optimizer\": {}}",
            "{\"seed\": 4, \"optimizer\": {\"weightDecay\": 10.0}}");

    assertThat(groupings.getFirst().paths()).containsExactly("optimizer.weightDecay");
    assertThat(groupings.getFirst().groups())
        .containsExactly(
            new Grouping.Group("weightDecay 9", List.of(1), "weightDecay 9"),
            new Grouping.Group("weightDecay 10", List.of(0, 3), "weightDecay 10"),
            new Grouping.Group("weightDecay not set", List.of(2), "weightDecay not set"));
  }

  @Test
  void severalFieldsAreNamedShortlyUnlessTheyEndAlike() {
    List<Grouping> groupings =
        groupings(
            "{\"a\": {\"rate\": 1}, \"b\": {\"rate\": 2, \"width\": 3}}",
            "{\"a\": {\"rate\": 2}, \"b\": {\"rate\": 3, \"width\": 4}}",
            "{\"a\": {\"rate\": 2}, \"b\": {\"rate\": 3, \"width\": 5}}");

    assertThat(groupings.getFirst().groups())
        .extracting(Grouping.Group::label)
        .containsExactly(
            "a.rate 1, b.rate 2, width 3",
            "a.rate 2, b.rate 3, width 4",
            "a.rate 2, b.rate 3, width 5");
  }

  @Test
  void groupsOfManyFieldsBearTheNamesOfTheirRunsWhereTheseTellThemApart() {
    List<Grouping> groupings =
        groupings(
            "{\"name\": \"wide\", \"a\": 1, \"b\": 1}",
            "{\"name\": \"deep\", \"a\": 2, \"b\": 2}",
            "{\"name\": \"wide\", \"a\": 1, \"b\": 1}");

    assertThat(groupings.getFirst().groups())
        .containsExactly(
            new Grouping.Group("wide", List.of(0, 2), "a 1, b 1"),
            new Grouping.Group("deep", List.of(1), "a 2, b 2"));
  }

  @Test
  void groupsOfUnlikeTasksAreNamedShortly() {
    String sum = "\"task\": {\"type\": \"sum\", \"modulus\": MOD, \"pairs\": \"all\"}";
    String parity = "\"task\": {\"type\": \"parity\", \"digits\": 40, \"relevant\": 3}";
    String specification = "{\"name\": \"NAME\", \"model\": {\"type\": \"mlp\"}, TASK}";
    String small = specification.replace("NAME", "small");
    List<Grouping.Group> unlike =
        groupings(
                small.replace("TASK", sum.replace("MOD", "7")),
                small.replace("TASK", sum.replace("MOD", "11")),
                small.replace("TASK", parity))
            .getFirst()
            .groups();

    assertThat(unlike)
        .extracting(Grouping.Group::label)
        .containsExactly("parity", "sum, modulus 7", "sum, modulus 11");
    assertThat(unlike.getFirst().whole())
        .isEqualTo("type parity, modulus not set, pairs not set, digits 40, relevant 3");
    assertThat(
            groupings(
                    specification.replace("NAME", "a").replace("TASK", sum.replace("MOD", "7")),
                    specification.replace("NAME", "b").replace("TASK", sum.replace("MOD", "7")),
                    specification.replace("NAME", "c").replace("TASK", parity))
                .getFirst()
                .groups())
        .as("where names tell groups apart, they are named by those of their runs")
        .extracting(Grouping.Group::label)
        .containsExactly("c", "a, b");
  }

  @Test
  void aRunThatCouldNotBeReadIsInNoGroup() {
    List<Grouping> groupings =
        Grouping.all(
            List.of(Members.of("a.h5", "{\"seed\": 1}"), Member.unread(Path.of("b.h5"), "gone")));
    assertThat(groupings)
        .allSatisfy(
            grouping ->
                assertThat(grouping.groups()).flatExtracting(Grouping.Group::runs).containsOnly(0));
  }

  @Test
  void runsOfOneNameAreToldApart() {
    List<Member> named =
        Labels.given(
            List.of(
                Members.of("x/run.h5", "{\"name\": \"n\", \"seed\": 1}"),
                Members.of("x/run2.h5", "{\"name\": \"n\", \"seed\": 2}"),
                Members.of("y/run.h5", "{\"name\": \"n\", \"seed\": 1}"),
                Members.of("x/other.h5", "{\"name\": \"n\", \"seed\": 1}")));

    assertThat(named)
        .extracting(Member::label)
        .containsExactly(
            "seed 1 (run) (x/run.h5)", "seed 2", "seed 1 (run) (y/run.h5)", "seed 1 (other)");
    assertThat(named).extracting(Member::key).containsExactly("run", "run2", "run-2", "other");
  }

  @Test
  void keysAreSafeNamesOfFiles() {
    List<Member> named =
        Labels.given(
            List.of(
                Members.of("..--.h5", "{}"),
                Members.of("<b>\"'& é.h5", "{}"),
                Members.of("RUN.h5", "{}"),
                Members.of("%2e%2e.h5", "{}")));

    assertThat(named).extracting(Member::key).containsExactly("run", "b-e", "RUN-2", "2e-2e");
  }

  private static List<String> differing(String... specs) {
    return SpecFields.differing(java.util.Arrays.stream(specs).map(SpecFields::of).toList());
  }

  private static List<Grouping> groupings(String... specs) {
    return Grouping.all(
        java.util.Arrays.stream(specs).map(spec -> Members.of("run.h5", spec)).toList());
  }
}
