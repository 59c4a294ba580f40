// @ts-check
/**
 * The attention of a layer's last position, for every pair: made of `attention/scores`, where the page
 * has these for the layer, else as `attention/pattern/<layer>` has it.
 */
class Attention {
  /** The layers of which the page has something, the first one first. @param {Run} run @returns {Attention[]} */
  static layers(run) {
    const count = Math.max(1, Number(run.setUp('model', 'layers')) || 1);
    return d3.range(count).flatMap((layer) => {
      if (layer === 0 && run.has('attention/scores')) return [new Attention(run, layer, run.series('attention/scores'), true)];
      const id = `attention/pattern/${layer}`;
      return run.has(id) ? [new Attention(run, layer, run.series(id), false)] : [];
    });
  }

  /** @param {Run} run @param {number} layer @param {Series} series @param {boolean} scores */
  constructor(run, layer, series, scores) {
    this.layer = layer;
    this.series = series;
    this.scores = scores;
    const [heads, positions, size] = series.shape;
    this.heads = heads;
    this.positions = positions;
    /** Of scores, tokens; else operands. */
    this.size = size;
    this.p = scores ? Math.max(1, size - (positions - 2)) : size;
    const operator = run.setUp('task', 'operatorToken') === 'true';
    const equals = scores || run.setUp('task', 'equalsToken') === 'true';
    const usual = ['a', ...(operator ? ['∘'] : []), 'b', ...(equals ? ['='] : [])];
    this.names = usual.length === positions ? usual : d3.range(positions).map((i) => `position ${i}`);
    this.a = 0;
    this.b = operator ? 2 : 1;
    this.alpha = run.setUp('model', 'attentionCoefficient') === '' ? 1 : Number(run.setUp('model', 'attentionCoefficient'));
  }

  /**
   * The attention of a head at a checkpoint, to any position.
   *
   * @param {number} index
   * @param {number} head
   * @returns {(target: number, a: number, b: number) => number}
   */
  of(index, head) {
    const row = this.series.row(index);
    const { p, positions, alpha } = this;
    if (!this.scores) return (target, a, b) => row[((head * positions + target) * p + a) * p + b];
    const f = this.factors(row, head);
    const of = (/** @type {number} */ i, /** @type {number} */ a, /** @type {number} */ b) => f[i][i === this.b ? b : i === this.a ? a : 0];
    const rest = d3.sum(d3.range(positions), (i) => (i === this.a || i === this.b ? 0 : f[i][0]));
    return (target, a, b) => (alpha * of(target, a, b)) / (f[this.a][a] + f[this.b][b] + rest) + 1 - alpha;
  }

  /** What softmax is of a head's scores: a factor for every token at every position, the largest 1. @param {ArrayLike<number>} row @param {number} head */
  factors(row, head) {
    const { positions, size, p } = this;
    const from = head * positions * size;
    const used = (/** @type {number} */ i) => (i === this.a || i === this.b ? d3.range(p) : [i === positions - 1 ? 0 : size - 1]);
    let most = -Infinity;
    for (let i = 0; i < positions; i++) for (const t of used(i)) most = Math.max(most, row[from + i * size + t]);
    return Array.from({ length: positions }, (_, i) => Float64Array.from(used(i), (t) => Math.exp(row[from + i * size + t] - most)));
  }
}
