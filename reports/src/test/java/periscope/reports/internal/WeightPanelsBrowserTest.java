package periscope.reports.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;
import periscope.models.net.Activation;
import periscope.models.net.ForwardModel;
import periscope.models.net.Hooks;
import periscope.models.net.PairMlp;
import periscope.models.net.PairMlpSpec;
import periscope.models.net.Parameters;
import periscope.models.net.Recorder;
import periscope.models.net.Tensor;
import periscope.models.task.ModularArithmetic;
import periscope.probes.RunContext;
import periscope.reports.RunReport;

/** Weights, attention, answers and the constructed solution, against the models that they show. */
class WeightPanelsBrowserTest extends BrowserTest {
  private static final List<Long> STEPS = List.of(0L, 10L, 50L);
  private static final int P = RunFiles.P;

  /** The page holds small matrices and scores as float32. */
  private static final double FLOAT32 = 1e-6;

  private Path pairs;
  private Path transformer;
  private Path parity;

  @BeforeAll
  void start() throws IOException {
    pairs = RunFiles.write(folder.resolve("pairs.h5"), "pairs", STEPS, true);
    transformer = RunFiles.writeTransformer(folder.resolve("transformer.h5"), STEPS);
    parity = RunFiles.writeParity(folder.resolve("parity.h5"), STEPS);
  }

  private void open(Path run) throws IOException {
    Path html = folder.resolve(run.getFileName() + ".html");
    if (!html.toFile().exists()) {
      RunReport.write(run, RunFiles.probe(run), html);
    }
    browser.open(html);
    browser.eval("periscope.state.goTo(1)");
    browser.nextFrame();
  }

  @Test
  void everyMatrixCanBeChosenAndHasTheNumbersOfTheRun() throws IOException {
    open(transformer);
    String names =
        browser.text(
            "[...document.querySelectorAll('#panel-matrices select option')].map(o => o.text).join('|')");
    assertThat(names)
        .isEqualTo(
            "W_E·W_V·W_O·W_in|W_L|embed.W_E|pos_embed.W_pos|blocks.0.attn.W_Q|blocks.0.attn.W_K|blocks.0.attn.W_V|blocks.0.attn.W_O|blocks.0.mlp.W_in|blocks.0.mlp.b_in|blocks.0.mlp.W_out|blocks.0.mlp.b_out|unembed.W_U");
    try (RunContext run = RunContext.open(transformer)) {
      for (String name : List.of("embed.W_E", "blocks.0.mlp.W_in", "blocks.0.mlp.b_in")) {
        choose("matrices", List.of(names.split("\\|", -1)).indexOf(name));
        double[] expected = run.analysis(1).weights().wide(name);
        assertThat(column(csv("matrices"), 3)).containsExactly(expected, within(4 * FLOAT32));
        assertThat(csv("matrices").getFirst().getFirst()).isEqualTo("10");
        assertThat(svg("matrices")).contains("<rect").doesNotContain("NaN");
      }
    }
    assertThat(browser.console()).isEmpty();
  }

  /** Six digits, and an input that is always the same. */
  @Test
  void theBiasOfAParityNetworkIsNoDigit() throws IOException {
    open(parity);
    assertThat(svg("matrices")).contains("columns: digits and bias", ">5<", ">bias<");
    String header =
        browser
            .text("periscope.frames.get('trajectories').csv()")
            .lines()
            .findFirst()
            .orElseThrow();
    assertThat(header).contains("digit_5_neuron_0", "bias_neuron_0").doesNotContain("digit_6");
  }

  @Test
  void aNeuronIsMarkedInItsRow() throws IOException {
    open(pairs);
    String before = svg("matrices");
    browser.eval(
        "periscope.frames.get('matrices').view.options[0].choose(periscope.frames.get('matrices').view.options[0].choices.find(one => one[1].endsWith('W_out'))[0])");
    String other = svg("matrices");
    assertThat(other).isNotEqualTo(before).contains("rows by final frequency and phase");
    browser.eval("periscope.state.set({pinned: 3})");
    assertThat(svg("matrices")).isNotEqualTo(other);
  }

