package periscope.probes.weights;

import java.util.List;
import java.util.Optional;
import periscope.models.net.DenseMlpSpec;
import periscope.models.net.ForwardModel;
import periscope.models.net.PairMlpSpec;
import periscope.models.net.Recorder;
import periscope.models.net.Tensor;
import periscope.models.net.TensorsSpec;
import periscope.models.net.TransformerSpec;
import periscope.models.task.Task;
import periscope.probes.Measure;
import periscope.probes.MeasureSpec;
import periscope.probes.Probe;
import periscope.probes.RunContext;
import periscope.probes.SnapshotAnalysis;

/**
 * What the last position of the first layer asks for: the score that it gives each token at each
 * position. Where the token at the last position is always the same, such as =, these few numbers
 * hold the attention of all inputs.
 */
public final class AttentionProbe implements Probe {
  private static final String SCORES = "blocks.0.attn.hook_attn_scores";
  static final String NO_ATTENTION = "the model has no attention";
  private static final String NO_FIXED_QUERY =
      "the last position holds an operand, not always the same token such as =: there is another query for each operand";

  /** Found by the service loader. */
  public AttentionProbe() {}

  @Override
  public String name() {
    return "attention";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<Measure> measures(RunContext run) {
    MeasureSpec spec =
        MeasureSpec.of(
            "attention/scores",
            "score q·k/√dHead of the query at the last position for each token at each position, first layer, before softmax");
    Optional<String> absence = absence(run);
    if (absence.isPresent() || !(run.modelSpec() instanceof TransformerSpec model)) {
      return List.of(Measure.absent(spec, absence.orElse(NO_ATTENTION)));
    }
    Task tokens = tokens(run.task());
    return List.of(
        Measure.series(
            spec.shape(model.heads(), tokens.arity(), tokens.size())
                .convention(
                    "[head][position][token]; the last position holds its own token only, so its row repeats that one's score"),
            snapshot -> scores(snapshot, tokens)));
  }

  private static Optional<String> absence(RunContext run) {
    return modelAbsence(run)
        .or(() -> hasFixedQuery(run.task()) ? Optional.empty() : Optional.of(NO_FIXED_QUERY));
  }

  /** Why the model has no patterns of attention; empty if it has. */
  static Optional<String> modelAbsence(RunContext run) {
    return switch (run.modelSpec()) {
      case TensorsSpec tensors -> run.forwardAbsence();
      case PairMlpSpec mlp -> Optional.of(NO_ATTENTION);
      case DenseMlpSpec mlp -> Optional.of(NO_ATTENTION);
      case TransformerSpec transformer -> Optional.empty();
    };
  }

  /** Whether all examples end with the same token, which is none of the operands. */
  static boolean hasFixedQuery(Task task) {
    int[] tokens = task.inputs();
    int last = task.arity() - 1;
    for (int at = last; at < tokens.length; at += task.arity()) {
      if (tokens[at] != tokens[last]) {
        return false;
      }
    }
    return tokens[last] >= task.classes();
  }

  /** For each token an example that has it everywhere but at the last position. */
  private static Task tokens(Task task) {
    int arity = task.arity();
    int vocabulary = task.vocabulary();
    int[] inputs = new int[vocabulary * arity];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = i % arity == arity - 1 ? task.inputs()[arity - 1] : i / arity;
    }
    return new Task(arity, vocabulary, task.classes(), inputs, new int[vocabulary]);
  }

  /** {@code [heads][positions][tokens]}. */
  private static double[] scores(SnapshotAnalysis snapshot, Task tokens) {
    ForwardModel model = snapshot.run().forwardModel().orElseThrow();
    Recorder seen = Recorder.of(SCORES);
    model.forward(snapshot.weights(), tokens, seen);
    Tensor scores = seen.get(SCORES); // [tokens][heads][queries][positions]
    int heads = scores.dim(1);
    int queries = scores.dim(2);
    int positions = scores.dim(3);
    double[] result = new double[heads * positions * tokens.size()];
    for (int i = 0; i < result.length; i++) {
      int token = i % tokens.size();
      int position = i / tokens.size() % positions;
      int head = i / tokens.size() / positions;
      int row = (token * heads + head) * queries + queries - 1;
      result[i] = scores.values()[row * positions + position];
    }
    return result;
  }
}
