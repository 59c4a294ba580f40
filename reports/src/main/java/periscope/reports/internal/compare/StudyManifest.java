package periscope.reports.internal.compare;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import periscope.reports.internal.Event;
import periscope.reports.internal.InertJson;

/**
 * What the page's scripts read first: everything but the curves.
 *
 * @param version of this layout
 * @param title what the comparison is called
 * @param folder whether curves and pages of the runs are files in the folder {@code runs}
 * @param groupings ways to put runs together
 * @param definitions what the measures are
 * @param runs the runs
 */
record StudyManifest(
    int version,
    String title,
    boolean folder,
    List<Grouping> groupings,
    Map<String, String> definitions,
    List<Entry> runs) {

  private static final JsonMapper MAPPER = JsonMapper.builder(InertJson.factory()).build();

  /**
   * A run at a glance.
   *
   * @param key names it in files
   * @param label names it for people
   * @param file the run file's name
   * @param seed as text
   * @param page whether it has a page of its own
   * @param extent its checkpoints
   * @param events steps of events, or nothing where they did not happen
   * @param reasons why they did not
   * @param values single numbers, or nothing where they are not finite
   * @param keys pairs of frequency and number of neurons
   * @param curves ids of its curves
   * @param failure why it could not be read
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Entry(
      String key,
      String label,
      String file,
      String seed,
      boolean page,
      Member.@Nullable Extent extent,
      @JsonInclude(content = JsonInclude.Include.NON_NULL) Map<String, Long> events,
      Map<String, String> reasons,
      @JsonInclude(content = JsonInclude.Include.NON_NULL) Map<String, Double> values,
      List<Member.Key> keys,
      List<String> curves,
      @Nullable String failure) {

    static Entry of(Member member, boolean page) {
      Map<String, Long> events = new LinkedHashMap<>();
      Map<String, String> reasons = new LinkedHashMap<>();
      for (Event event : member.events()) {
        switch (event) {
          case Event.Reached reached -> events.put(reached.id(), reached.step());
          case Event.NotReached not -> reasons.put(not.id(), not.reason());
        }
      }
      return new Entry(
          member.key(),
          member.label(),
          String.valueOf(member.run().getFileName()),
          member.seed(),
          page,
          member.extent(),
          events,
          reasons,
          finite(member.values()),
          member.keys(),
          member.curves(),
          member.failure());
    }

    /** JSON has no NaN: what is not a finite number is left out. */
    private static Map<String, Double> finite(Map<String, Double> values) {
      return values.entrySet().stream()
          .filter(entry -> Double.isFinite(entry.getValue()))
          .collect(
              Collectors.toMap(
                  Map.Entry::getKey,
                  Map.Entry::getValue,
                  (first, second) -> first,
                  LinkedHashMap::new));
    }
  }

  /**
   * The manifest of a study.
   *
   * @param pages keys of the runs that have a page of their own; none for a single file
   * @param folder whether there are files beside the page
   */
  static StudyManifest of(Study study, List<String> pages, boolean folder) {
    return new StudyManifest(
        1,
        study.title(),
        folder,
        study.groupings(),
        study.definitions(),
        study.members().stream()
            .map(member -> Entry.of(member, pages.contains(member.key())))
            .toList());
  }

  /** JSON that is inert inside an HTML script element. */
  String json() {
    try {
      return MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the comparison's manifest cannot be written as JSON", e);
    }
  }
}