  @Test
  void attentionIsThatOfTheModel() throws IOException {
    open(transformer);
    double[] pattern;
    try (RunContext run = RunContext.open(transformer)) {
      Recorder recorder = Recorder.of("blocks.0.attn.hook_pattern");
      ForwardModel model = run.forwardModel().orElseThrow();
      model.forward(
          run.analysis(1).weights(), ((ModularArithmetic) run.taskSpec()).plane(), recorder);
      pattern = recorder.get("blocks.0.attn.hook_pattern").values(); // [p²][2][3][3]
    }
    List<List<String>> rows = csv("attention");
    assertThat(rows).hasSize(2 * P * P);
    for (List<String> row : rows) {
      int head = Integer.parseInt(row.get(2));
      int example = Integer.parseInt(row.get(3)) * P + Integer.parseInt(row.get(4));
      for (int to = 0; to < 3; to++) {
        assertThat(Double.parseDouble(row.get(5 + to)))
            // Five digits, and scores of up to a hundred in float32.
            .isCloseTo(pattern[((example * 2 + head) * 3 + 2) * 3 + to], within(2e-5));
      }
    }
    String toA = svg("attention");
    browser.eval(
        "[...document.querySelectorAll('#panel-attention .choice button')].find(one => one.textContent === 'b').click()");
    assertThat(svg("attention")).isNotEqualTo(toA).contains("attention to b");
  }

