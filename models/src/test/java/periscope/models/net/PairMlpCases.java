package periscope.models.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import periscope.models.net.PairMlpSpec.Embedding;
import periscope.models.net.PairMlpSpec.Hidden;

/** Every way to factor a {@link PairMlp}: 24, and the two with a fixed circular embedding. */
final class PairMlpCases {
  private PairMlpCases() {}

  static List<PairMlpSpec> factorisations(int dModel, int dMlp, Activation activation) {
    List<PairMlpSpec> specs = new ArrayList<>();
    for (Hidden hidden : Hidden.values()) {
      for (Embedding embedding : List.of(Embedding.TIED, Embedding.INPUT_TIED, Embedding.UNTIED)) {
        for (boolean collapseHidden : new boolean[] {false, true}) {
          for (boolean collapseOut : new boolean[] {false, true}) {
            specs.add(
                new PairMlpSpec(
                    dModel, dMlp, activation, embedding, hidden, collapseHidden, collapseOut));
          }
        }
      }
      specs.add(new PairMlpSpec(2, dMlp, activation, Embedding.CIRCULAR, hidden, false, false));
    }
    return specs;
  }

  /** The same with biases. */
  static List<PairMlpSpec> withBiases(int dModel, int dMlp, Activation activation) {
    return factorisations(dModel, dMlp, activation).stream()
        .map(
            spec ->
                new PairMlpSpec(
                    spec.dModel(),
                    spec.dMlp(),
                    spec.activation(),
                    spec.embedding(),
                    spec.hidden(),
                    spec.collapseHidden(),
                    spec.collapseOut(),
                    true))
        .toList();
  }

  /** Initial weights, and biases that are not 0. */
  static Parameters weights(TrainableModel model, long seed) {
    UniformRandomProvider random = random(seed);
    Parameters weights = model.initialise(random);
    for (int i = 0; i < weights.specs().size(); i++) {
      if (weights.specs().get(i).shape().size() == 1) {
        for (int j = 0; j < weights.get(i).length; j++) {
          weights.get(i)[j] = random.nextFloat() - 0.5f;
        }
      }
    }
    return weights;
  }

  static Stream<PairMlpSpec> everyFactorisationAndActivation(int dModel, int dMlp) {
    return Arrays.stream(Activation.values())
        .flatMap(activation -> factorisations(dModel, dMlp, activation).stream());
  }

  static UniformRandomProvider random(long seed) {
    return RandomSource.XO_SHI_RO_256_PP.create(seed);
  }
}
