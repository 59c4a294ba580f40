// @ts-check
/** The axis of steps that a comparison's charts share: aligned, zoomed, linear or logarithmic. */
class SpanAxis {
  /**
   * @param {ComparePage} page
   * @param {number} x0
   * @param {number} x1
   */
  constructor(page, x0, x1) {
    const { state } = page;
    this.state = state;
    this.x0 = x0;
    this.x1 = x1;
    this.aligned = state.view.align !== 'start';
    this.log = state.view.xScale === 'log';
    this.full = SpanAxis.extent(state);
    /** Where step 0 stands on a logarithmic axis: at the first logged step there is. */
    this.floor = Math.min(page.firstStep(), Math.max(1, this.full[1] / 2));
    const whole = this.log && !this.aligned ? [this.floor, Math.max(this.full[1], this.floor * 1.001)] : this.full;
    const range = [x0, x1];
    const domain = state.view.domain || whole;
    this.whole = whole;
    /** @type {any} */
    this.scale = !this.log ? d3.scaleLinear(domain, range)
      : this.aligned ? d3.scaleSymlog(domain, range).constant(this.floor)
        : d3.scaleLog([Math.max(domain[0], this.floor), Math.max(domain[1], this.floor * 1.001)], range);
  }

  /** First and last step of all runs that can be aligned. @param {CompareState} state @returns {[number, number]} */
  static extent(state) {
    let first = Infinity;
    let last = -Infinity;
    for (const run of state.run.readable) {
      const offset = state.offset(run);
      if (!run.extent || Number.isNaN(offset)) continue;
      first = Math.min(first, Math.min(0, run.extent.first) - offset);
      last = Math.max(last, run.extent.last - offset);
    }
    return first < last ? [first, last] : Number.isFinite(first) ? [first, first + 1] : [0, 1];
  }

  /** @param {number} step  since the alignment */
  x(step) {
    return this.scale(this.log && !this.aligned ? Math.max(step, this.floor) : step);
  }

  /** @param {number} x */
  step(x) {
    return this.scale.invert(x);
  }

  /** Steps at the right ends of columns of pixels, to two beyond the axis. @param {number} column */
  edges(column) {
    if (!this.columns || this.columns.width !== column) {
      const count = Math.ceil((this.x1 - this.x0) / column) + 2;
      const edges = Float64Array.from({ length: count }, (_, i) => this.step(this.x0 + (i + 1) * column));
      /** @type {{ width: number, edges: Float64Array }|undefined} */
      this.columns = { width: column, edges };
    }
    return this.columns.edges;
  }

  /**
   * The steps shown after a change of scale around a position, or null if that is all.
   *
   * @param {number} x
   * @param {number} factor  below 1 to see fewer steps
   * @returns {[number, number]|null}
   */
  zoomed(x, factor) {
    return this.within(x + (this.x0 - x) * factor, x + (this.x1 - x) * factor);
  }

  /** The steps between two positions, or null if that is all. @param {number} from @param {number} to @returns {[number, number]|null} */
  within(from, to) {
    const span = this.full[1] - this.full[0];
    const low = Math.max(this.whole[0], this.step(from));
    const high = Math.min(this.whole[1], this.step(to));
    if (!(high - low > Math.min(1, span / 10))) return this.state.view.domain;
    return low <= this.whole[0] && high >= this.whole[1] ? null : [low, high];
  }

  /** Moved by a share of what is shown. @param {number} share @returns {[number, number]|null} */
  moved(share) {
    if (!this.state.view.domain) return null;
    const by = share * (this.x1 - this.x0);
    const [left, right] = [this.scale(this.whole[0]), this.scale(this.whole[1])];
    const move = Math.max(left - this.x0, Math.min(right - this.x1, by));
    return [this.step(this.x0 + move), this.step(this.x1 + move)];
  }

  /** What the axis counts. */
  title() {
    return this.aligned ? `steps since ${this.state.view.align.slice(7).replaceAll('-', ' ')}` : 'training step';
  }

  /** @param {Scene} scene @param {number} y */
  axis(scene, y) {
    const narrow = this.x1 - this.x0 < 560;
    const [low, high] = this.scale.domain();
    const label = narrow || high - low > 2e6 ? Format.shortStep : Format.step;
    const ticks = this.values(narrow).map((value) => ({ value, label: label(value) }));
    scene.surface.segment(this.x0, y + 0.5, this.x1, y + 0.5, { stroke: scene.look.faint });
    Axes.bottom(scene, ticks, (value) => this.x(value), y);
    scene.surface.text(this.x1, y + 31, this.title(), { fill: scene.look.muted, anchor: 'end' });
  }

  /** Whole steps to label. @param {boolean} narrow @returns {number[]} */
  values(narrow) {
    const [low, high] = this.scale.domain();
    const inside = (/** @type {number} */ value) => Number.isInteger(value) && value >= low && value <= high;
    if (!this.log) return this.scale.ticks(narrow ? 5 : 10).filter(Number.isInteger);
    if (!this.aligned && high / low < 20) return this.scale.ticks(6).filter(Number.isInteger);
    const most = Math.max(Math.abs(low), Math.abs(high));
    const powers = d3.range(0, Math.ceil(Math.log10(most)) + 1).map((e) => 10 ** e).filter((power) => power >= this.floor);
    return (this.aligned ? [...powers.map((power) => -power).reverse(), 0, ...powers] : powers).filter(inside);
  }
}