  @Test
  void aNetworkWithoutAttentionDoesNotMentionIt() throws IOException {
    open(pairs);
    assertThat(browser.text("[...periscope.frames.keys()].join()")).doesNotContain("attention");
    open(parity);
    assertThat(browser.text("[...periscope.frames.keys()].join()"))
        .doesNotContain("attention", "constructed");
    assertThat(browser.console()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0,0", "3,5", "6,1"})
  void logitsOfAPairAreThoseOfTheModel(int a, int b) throws IOException {
    open(pairs);
    set("answer", 0, a);
    set("answer", 1, b);
    double[] expected = new double[P];
    try (RunContext run = RunContext.open(pairs)) {
      double[] logits = run.analysis(1).logits().values();
      System.arraycopy(logits, (a * P + b) * P, expected, 0, P);
    }
    double mean = Arrays.stream(expected).average().orElseThrow();
    int best = 0;
    for (int c = 0; c < P; c++) {
      best = expected[c] > expected[best] ? c : best;
      expected[c] -= mean;
    }
    List<List<String>> rows = csv("answer");
    int columns = rows.getFirst().size();
    assertThat(column(rows, columns - 1)).containsExactly(expected, within(1e-4));
    double[] together = new double[P];
    for (int group = 2; group < columns - 1; group++) {
      for (int c = 0; c < P; c++) {
        together[c] += Double.parseDouble(rows.get(c).get(group));
      }
    }
    assertThat(together).as("groups add up").containsExactly(expected, within(1e-4));
    assertThat(words("answer"))
        .startsWith(String.format(Locale.ROOT, "At step 10 the network says %d", best))
        .contains("Computed in this page");
  }

  @Test
  void aTransformerHasTheMeanOverAllPairs() throws IOException {
    open(transformer);
    double[] expected = new double[P]; // by c − (a + b)
    try (RunContext run = RunContext.open(transformer)) {
      double[] logits = run.analysis(1).logits().values();
      for (int i = 0; i < logits.length; i++) {
        int sum = i / P / P + i / P % P;
        expected[Math.floorMod(i % P - sum, P)] += logits[i] / (P * P);
      }
    }
    double mean = Arrays.stream(expected).average().orElseThrow();
    List<List<String>> rows = csv("answer");
    int columns = rows.getFirst().size();
    for (List<String> row : rows) {
      int d = Integer.parseInt(row.get(1));
      // Cosines are the even part.
      double even = (expected[Math.floorMod(d, P)] + expected[Math.floorMod(-d, P)]) / 2 - mean;
      assertThat(Double.parseDouble(row.get(columns - 1))).isCloseTo(even, within(1e-5));
    }
    assertThat(words("answer")).startsWith("The mean over all pairs");
  }

  @Test
  void aParityNetworkHasALineForEveryWeight() throws IOException {
    open(parity);
    try (RunContext run = RunContext.open(parity)) {
      List<List<String>> rows = csv("trajectories");
      assertThat(rows).hasSize(STEPS.size());
      double[] expected = run.analysis(2).weights().wide("blocks.0.mlp.W_in");
      double[] found = rows.get(2).stream().skip(1).mapToDouble(Double::parseDouble).toArray();
      assertThat(found).containsExactly(expected, within(4 * FLOAT32));
    }
    assertThat(svg("trajectories"))
        .contains("digit 0", "digit 1", "bias", "4 digits that do not count")
        .doesNotContain("digit 2<");
    browser.eval("periscope.state.set({pinned: 2})");
    assertThat(svg("trajectories")).contains("neuron 2, ");
    assertThat(browser.console()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"7,RELU", "7,SQUARE", "10,RELU", "11,RELU", "11,SQUARE", "23,RELU", "23,SQUARE"})
  void theConstructedCircleIsThatOfTheModel(int m, Activation activation) throws IOException {
    open(pairs);
    boolean squares = activation == Activation.SQUARE;
    for (int n = 3; n <= 14; n++) {
      int clear = 0;
      int ties = 0;
      double[] logits = circle(m, n, activation).values();
      for (int pair = 0; pair < m * m; pair++) {
        int answer = (pair / m + pair % m) % m;
        double others = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < m; c++) {
          others = c == answer ? others : Math.max(others, logits[pair * m + c]);
        }
        double margin = logits[pair * m + answer] - others;
        // Weights of the model are cosines in float32; nearer than that is a tie.
        clear += margin > 1e-5 ? 1 : 0;
        ties += Math.abs(margin) <= 1e-5 ? 1 : 0;
      }
      double found =
          browser.number(
              "ConstructedCircle.count(ConstructedCircle.right(arguments[0], arguments[1], arguments[2]))",
              n,
              m,
              squares);
      assertThat(found).as("N = %d", n).isBetween((double) clear, (double) clear + ties);
      if (squares && n > 4) {
        assertThat(found).as("x², N = %d", n).isEqualTo(m * m);
      }
    }
  }

  @Test
  void slidersOfTheCircleMoveByKeysAndLeaveTheStep() throws IOException {
    open(pairs);
    String range = "document.querySelector('#panel-constructed input[type=range]')";
    browser.eval(range + ".focus()");
    String before = svg("constructed");
    browser.press(Keys.ARROW_RIGHT);
    assertThat(browser.number("Number(" + range + ".value)")).isEqualTo(6);
    assertThat(browser.number("periscope.state.index")).isEqualTo(1);
    assertThat(svg("constructed")).isNotEqualTo(before);
    assertThat(words("constructed")).startsWith("6 ReLU neurons modulo 7: ");
    browser.eval("document.querySelectorAll('#panel-constructed .choice button')[1].click()");
    browser.nextFrame();
    assertThat(words("constructed")).startsWith("6 x² neurons modulo 7: 49 of 49 pairs right, 100");
    assertThat(browser.console()).isEmpty();
  }

  /** The constructed solution in the model's own weights. */
  private static Tensor circle(int m, int n, Activation activation) {
    ModularArithmetic task =
        new ModularArithmetic(m, ModularArithmetic.Operation.ADD, ModularArithmetic.Pairs.ORDERED);
    PairMlpSpec spec =
        new PairMlpSpec(
            1,
            n,
            activation,
            PairMlpSpec.Embedding.INPUT_TIED,
            PairMlpSpec.Hidden.TIED,
            true,
            true);
    PairMlp model = spec.model(task.task());
    Parameters weights = Parameters.zeros(model.parameters());
    for (int i = 0; i < n; i++) {
      double phase = 2 * Math.PI * i / n;
      for (int t = 0; t < m; t++) {
        double angle = 2 * Math.PI * t / m;
        weights.get("W_input")[t * n + i] = (float) Math.cos(angle - phase);
        weights.get("W_output")[i * m + t] = (float) Math.cos(angle - 2 * phase);
      }
    }
    return model.forward(weights, task.task(), Hooks.none());
  }

  /** Chooses from a panel's first list. */
  private void choose(String panel, int index) {
    browser.eval(
        "(select => { select.selectedIndex = arguments[1]; select.dispatchEvent(new Event('change')) })(document.querySelector('#panel-' + arguments[0] + ' select'))",
        panel,
        index);
    browser.nextFrame();
  }

  /** Sets one of a panel's sliders. */
  private void set(String panel, int slider, int value) {
    browser.eval(
        "(range => { range.value = arguments[2]; range.dispatchEvent(new Event('input', {bubbles: true})) })(document.querySelectorAll('#panel-' + arguments[0] + ' .desk input')[arguments[1]])",
        panel,
        slider,
        value);
    words(panel);
  }

  /** What a panel says below its sliders, once it has been scrolled to. */
  private String words(String panel) {
    browser.eval(
        "document.getElementById('panel-' + arguments[0]).scrollIntoView({behavior: 'instant'})",
        panel);
    browser.nextFrame();
    browser.waitUntil(
        String.format(
            Locale.ROOT,
            "(frame => frame.seen && !frame.movingStale)(periscope.frames.get('%s'))",
            panel));
    return browser.text(
        "document.querySelector('#panel-' + arguments[0] + ' .words').textContent", panel);
  }

  private String svg(String panel) {
    return browser.text("periscope.frames.get(arguments[0]).svg().serialized()", panel);
  }

  /** Rows of a panel's export, without its header. */
  private List<List<String>> csv(String panel) {
    String text = browser.text("periscope.frames.get(arguments[0]).csv()", panel);
    return text.lines().skip(1).map(line -> List.of(line.split(",", -1))).toList();
  }

  private static double[] column(List<List<String>> rows, int column) {
    return rows.stream().mapToDouble(row -> Double.parseDouble(row.get(column))).toArray();
  }
}
