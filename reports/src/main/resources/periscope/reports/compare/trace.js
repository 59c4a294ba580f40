// @ts-check
/** Curves as points to draw, and medians with bands over them. */
const Trace = (() => {
  const BLOCK = 16;

  /** First index from i on whose step is at least the edge. @param {Float64Array} steps @param {number} i @param {number} edge */
  function gallop(steps, i, edge) {
    const n = steps.length;
    let low = i;
    let reach = 1;
    while (i + reach < n && steps[i + reach] < edge) {
      low = i + reach;
      reach *= 2;
    }
    let high = Math.min(n, i + reach);
    if (low < n && steps[low] >= edge) return low;
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if (steps[middle] < edge) low = middle;
      else high = middle;
    }
    return high;
  }

  /** Smallest and largest of every 16 values, so that wide columns are quick. @param {Curve} curve */
  function blocks(curve) {
    if (!curve.blocks) {
      const { values } = curve;
      const count = Math.ceil(values.length / BLOCK);
      const low = new Float64Array(count).fill(Infinity);
      const high = new Float64Array(count).fill(-Infinity);
      for (let i = 0; i < values.length; i++) {
        const b = Math.floor(i / BLOCK);
        if (values[i] < low[b]) low[b] = values[i];
        if (values[i] > high[b]) high[b] = values[i];
      }
      curve.blocks = { low, high };
    }
    return curve.blocks;
  }

  /**
   * Smallest, smallest positive and largest finite value of a curve, infinite if there is none; and whether
   * none of its values is.
   *
   * @typedef {{ low: number, positive: number, high: number, bounded: boolean }} Extremes
   *
   * @param {Curve} curve
   * @returns {Extremes}
   */
  function extremes(curve) {
    if (!curve.extremes) {
      let [low, positive, high] = [Infinity, Infinity, -Infinity];
      let bounded = true;
      for (const value of curve.values) {
        if (!(Math.abs(value) < Infinity)) {
          bounded = bounded && Number.isNaN(value);
          continue;
        }
        if (value < low) low = value;
        if (value > high) high = value;
        if (value > 0 && value < positive) positive = value;
      }
      curve.extremes = { low, positive, high, bounded };
    }
    return curve.extremes;
  }

  /**
   * A curve between the ends of an axis: every value where there is room, else the smallest and largest of
   * each column of pixels.
   *
   * @param {Curve} curve
   * @param {number} offset  step that the axis has at 0
   * @param {SpanAxis} axis
   * @param {(value: number) => number} y  monotone
   * @param {number} column  width of a column
   */
  function line(curve, offset, axis, y, column) {
    const { steps, values } = curve;
    const [low, high] = axis.scale.domain();
    const from = Math.max(0, gallop(steps, 0, low + offset) - 1);
    const to = Math.min(steps.length, gallop(steps, from, high + offset) + 2);
    /** @type {number[]} */
    const xs = [];
    /** @type {number[]} */
    const ys = [];
    if (to - from <= (2 * (axis.x1 - axis.x0)) / column) {
      for (let i = from; i < to; i++) {
        xs.push(axis.x(steps[i] - offset));
        ys.push(y(values[i]));
      }
      return { xs, ys };
    }
    let i = from;
    let latest = NaN;
    const edges = axis.edges(column);
    const extremes = blocks(curve);
    for (let c = 0; i < to && c < edges.length; c++) {
      const end = Math.min(to, gallop(steps, i, edges[c] + offset));
      if (end <= i) continue;
      const x = axis.x0 + (c + 0.5) * column;
      let least = Infinity;
      let most = -Infinity;
      while (i < end) {
        const whole = i % BLOCK === 0 && i + BLOCK <= end;
        const low = whole ? extremes.low[i / BLOCK] : values[i];
        const high = whole ? extremes.high[i / BLOCK] : values[i];
        if (low < least) least = low;
        if (high > most) most = high;
        i += whole ? BLOCK : 1;
      }
      const a = most < least ? NaN : y(least);
      const b = most > least ? y(most) : a;
      // The end that is nearer to where the line comes from is drawn first.
      const first = Math.abs(latest - a) < Math.abs(latest - b) ? a : b;
      xs.push(x);
      ys.push(first);
      latest = first === a ? b : a;
      if (Math.abs(a - b) < 0.25) continue;
      xs.push(x);
      ys.push(latest);
    }
    return { xs, ys };
  }

  /**
   * Median and 10th to 90th percentile of several curves, each with its last value before a step, where
   * at least three have one.
   *
   * @param {{ curve: Curve, offset: number }[]} members
   * @param {SpanAxis} axis
   * @param {(value: number) => number} y
   * @param {number} every  pixels between the steps that are looked at
   */
  function band(members, axis, y, every) {
    /** @type {{ xs: number[], median: number[], low: number[], high: number[] }} */
    const found = { xs: [], median: [], low: [], high: [] };
    for (const { step, values } of columns(members, axis, every)) {
      if (values.length < 3) continue;
      found.xs.push(axis.x(step));
      found.median.push(y(Number(d3.quantileSorted(values, 0.5))));
      found.low.push(y(Number(d3.quantileSorted(values, 0.1))));
      found.high.push(y(Number(d3.quantileSorted(values, 0.9))));
    }
    return found;
  }

  /** Sorted values at each step. @param {{ curve: Curve, offset: number }[]} members @param {SpanAxis} axis @param {number} every */
  function columns(members, axis, every) {
    const positions = d3.range(axis.x0, axis.x1 + every / 2, every);
    return positions.map((x) => {
      const step = axis.step(Math.min(x, axis.x1));
      const values = members.map(({ curve, offset }) => Statistics.at(curve, step + offset)).filter(Number.isFinite).sort(d3.ascending);
      return { step, values };
    });
  }

  return { extremes, line, band, columns, gallop };
})();
