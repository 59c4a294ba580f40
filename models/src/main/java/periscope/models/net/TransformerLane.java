package periscope.models.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import periscope.models.kernel.AttentionPattern;
import periscope.models.net.TransformerSpec.Normalization;

/** A lane of a {@link Transformer}. */
final class TransformerLane extends Lane {
  private static final int BLOCK_ROWS = 256; // positions of examples that go together

  private final TokenInput tokens;
  private final List<AttentionLane> attentions = new ArrayList<>();
  private final List<MlpLane> mlps = new ArrayList<>();
  private final Optional<NormLane> norm; // before the unembedding
  private final LinearLane unembedding;
  private final int[] gathered; // [examples][positions]
  private final float[] stream; // [block][dModel]; the last position's, before the norm
  private final float[] normed; // [block][dModel]; the stream itself without a norm
  private final float[] streamSlope; // [block][dModel]
  private final float[] logits; // [block][outputs]; then their gradient
  private final LaneSum[] sums;
  private final Draw draw = new Draw();

  TransformerLane(
      TransformerSpec spec,
      ParameterIndex index,
      TaskShape shape,
      TokenTable table,
      List<SideBySide> maps,
      Batch batch,
      Loss loss,
      int lane) {
    super(
        batch,
        lane,
        spec.layers() == 1 ? BLOCK_ROWS : Math.max(1, BLOCK_ROWS / shape.arity()),
        loss.of(TransformerLayout.outputs(spec, shape)));
    int positions = shape.arity();
    int capacity = batch.laneCapacity();
    int blockExamples = blockExamples();
    gathered = new int[capacity * positions];
    int outputs = TransformerLayout.outputs(spec, shape);
    var builder = new LayerBuilder(spec, index, positions, blockExamples);
    tokens = new TokenInput(table, spec, positions, builder.queries(0), capacity);
    for (int layer = 0; layer < spec.layers(); layer++) {
      LayerInput input =
          layer == 0 ? tokens : builder.input(layer, maps.get(layer - 1), mlps.getLast());
      attentions.add(builder.attention(layer, input));
      mlps.add(builder.mlp(layer, attentions.getLast()));
    }
    stream = mlps.getLast().after();
    streamSlope = mlps.getLast().slope();
    norm =
        spec.finalNormalization()
            ? Optional.of(NormLane.of(blockExamples, spec.dModel(), index, "ln_final"))
            : Optional.empty();
    normed = norm.isPresent() ? new float[stream.length] : stream;
    logits = new float[Math.multiplyExact(blockExamples, outputs)];
    unembedding =
        new LinearLane(
            blockExamples,
            spec.dModel(),
            outputs,
            spec.tied(),
            index.find(spec.tied() ? TransformerLayout.W_E : TransformerLayout.W_U),
            index.findOptional(TransformerLayout.B_U));
    sums =
        Stream.of(
                attentions.stream().flatMap(AttentionLane::sums),
                mlps.stream().flatMap(MlpLane::sums),
                norm.stream().flatMap(NormLane::sums),
                unembedding.sums())
            .flatMap(all -> all)
            .toArray(LaneSum[]::new);
    gather();
  }

  @Override
  int take(Batch batch, int number, int[] labels) {
    int examples = batch.gather(number, gathered, labels);
    tokens.take(gathered, examples);
    return examples;
  }

  @Override
  LaneSum[] sums() {
    return sums;
  }

  @Override
  void begin(Parameters weights, Batch batch, int number) {
    draw.set(batch.seed(), batch.step(), batch.start(number));
    for (int layer = 0; layer < mlps.size(); layer++) {
      attentions.get(layer).prepare(weights);
      mlps.get(layer).prepare(weights);
    }
    if (norm.isPresent()) {
      norm.get().prepare(weights);
    }
  }

  @Override
  float[] forward(Parameters weights, int first, int count) {
    for (int layer = 0; layer < mlps.size(); layer++) {
      attentions.get(layer).forward(weights, draw, first, count);
      mlps.get(layer).forward(weights, draw, first, count);
    }
    if (norm.isPresent()) {
      norm.get().forward(stream, 0, count, normed);
    }
    unembedding.forward(weights, normed, count, logits);
    return logits;
  }

  @Override
  void backward(Parameters weights, int first, int count, float beta) {
    unembedding.backward(weights, normed, logits, count, beta, streamSlope);
    if (norm.isPresent()) {
      norm.get().backwardInPlace(streamSlope, 0, count);
    }
    for (int layer = mlps.size() - 1; layer >= 0; layer--) {
      mlps.get(layer).backward(weights, draw, first, count, beta);
      attentions.get(layer).backward(weights, draw, first, count, beta);
    }
  }

  /** Makes the parts of layers. */
  private record LayerBuilder(
      TransformerSpec spec, ParameterIndex index, int positions, int examples) {

    /** Positions that a layer is computed for: of the last layer, the last. */
    int queries(int layer) {
      return layer == spec.layers() - 1 ? 1 : positions;
    }

    LayerInput input(int layer, SideBySide maps, MlpLane before) {
      return new StreamInput(
          spec,
          maps,
          norm(spec.normalization() == Normalization.PRE, layer, "ln1", positions),
          positions,
          queries(layer),
          before.after(),
          before.slope());
    }

    AttentionLane attention(int layer, LayerInput input) {
      LinearLane output =
          linear(
              queries(layer),
              spec.heads() * spec.dHead(),
              spec.dModel(),
              TransformerLayout.attention(layer, "W_O"),
              TransformerLayout.attention(layer, "b_O"));
      AttentionPattern.Shape shape = AttentionLane.shape(spec, positions, queries(layer));
      return new AttentionLane(spec, input, output, branch(layer, "ln1"), shape, examples);
    }

    MlpLane mlp(int layer, AttentionLane attention) {
      LinearLane in =
          linear(
              queries(layer),
              spec.dModel(),
              spec.dMlp(),
              TransformerLayout.mlp(layer, "W_in"),
              TransformerLayout.mlp(layer, "b_in"));
      LinearLane out =
          linear(
              queries(layer),
              spec.dMlp(),
              spec.dModel(),
              TransformerLayout.mlp(layer, "W_out"),
              TransformerLayout.mlp(layer, "b_out"));
      Optional<NormLane> before =
          norm(spec.normalization() == Normalization.PRE, layer, "ln2", queries(layer));
      return new MlpLane(spec, attention, before, in, out, branch(layer, "ln2"), queries(layer));
    }

    private BranchLane branch(int layer, String norm) {
      int place = 2 * layer + (norm.equals("ln1") ? 0 : 1);
      int queries = queries(layer);
      Optional<NormLane> after =
          norm(spec.normalization() == Normalization.POST, layer, norm, queries);
      return new BranchLane(spec, place, after, queries, examples);
    }

    private Optional<NormLane> norm(boolean present, int layer, String name, int rowsEach) {
      return present
          ? Optional.of(
              NormLane.of(
                  examples * rowsEach, spec.dModel(), index, TransformerLayout.block(layer, name)))
          : Optional.empty();
    }

    private LinearLane linear(int rowsEach, int from, int to, String matrix, String bias) {
      return new LinearLane(
          examples * rowsEach, from, to, false, index.find(matrix), index.findOptional(bias));
    }
  }
}
