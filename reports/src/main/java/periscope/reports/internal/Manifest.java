package periscope.reports.internal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the page's scripts read first: everything but the numbers of the series, which stand in
 * elements of their own in the order of {@code series}.
 *
 * @param version of this layout
 * @param spec the run's specification as JSON text, to be parsed there
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Manifest(
    int version,
    String name,
    String spec,
    List<Fact> facts,
    StepAxis steps,
    StepAxis metricSteps,
    List<Entry> series,
    Map<String, double[]> constants,
    List<Moment> events,
    Map<String, String> absent) {

  private static final JsonMapper MAPPER = JsonMapper.builder(InertJson.factory()).build();

  /** Steps, as an arithmetic progression where they are one, else listed. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record StepAxis(int count, long first, long every, @Nullable List<Long> list) {
    static StepAxis of(List<Long> steps) {
      if (steps.isEmpty()) {
        return new StepAxis(0, 0, 0, null);
      }
      long every = steps.size() == 1 ? 0 : steps.get(1) - steps.get(0);
      for (int i = 1; i < steps.size(); i++) {
        if (steps.get(i) - steps.get(i - 1) != every) {
          return new StepAxis(steps.size(), steps.get(0), 0, steps);
        }
      }
      return new StepAxis(steps.size(), steps.get(0), every, null);
    }
  }

  /** Where a series stands and how to decode it. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Entry(
      String id,
      boolean metric,
      List<Integer> shape,
      String encoding,
      int exponent,
      double low,
      double spacing,
      int every,
      int count,
      boolean gzip,
      double relativeError) {
    static Entry of(EncodedSeries encoded) {
      Encoding encoding = encoded.encoding();
      boolean metric = encoded.series().axis() == Series.Axis.METRICS;
      return new Entry(
          encoded.series().id(),
          metric,
          encoded.series().rowShape(),
          encoding.label(),
          encoding.exponent(),
          encoding.low(),
          encoding.spacing(),
          encoded.every(),
          encoded.count(),
          encoded.gzip(),
          encoding.relativeError());
    }
  }

  /** An event: its step, or why there is none. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Moment(String id, @Nullable Long step, @Nullable String reason) {
    static Moment of(Event event) {
      return switch (event) {
        case Event.Reached reached -> new Moment(reached.id(), reached.step(), null);
        case Event.NotReached not -> new Moment(not.id(), null, not.reason());
      };
    }
  }

  static Manifest of(ReportData data, List<EncodedSeries> encoded) {
    return new Manifest(
        1,
        data.name(),
        data.spec(),
        data.facts(),
        StepAxis.of(data.steps()),
        StepAxis.of(data.metricSteps()),
        encoded.stream().map(Entry::of).toList(),
        data.constants(),
        new ArrayList<>(data.events().stream().map(Moment::of).toList()),
        data.absent());
  }

  /** JSON that is inert inside an HTML script element. */
  String json() {
    try {
      return MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the report's manifest cannot be written as JSON", e);
    }
  }
}
