package periscope.trainer;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Settings over a small run: what there is besides full batches, AdamW and nothing else. */
final class SetUps {
  private SetUps() {}

  /** Each the settings of one run, as strings. */
  static Stream<Arguments> all() {
    return Stream.of(
        setUp(),
        setUp(
            "batchSize=7",
            "optimizer={type: sgd, learningRate: 0.1, momentum: 0.9, weightDecay: 0.01}"),
        setUp("optimizer={type: sgd, learningRate: 0.1, momentum: 0, weightDecay: 0}"),
        setUp(
            "batchSize=26",
            "initialScale=2",
            "loss=stablemax",
            "regularizer=[{type: constant-norm}, {type: weight-noise, deviation: 0.01}]"),
        setUp(
            "optimizer={type: adam, learningRate: 0.01, beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.001, schedule: 'warmup:10,cosine:200'}",
            "regularizer=[{type: clip-norm, norm: 1}, {type: gradient-noise, deviation: 0.001}, {type: decay-to-start, strength: 1}, {type: update-noise, deviation: 0.01}]"),
        setUp("regularizer=[{type: orthogonal-gradient}, {type: l1, strength: 0.001}]"),
        setUp(
            "task={type: sparse-parity, digits: 9, relevant: 2, examples: 90, seed: 4, encoding: minus-one-one, constantInput: true}",
            "split={type: random-count, count: 60}",
            "model={type: mlp, hidden: [12, 8], activation: relu, topK: 5, biases: true, outputs: single, initialisation: {type: torch-linear}}",
            "loss=hinge",
            "batchSize=16"));
  }

  static Arguments setUp(String... settings) {
    return Arguments.of((Object) settings);
  }
}
