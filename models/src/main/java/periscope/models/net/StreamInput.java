package periscope.models.net;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import periscope.models.kernel.Elementwise;
import periscope.models.kernel.Gemm;
import periscope.models.kernel.HeadRows;
import periscope.models.kernel.HeadScores;
import periscope.models.kernel.PairwiseScores;

/** A later layer's input: what the layer before it has put out, for a block of examples. */
final class StreamInput implements LayerInput {
  private final SideBySide maps;
  private final int positions;
  private final int queries;
  private final int width; // dModel
  private final int heads;
  private final int dHead;
  private final int columns; // 3 · heads · dHead
  private final Optional<NormLane> norm; // before the projections
  private final Columns[] parts;
  private final int[] index; // [block][positions], each row its own
  private final float[] stream; // [block][positions][dModel], of the layer before
  private final float[] streamSlope; // as the stream
  private final float[] normed; // as the stream, which it is without a norm
  private final float[] qkv; // [block][positions][3][heads][dHead]
  private final double[] qkvSlope; // as qkv
  private final float[] narrowSlope; // as qkv
  private final LaneSum.Single weightSlope; // [dModel][columns]
  private final LaneSum.Single biasSlope; // [columns], or empty
  private final float[] ones; // [rows], to sum rows by a product

  /**
   * Columns of the matrix, and the positions that need them.
   *
   * @param from the first
   * @param every one position in so many
   * @param first the first of these
   */
  private record Columns(int from, int count, int every, int first) {}

  /**
   * An input.
   *
   * @param stream where the layer before puts its output
   * @param streamSlope where that layer expects its output's gradient
   */
  StreamInput(
      TransformerSpec spec,
      SideBySide maps,
      Optional<NormLane> norm,
      int positions,
      int queries,
      float[] stream,
      float[] streamSlope) {
    this.maps = maps;
    this.norm = norm;
    this.positions = positions;
    this.queries = queries;
    this.stream = stream;
    this.streamSlope = streamSlope;
    width = spec.dModel();
    columns = maps.columns();
    heads = spec.heads();
    dHead = spec.dHead();
    int third = heads * dHead;
    parts =
        queries == positions
            ? new Columns[] {new Columns(0, columns, 1, 0)}
            : new Columns[] {
              new Columns(third, 2 * third, 1, 0), new Columns(0, third, positions, positions - 1)
            };
    int rows = stream.length / width;
    index = new int[rows];
    Arrays.setAll(index, i -> i);
    normed = norm.isPresent() ? new float[stream.length] : stream;
    qkv = new float[Math.multiplyExact(rows, columns)];
    qkvSlope = new double[qkv.length];
    narrowSlope = new float[qkv.length];
    Function<Parameters, float[]> weightTarget = gradient -> maps.weightSlope();
    Function<Parameters, float[]> biasTarget = gradient -> maps.biasSlope();
    weightSlope = new LaneSum.Single(new float[maps.weights().length], weightTarget);
    biasSlope = new LaneSum.Single(new float[maps.biased() ? columns : 0], biasTarget);
    ones = new float[maps.biased() ? rows : 0];
    Arrays.fill(ones, 1);
  }

  @Override
  public void prepare(Parameters weights) {
    if (norm.isPresent()) {
      norm.get().prepare(weights);
    }
  }

  @Override
  public void forward(int first, int examples) {
    int rows = examples * positions;
    if (norm.isPresent()) {
      norm.get().forward(stream, 0, rows, normed);
    }
    if (maps.biased()) {
      Elementwise.repeatRow(maps.bias(), rows, columns, qkv);
    }
    float beta = maps.biased() ? 1f : 0f;
    for (Columns part : parts) {
      Gemm.of(rows / part.every, part.count, width)
          .strides(part.every * width, columns, part.every * columns)
          .multiply(
              normed,
              part.first * width,
              maps.weights(),
              part.from,
              beta,
              qkv,
              part.first * columns + part.from);
    }
    Arrays.fill(qkvSlope, 0, rows * columns, 0);
  }

  @Override
  public HeadScores scores() {
    return new PairwiseScores(heads, dHead, rows(0), rows(1));
  }

  @Override
  public HeadRows values() {
    return rows(2);
  }

  /** Queries, keys or values. */
  private HeadRows rows(int kind) {
    return new HeadRows(qkv, qkvSlope, 0, columns, kind * heads * dHead, heads * dHead);
  }

  @Override
  public int[] index() {
    return index;
  }

  @Override
  public int indexFrom(int first) {
    return 0;
  }

  @Override
  public void residual(int first, int examples, float[] out) {
    for (int i = 0; i < examples; i++) {
      int last = (i + 1) * positions - queries;
      System.arraycopy(stream, last * width, out, i * queries * width, queries * width);
    }
  }

  @Override
  public void backward(int first, int examples, float beta, float[] residual) {
    int rows = examples * positions;
    Elementwise.narrow(qkvSlope, narrowSlope, 0, rows * columns);
    if (maps.biased()) {
      Gemm.of(1, columns, rows).multiply(ones, 0, narrowSlope, 0, beta, biasSlope.values(), 0);
    }
    float streamBeta = 0; // the first part has all positions
    for (Columns part : parts) {
      int n = rows / part.every;
      int x = part.first * width;
      int y = part.first * columns + part.from;
      Gemm.of(width, part.count, n)
          .transposedA()
          .strides(part.every * width, part.every * columns, columns)
          .multiply(normed, x, narrowSlope, y, beta, weightSlope.values(), part.from);
      Gemm.of(n, width, part.count)
          .transposedB()
          .strides(part.every * columns, columns, part.every * width)
          .multiply(narrowSlope, y, maps.weights(), part.from, streamBeta, streamSlope, x);
      streamBeta = 1;
    }
    if (norm.isPresent()) {
      norm.get().backwardInPlace(streamSlope, 0, rows);
    }
    addResidual(residual, examples);
  }

  private void addResidual(float[] residual, int examples) {
    if (queries == positions) {
      Elementwise.addInPlace(streamSlope, residual, 0, examples * positions * width);
      return;
    }
    for (int i = 0; i < examples; i++) {
      int last = ((i + 1) * positions - 1) * width;
      for (int j = 0; j < width; j++) {
        streamSlope[last + j] += residual[i * width + j];
      }
    }
  }

  @Override
  public Stream<LaneSum> sums() {
    Stream<LaneSum> own =
        maps.biased() ? Stream.of(weightSlope, biasSlope) : Stream.of(weightSlope);
    return norm.isPresent() ? Stream.concat(own, norm.get().sums()) : own;
  }
}
