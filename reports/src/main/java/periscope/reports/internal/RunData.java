package periscope.reports.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import periscope.checkpoints.RunReader;
import periscope.probes.MeasureFile;

/** Gathers what a page shows from a run file and its measures. Tensors are read when encoded. */
public final class RunData {
  /** The series of more than single numbers that panels draw; a page holds no others. */
  private static final Pattern SHOWN =
      Pattern.compile(
          "W_input|W_input_b|W_output|(W_input|W_output|W_L|embedding)/fourier-norm"
              + "|(excluded|excluded-cube|excluded-mlp)/per-key/train|ablation/heads(-mean)?/(train|test)"
              + "|attention/scores|logits/cosine-coefficient|logits/fourier-2d-norm"
              + "|neurons/(frequency|explained-share)|circularity/final-axes"
              + "|pca/(final-axes|final-axes/explained|own-axes|explained)");

  /** Measures of W_L, which are those of W_output where there is one. */
  private static final Pattern TWIN = Pattern.compile("gini/W_L|W_L/fourier-norm");

  /** What is shown of neurons that have no weights of a number of their own. */
  private static final Pattern ACTIVITY = Pattern.compile("neurons/(frequency|explained-share)");

  /** Parameters of an MLP whose factors are collapsed, which are its effective matrices. */
  private static final Set<String> EFFECTIVE =
      Set.of("W_input", "W_input_a", "W_input_b", "W_output");

  /** Arrays of some checkpoints, which hold until the next, by what their ids begin with. */
  private static final Map<String, Pattern> SAMPLED =
      Map.of(
          "attention/pattern", Pattern.compile("attention/pattern/[0-9]+"),
          "neurons/fourier-2d", Pattern.compile("neurons/fourier-2d"));

  private static final Pattern METRIC = Pattern.compile("(loss|accuracy)/(train|test|all)");
  private static final List<String> CONSTANTS =
      List.of(
          "keys",
          "keys/neurons-per-key",
          "keys/embedding-norm",
          "keys/logit-cosine",
          "keys/dft-above-10",
          "slingshots",
          "slingshots/spikes",
          "grokking-class",
          "learning-phase",
          "neurons/order",
          "neurons/final-frequency",
          "neurons/final-phase",
          "tsne/embedding",
          "tsne/unembedding",
          "umap/embedding",
          "umap/unembedding",
          "neurons/fourier-2d/neurons",
          "groups/left-cosets",
          "groups/right-cosets");
  private static final List<String> EVENTS =
      List.of("events/memorised", "events/half", "events/generalised");

  /** Ids of single steps of the run. */
  private static final Pattern MOMENT = Pattern.compile("(events|phases)/.*");

  private static final String FREQUENCY = "neurons/final-frequency";

  /** Larger series are read row by row, and again for each thing that an encoder asks of them. */
  private static final int MAX_VALUES_AT_ONCE = 4_000_000;

  private RunData() {}

  /**
   * What the page of a run shows. Both files stay open until the page is written.
   *
   * @param run the run file
   * @param file where the measures are, for messages
   * @param measures its measures
   * @throws IOException if reading fails, or the measures are another run's
   */
  public static ReportData of(RunReader run, Path file, MeasureFile measures) throws IOException {
    RunText text = RunText.of(run);
    Set<String> effective = measures.has("W_input") ? EFFECTIVE : Set.of();
    Tensors tensors = Tensors.of(run, measures.steps(), effective);
    List<String> notes = new ArrayList<>(Notes.of(run, file, measures));
    notes.addAll(tensors.notes());
    List<Series> series = series(run, measures);
    series.addAll(tensors.series(run));
    Map<String, double[]> constants = constants(measures);
    constants.putAll(tensors.layouts());
    constants.putAll(NeuronPhases.of(run, measures));
    return new ReportData(
        text.name(),
        text.description(),
        notes,
        text.facts(),
        text.spec(),
        text.provenance(),
        Arrays.stream(measures.steps()).boxed().toList(),
        Arrays.stream(run.metricSteps()).boxed().toList(),
        series,
        constants,
        events(measures),
        absent(measures),
        new Background(
            definitions(measures, series, constants.keySet()),
            PairNetwork.of(RunText.spec(run), run.train())));
  }

