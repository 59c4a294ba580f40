package periscope.reports.internal.compare;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import periscope.checkpoints.RunReader;
import periscope.probes.MeasureFile;
import periscope.reports.internal.EncodedSeries;
import periscope.reports.internal.InertJson;
import periscope.reports.internal.Manifest;
import periscope.reports.internal.Series;
import periscope.reports.internal.SeriesEncoder;

/**
 * The curves of one run, as the page's scripts read them.
 *
 * @param key the run's
 * @param steps of its measured checkpoints
 * @param metricSteps of its logged metrics
 * @param series how each curve is held
 * @param data base64 of each
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CurvePacket(
    String key,
    Manifest.StepAxis steps,
    Manifest.StepAxis metricSteps,
    List<Manifest.Entry> series,
    List<String> data) {

  private static final JsonMapper MAPPER = JsonMapper.builder(InertJson.factory()).build();

  /** Reads and encodes all curves of a run. */
  static CurvePacket of(Member member) throws IOException {
    try (RunReader run = RunReader.open(member.run());
        MeasureFile measures = MeasureFile.open(MeasureFile.pathFor(member.run()))) {
      List<Manifest.Entry> entries = new ArrayList<>();
      List<String> data = new ArrayList<>();
      for (Series series : Scalars.of(run, measures)) {
        EncodedSeries encoded = SeriesEncoder.encode(series);
        entries.add(Manifest.Entry.of(encoded));
        data.add(encoded.data());
      }
      return new CurvePacket(
          member.key(), axis(measures.steps()), axis(run.metricSteps()), entries, data);
    }
  }

  private static Manifest.StepAxis axis(long[] steps) {
    return Manifest.StepAxis.of(Arrays.stream(steps).boxed().toList());
  }

  /** JSON that is inert inside a script, as text and as an expression. */
  String json() {
    try {
      return MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("curves cannot be written as JSON", e);
    }
  }
}
