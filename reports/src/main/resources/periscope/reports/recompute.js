// @ts-check
/**
 * The MLP of Pearce et al. 2023 run in the page, on all pairs: logits(a, b) = f(W_input[a] +
 * W_input[b]) · W_output, with some of its neurons at 0, or without some frequencies of its logits.
 */
class Recompute {
  /** Products of one run over all pairs that the page is willing to make. */
  static get MOST() {
    return 2e8;
  }

  /** Why a run cannot be recomputed here, or undefined if it can. @param {Run} run */
  static absence(run) {
    if (!run.network) return 'the page can run networks of two operands with one hidden layer, without biases and trained on cross-entropy, and no others';
    if (!run.has('W_input') || !run.has('W_output')) return run.missing(['W_input', 'W_output']);
    const [p, h] = run.series('W_input').shape;
    if (p !== run.network.modulus) return 'its vocabulary is not that of its task';
    if (p * p * p * h > Recompute.MOST) return `its ${Format.step(h)} neurons on ${Format.step(p * p)} pairs are too much to run while you read`;
    return undefined;
  }

  /** @param {Run} run */
  constructor(run) {
    this.network = /** @type {PairNetwork} */ (run.network);
    this.input = run.series('W_input');
    this.second = run.has('W_input_b') ? run.series('W_input_b') : this.input;
    this.output = run.series('W_output');
    const [p, h] = this.input.shape;
    this.p = p;
    this.h = h;
    this.activate = /** @type {(x: number) => number} */ (Activations.of(this.network.activation));
    /** Row of logits of each example, and which are for training. */
    this.examples = [];
    for (let a = 0; a < p; a++) {
      for (let b = this.network.pairs === 'unordered' ? a : 0; b < p; b++) this.examples.push(a * p + b);
    }
    this.train = new Uint8Array(this.examples.length);
    for (const example of this.network.train) this.train[example] = 1;
  }

  /** The answer to a pair. @param {number} a @param {number} b */
  answer(a, b) {
    const { p } = this;
    return (this.network.operation === 'subtract' ? a - b + p : a + b) % p;
  }

  /**
   * Logits of all ordered pairs, [p²][p].
   *
   * @param {number} index  checkpoint
   * @param {(neuron: number) => boolean} keeps  whether a neuron's value stays, or is 0
   */
  logits(index, keeps) {
    const { p, h } = this;
    const first = this.input.row(index);
    const second = this.second.row(index);
    const out = this.output.row(index);
    const kept = Array.from({ length: h }, (_, j) => j).filter(keeps);
    /** Of these a value of 0 adds nothing; 0 times what is not finite is NaN. */
    const finite = Array.from({ length: h }, (_, j) => out.subarray(j * p, (j + 1) * p).every(Number.isFinite));
    const logits = new Float64Array(p * p * p);
    const symmetric = this.second === this.input;
    for (let a = 0; a < p; a++) {
      for (let b = symmetric ? a : 0; b < p; b++) {
        const row = (a * p + b) * p;
        for (const j of kept) {
          const value = this.activate(first[a * h + j] + second[b * h + j]);
          if (value === 0 && finite[j]) continue;
          for (let c = 0; c < p; c++) logits[row + c] += value * out[j * p + c];
        }
        if (symmetric && b !== a) logits.copyWithin((b * p + a) * p, row, row + p);
      }
    }
    return logits;
  }

  /**
   * Takes frequencies of the answer out of logits: their projections on cos(2πks/p) and sin(2πks/p),
   * s the answer, over all pairs, as excluded/per-key does.
   *
   * @param {Float64Array} logits  [p²][p]; changed
   * @param {number[]} frequencies
   */
  exclude(logits, frequencies) {
    const { p } = this;
    const sums = new Float64Array(p * p);
    for (let a = 0; a < p; a++) {
      for (let b = 0; b < p; b++) {
        const s = this.answer(a, b) * p;
        for (let c = 0; c < p; c++) sums[s + c] += logits[(a * p + b) * p + c];
      }
    }
    const table = new Float64Array(p * p);
    for (const k of frequencies) {
      const scale = (2 * k === p ? 1 : 2) / (p * p);
      for (let s = 0; s < p; s++) {
        for (let t = 0; t < p; t++) {
          const weight = scale * Math.cos((2 * Math.PI * ((k * (s - t)) % p)) / p);
          for (let c = 0; c < p; c++) table[s * p + c] += weight * sums[t * p + c];
        }
      }
    }
    for (let a = 0; a < p; a++) {
      for (let b = 0; b < p; b++) {
        const s = this.answer(a, b) * p;
        for (let c = 0; c < p; c++) logits[(a * p + b) * p + c] -= table[s + c];
      }
    }
    return logits;
  }

  /** Whether a label's logit is the largest; of equal ones the first counts, and a row with NaN is wrong. @param {Float64Array} logits @param {number} from @param {number} label */
  isRight(logits, from, label) {
    const own = logits[from + label];
    for (let c = 0; c < this.p; c++) {
      const other = logits[from + c];
      if (!(c < label ? own > other : own >= other)) return false;
    }
    return true;
  }

  /**
   * Mean cross-entropy and share of right answers over train and test examples.
   *
   * @param {Float64Array} logits  [p²][p]
   */
  scores(logits) {
    const { p } = this;
    const loss = [0, 0];
    const right = [0, 0];
    const count = [0, 0];
    this.examples.forEach((pair, example) => {
      const label = this.answer(Math.floor(pair / p), pair % p);
      const from = pair * p;
      let best = -Infinity;
      for (let c = 0; c < p; c++) if (logits[from + c] > best) best = logits[from + c];
      const own = logits[from + label];
      let others = 0;
      for (let c = 0; c < p; c++) if (c !== label) others += Math.exp(logits[from + c] - own);
      const set = this.train[example] ? 0 : 1;
      // Beyond the largest exponential, what is left is the difference to the best.
      loss[set] += others === Infinity ? best - own : Math.log1p(others);
      right[set] += this.isRight(logits, from, label) ? 1 : 0;
      count[set]++;
    });
    const of = (/** @type {number} */ set) => ({ loss: loss[set] / count[set], accuracy: right[set] / count[set], count: count[set] });
    return { train: of(0), test: of(1) };
  }
}
