package periscope.models.net;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;
import periscope.models.net.TransformerSpec.Attention;
import periscope.models.net.TransformerSpec.Bias;
import periscope.models.net.TransformerSpec.Biases;
import periscope.models.net.TransformerSpec.Normalization;
import periscope.models.net.TransformerSpec.Outputs;
import periscope.models.net.TransformerSpec.Positions;
import periscope.models.net.TransformerSpec.Start;

/** Transformers in which every two values of every two options meet at least once. */
final class TransformerCases {
  private static final int TRIES = 60;

  private static final List<Biases> BIASES =
      List.of(
          new Biases(false, false, false),
          new Biases(false, true, false),
          new Biases(true, false, true),
          new Biases(true, true, true, List.of(Bias.K, Bias.OUT)),
          new Biases(true, true, true));

  /** How many values each option has, in the order of {@link #spec}. */
  private static final int[] OPTIONS = {
    2, 2, Activation.values().length, 2, 3, BIASES.size(), 2, 3, 2, 2, 2, 2, 2
  };

  private TransformerCases() {}

  /** Specifications that together cover all pairs, found by a greedy search. */
  static List<TransformerSpec> allPairs() {
    UniformRandomProvider random = PairMlpCases.random(1);
    Set<String> missing = new HashSet<>();
    for (int a = 0; a < OPTIONS.length; a++) {
      for (int b = a + 1; b < OPTIONS.length; b++) {
        for (int i = 0; i < OPTIONS[a] * OPTIONS[b]; i++) {
          missing.add(pair(a, i % OPTIONS[a], b, i / OPTIONS[a]));
        }
      }
    }
    List<TransformerSpec> specs = new ArrayList<>();
    while (!missing.isEmpty()) {
      Set<String> best = Set.of();
      int[] chosen = {};
      for (int i = 0; i < TRIES; i++) {
        int[] choice = new int[OPTIONS.length];
        for (int a = 0; a < choice.length; a++) {
          choice[a] = random.nextInt(OPTIONS[a]);
        }
        Set<String> covered = pairs(choice);
        covered.retainAll(missing);
        if (covered.size() > best.size()) {
          best = covered;
          chosen = choice;
        }
      }
      if (!best.isEmpty()) {
        missing.removeAll(best);
        specs.add(spec(chosen));
      }
    }
    return specs;
  }

  /** The same of all options that a {@link FoldedLayer} leaves open. */
  static List<TransformerSpec> foldable() {
    return allPairs().stream()
        .map(
            spec ->
                new TransformerSpec(
                    1,
                    spec.heads(),
                    spec.dHead(),
                    spec.dModel(),
                    spec.dMlp(),
                    spec.activation(),
                    spec.attention(),
                    spec.attentionCoefficient(),
                    spec.biases(),
                    spec.outputs(),
                    Normalization.NONE,
                    false,
                    spec.positions(),
                    false,
                    spec.topK(),
                    Start.NANDA,
                    0))
        .distinct()
        .toList();
  }

  private static Set<String> pairs(int[] choice) {
    Set<String> pairs = new HashSet<>();
    for (int a = 0; a < choice.length; a++) {
      for (int b = a + 1; b < choice.length; b++) {
        pairs.add(pair(a, choice[a], b, choice[b]));
      }
    }
    return pairs;
  }

  private static String pair(int a, int x, int b, int y) {
    return a + "=" + x + " " + b + "=" + y;
  }

  private static TransformerSpec spec(int[] choice) {
    int at = 0;
    int layers = 1 + choice[at++];
    boolean two = choice[at++] == 0;
    Activation activation = List.of(Activation.values()).get(choice[at++]);
    Attention attention = List.of(Attention.values()).get(choice[at++]);
    double coefficient = choice[at++] / 2.0;
    Biases biases = BIASES.get(choice[at++]);
    Outputs outputs = List.of(Outputs.values()).get(choice[at++]);
    Normalization normalization = List.of(Normalization.values()).get(choice[at++]);
    boolean last = choice[at++] == 1;
    Positions positions = List.of(Positions.values()).get(choice[at++]);
    boolean tied = choice[at++] == 1;
    int topK = 3 * choice[at++];
    double dropout = 0.25 * choice[at];
    return new TransformerSpec(
        layers,
        two ? 2 : 3,
        two ? 3 : 2,
        two ? 5 : 6,
        7,
        activation,
        attention,
        coefficient,
        biases,
        outputs,
        normalization,
        last,
        positions,
        tied,
        topK,
        Start.NANDA,
        dropout);
  }

  /** Weights that keep softmax away from 0 and 1, and norms that do something. */
  static Parameters weights(Model model, long seed) {
    UniformRandomProvider random = PairMlpCases.random(seed);
    Parameters weights = Parameters.zeros(model.parameters());
    for (int i = 0; i < weights.specs().size(); i++) {
      float shift = weights.specs().get(i).name().endsWith(".w") ? 1 : 0;
      for (int j = 0; j < weights.get(i).length; j++) {
        weights.get(i)[j] = shift + random.nextFloat() - 0.5f;
      }
    }
    return weights;
  }
}
