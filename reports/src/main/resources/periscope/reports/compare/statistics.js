// @ts-check
/** Medians, quantiles and rank correlation over runs; quantiles as d3 has them (definition 7 of Hyndman and Fan). */
const Statistics = (() => {
  /**
   * Spread of the finite values.
   *
   * @param {number[]} values
   */
  function spread(values) {
    const finite = values.filter(Number.isFinite).sort(d3.ascending);
    const at = (/** @type {number} */ p) => Number(d3.quantileSorted(finite, p));
    return { n: finite.length, least: at(0), lower: at(0.25), median: at(0.5), upper: at(0.75), most: at(1) };
  }

  /** Ranks from 0; equal values share their mean. @param {number[]} values */
  function ranks(values) {
    const up = d3.rank(values);
    const down = d3.rank(values, d3.descending);
    return values.map((_, i) => (up[i] + values.length - 1 - down[i]) / 2);
  }

  /**
   * Spearman's rank correlation of pairs that are finite; NaN with fewer than three, or where one side is constant.
   *
   * @param {[number, number][]} pairs
   */
  function spearman(pairs) {
    const finite = pairs.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
    const n = finite.length;
    if (n < 3) return { n, rho: NaN };
    const [xs, ys] = [0, 1].map((k) => ranks(finite.map((pair) => pair[k])));
    const mean = (n - 1) / 2;
    const product = (/** @type {number[]} */ a, /** @type {number[]} */ b) => d3.sum(a, (_, i) => (a[i] - mean) * (b[i] - mean));
    const rho = product(xs, ys) / Math.sqrt(product(xs, xs) * product(ys, ys));
    return { n, rho };
  }

  /** The last value at or before a step, NaN outside a curve. @param {Curve} curve @param {number} step */
  function at(curve, step) {
    const last = curve.steps.length - 1;
    if (last < 0 || step < curve.steps[0] || step > curve.steps[last]) return NaN;
    let low = 0;
    let high = last + 1;
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if (curve.steps[middle] <= step) low = middle;
      else high = middle;
    }
    return curve.values[low];
  }

  return { spread, spearman, at };
})();