  private static List<Series> series(RunReader run, MeasureFile measures) throws IOException {
    List<Series> series = new ArrayList<>();
    for (String id : measures.series()) {
      boolean single = measures.spec(id).shape().isEmpty();
      if ((single || SHOWN.matcher(id).matches())
          && !(TWIN.matcher(id).matches() && measures.has("W_output"))
          && !(ACTIVITY.matcher(id).matches() && measures.has("W_input"))) {
        series.add(
            new Series(
                id,
                Series.Axis.CHECKPOINTS,
                measures.spec(id).shape(),
                measures.spec(id).definition(),
                measures.spec(id).every() > 1 ? held(rows(measures, id)) : rows(measures, id)));
      }
    }
    for (String id : measures.constants()) {
      for (Map.Entry<String, Pattern> family : SAMPLED.entrySet()) {
        if (family.getValue().matcher(id).matches()) {
          series.add(SampledSeries.of(measures, id, family.getKey()));
        }
      }
    }
    for (String side : List.of("W_input", "W_output")) {
      if (measures.has(side + "/fourier") && measures.has(FREQUENCY)) {
        series.add(FinalPlane.of(side, rows(measures, side + "/fourier"), frequencies(measures)));
      }
    }
    for (String id : run.metrics()) {
      if (METRIC.matcher(id).matches() && run.metricSteps().length > 0) {
        series.add(Series.of(id, Series.Axis.METRICS, List.of(), run.metric(id)));
      }
    }
    return series;
  }

  private static int[] frequencies(MeasureFile measures) throws IOException {
    return Arrays.stream(measures.all(FREQUENCY)).mapToInt(f -> f >= 1 ? (int) f : 0).toArray();
  }

  /** Rows of a series, all at once where they are not many. */
  private static Rows rows(MeasureFile measures, String id) throws IOException {
    int count = measures.steps().length;
    int size = measures.spec(id).size();
    if ((long) count * size <= MAX_VALUES_AT_ONCE) {
      return Rows.of(measures.all(id), size);
    }
    return new Rows() {
      @Override
      public int count() {
        return count;
      }

      @Override
      public double[] row(int index) throws IOException {
        return measures.row(id, index);
      }
    };
  }

  /** The row before, where one is NaN throughout. */
  private static Rows held(Rows rows) {
    return new Rows() {
      @Override
      public int count() {
        return rows.count();
      }

      @Override
      public double[] row(int index) throws IOException {
        int at = index;
        double[] row = rows.row(at);
        while (at > 0 && Arrays.stream(row).allMatch(Double::isNaN)) {
          at--;
          row = rows.row(at);
        }
        return row;
      }
    };
  }

  private static Map<String, double[]> constants(MeasureFile measures) throws IOException {
    Map<String, double[]> constants = new LinkedHashMap<>();
    for (String id : CONSTANTS) {
      if (measures.has(id)) {
        constants.put(id, measures.all(id));
      }
    }
    return constants;
  }

  /** What the measures of the page are, and its events. */
  private static Map<String, Definition> definitions(
      MeasureFile measures, List<Series> series, Set<String> constants) {
    Map<String, Definition> definitions = new LinkedHashMap<>();
    for (Series one : series) {
      if (!measures.has(one.id()) && !one.definition().isEmpty()) {
        definitions.put(one.id(), Definition.ofPage(one.definition()));
      }
    }
    Set<String> ids = new LinkedHashSet<>(series.stream().map(Series::id).toList());
    ids.addAll(constants);
    measures.constants().stream().filter(id -> MOMENT.matcher(id).matches()).forEach(ids::add);
    for (String id : ids) {
      if (measures.has(id)) {
        definitions.put(id, Definition.of(measures.spec(id)));
      }
    }
    return definitions;
  }

  /** The three events that every run has first, then those of other probes. */
  public static List<Event> events(MeasureFile measures) throws IOException {
    Set<String> ids = new LinkedHashSet<>(EVENTS);
    ids.addAll(measures.constants());
    ids.addAll(measures.absent());
    List<Event> events = new ArrayList<>();
    for (String id : ids) {
      if (!MOMENT.matcher(id).matches()) {
        continue;
      }
      if (measures.has(id)) {
        events.add(new Event.Reached(id, measures.step(id).orElseThrow()));
      } else {
        measures.absentReason(id).ifPresent(why -> events.add(new Event.NotReached(id, why)));
      }
    }
    return events;
  }

  private static Map<String, String> absent(MeasureFile measures) {
    Map<String, String> absent = new LinkedHashMap<>();
    for (String id : measures.absent()) {
      absent.put(id, measures.absentReason(id).orElse(""));
    }
    return absent;
  }
}
