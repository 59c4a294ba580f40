// @ts-check
/**
 * What the axes of charts over steps span, and which runs go beyond them.
 *
 * @typedef {object} Extent
 * @property {number} count  curves that were there
 * @property {[number, number]} range
 * @property {{ run: StudyRun, step: number, above: boolean }[]} beyond  and where they first are
 */
class Extents {
  /** @param {ComparePage} page */
  constructor(page) {
    this.page = page;
    /** By measure and kind of axis. @type {Map<string, Extent>} */
    this.known = new Map();
  }

  /** @param {Plot} plot @returns {Extent} */
  of(plot) {
    const { curves, state } = this.page;
    const log = plot.log();
    const name = `${plot.id()} ${log}`;
    const there = state.run.readable.flatMap((run) => {
      const curve = curves.of(run, plot.id());
      return curve ? [{ run, curve }] : [];
    });
    const before = this.known.get(name);
    if (before && before.count === there.length) return before;
    const range = plot.range || (log ? Extents.logarithmic : Extents.linear)(there.map(({ curve }) => Trace.extremes(curve)));
    const beyond = !log ? [] : there.flatMap(({ run, curve }) => Extents.leaving(curve, range).map((place) => ({ run, ...place })));
    const found = { count: there.length, range, beyond };
    this.known.set(name, found);
    return found;
  }

  /** From 0 unless that leaves half of the room empty. @param {Extremes[]} extremes @returns {[number, number]} */
  static linear(extremes) {
    const low = Number(d3.min(extremes, (one) => one.low));
    const high = Number(d3.max(extremes, (one) => one.high));
    if (!(high >= low)) return [0.1, 1];
    if (Format.flat(low, high)) return [low - (Math.abs(low) || 1) / 2, high + (Math.abs(high) || 1) / 2];
    return [low >= 0 && low < high / 2 ? 0 : low, high];
  }

  /** As far as runs go that are not far from the usual one. @param {Extremes[]} extremes @returns {[number, number]} */
  static logarithmic(extremes) {
    const highs = extremes.map(({ high }) => high).filter((high) => high > 0).sort(d3.ascending);
    if (highs.length === 0) return [0.1, 1];
    const usual = highs[Math.floor((highs.length - 1) / 2)];
    const reach = 10 ** Extents.DECADES;
    const low = Math.max(Number(d3.min(extremes, ({ positive }) => positive)), usual / reach);
    const high = Number(d3.max(highs.filter((one) => one / usual <= reach)));
    return /** @type {[number, number]} */ (Axes.logEnds(low, high, 1.3));
  }

  /** Where a curve first leaves an axis, if it does. @param {Curve} curve @param {[number, number]} range */
  static leaving(curve, [from, to]) {
    const { low, high, bounded } = Trace.extremes(curve);
    if (bounded && low >= from && high <= to) return [];
    const i = curve.values.findIndex((value) => value < from || value > to);
    return i < 0 ? [] : [{ step: curve.steps[i], above: curve.values[i] > to }];
  }
}
/** So far from the usual run an axis goes, up and down: one that diverged is not to flatten the others. */
Extents.DECADES = 14;
