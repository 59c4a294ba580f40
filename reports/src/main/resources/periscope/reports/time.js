// @ts-check
/** The axis of steps that all charts over training share: scale, ticks, events and the current step. */
class TimeAxis {
  /**
   * @param {PageState} state
   * @param {number} x0
   * @param {number} x1
   */
  constructor(state, x0, x1) {
    const run = state.run;
    this.state = state;
    this.x0 = x0;
    this.x1 = x1;
    const all = [run.steps, run.metricSteps].filter((steps) => steps.length > 0);
    const last = Math.max(...all.map((steps) => steps[steps.length - 1]));
    const first = Math.min(...all.map((steps) => steps[0]));
    this.log = state.view.xScale === 'log';
    /** Where step 0 stands on a logarithmic axis: at the smallest step there is. */
    this.floor = Math.min(...all.map((steps) => steps.find((step) => step > 0) || Infinity));
    const range = [x0, x1];
    this.scale = this.log
      ? d3.scaleLog([this.floor, Math.max(last, this.floor * 1.001)], range)
      : d3.scaleLinear([first, Math.max(last, first + 1)], range);
  }

  /** @param {number} step */
  x(step) {
    return this.scale(this.log ? Math.max(step, this.floor) : step);
  }

  /** The checkpoint nearest to a position. @param {number} x */
  indexAt(x) {
    return this.state.run.nearest(this.scale.invert(Math.max(this.x0, Math.min(this.x1, x))));
  }

  /** @param {Scene} scene @param {number} y @param {string} [title] */
  axis(scene, y, title = 'training step') {
    const narrow = this.x1 - this.x0 < 560;
    const label = narrow ? Format.shortStep : Format.step;
    const values = this.log ? this.logTicks() : this.scale.ticks(narrow ? 5 : 10).filter(Number.isInteger);
    const ticks = values.map((/** @type {number} */ value) => ({ value, label: label(value) }));
    scene.surface.segment(this.x0, y + 0.5, this.x1, y + 0.5, { stroke: scene.look.faint });
    Axes.bottom(scene, ticks, (value) => this.x(value), y);
    if (title) scene.surface.text(this.x1, y + 31, title, { fill: scene.look.muted, anchor: 'end' });
  }

  /** Powers of ten, with 2 and 5 between them where there is room. */
  logTicks() {
    const [low, high] = this.scale.domain();
    const decades = Axes.powers(low, high, 12).map((tick) => tick.value);
    if ((this.x1 - this.x0) / Math.log10(high / low) < 180) return decades;
    return [low, ...decades.flatMap((power) => [power / 5, power / 2, power, 2 * power, 5 * power])]
      .filter((value, i, all) => Number.isInteger(value) && value >= low && value <= high && all.indexOf(value) === i)
      .sort(d3.ascending);
  }

  /** Thin lines where events happened. @param {Scene} scene @param {number} y0 @param {number} y1 */
  eventLines(scene, y0, y1) {
    for (const event of this.state.run.reached()) {
      const x = Math.round(this.x(event.step)) + 0.5;
      scene.surface.segment(x, y0, x, y1, { stroke: scene.look.faint, dash: [2, 3] });
    }
  }

  /**
   * Their names above a plot, none touching another.
   *
   * @param {Scene} scene
   * @param {number} y  baseline of the lowest row
   */
  eventLabels(scene, y) {
    const events = this.state.run.reached();
    const narrow = this.x1 - this.x0 < 560;
    /** @type {{ row: number, from: number, to: number }[]} */
    const taken = [];
    for (const event of events) {
      const label = `${event.label} ${narrow ? Format.shortStep(event.step) : Format.step(event.step)}`;
      const width = Lettering.width(label, { fill: '', size: 11.5 });
      const x = this.x(event.step);
      const lines = events.filter((other) => other !== event).map((other) => this.x(other.step));
      const places = [0, 1, 2].flatMap((row) => [
        { row, anchor: 'start', from: x + 4, to: x + 4 + width },
        { row, anchor: 'end', from: x - 4 - width, to: x - 4 },
      ]).filter((place) => place.from >= this.x0 - 40 && place.to <= scene.width
        && !taken.some((other) => other.row === place.row && place.from < other.to + 8 && other.from < place.to + 8));
      const clear = places.find((place) => !lines.some((line) => line > place.from - 3 && line < place.to + 3));
      const place = clear || places[0];
      if (!place) continue;
      taken.push(place);
      scene.surface.text(place.anchor === 'start' ? place.from : place.to, y - 14 * place.row, label, {
        fill: scene.look.ink, size: 11.5, anchor: /** @type {'start'|'end'} */ (place.anchor), halo: scene.look.ground });
    }
  }

  /** The current step, in each of the plots. @param {Scene} scene @param {{ top: number, bottom: number }[]} plots */
  marker(scene, plots) {
    const x = Math.round(this.x(this.state.step)) + 0.5;
    for (const plot of plots) {
      scene.surface.segment(x, plot.top - 4, x, plot.bottom, { stroke: scene.look.ink, width: 1.25 });
    }
    return x;
  }

  /** Edges of the columns that stand for the checkpoints: halfway between neighbours. */
  edges() {
    const xs = this.state.run.steps.map((step) => this.x(step));
    const edges = new Float64Array(xs.length + 1);
    edges[0] = this.x0;
    for (let i = 1; i < xs.length; i++) edges[i] = (xs[i - 1] + xs[i]) / 2;
    edges[xs.length] = this.x1;
    return edges;
  }

  /**
   * A series as a line: every value where there is room, else the smallest and largest of each pixel.
   * It breaks at values that are not finite.
   *
   * @param {Series} series
   * @param {(value: number) => number} y
   */
  line(series, y) {
    const n = series.steps.length;
    const place = (/** @type {number} */ i) => (Number.isFinite(series.at(i)) ? y(series.at(i)) : NaN);
    /** @type {number[]} */
    const xs = [];
    /** @type {number[]} */
    const ys = [];
    if (n <= 2 * (this.x1 - this.x0)) {
      for (let i = 0; i < n; i++) {
        xs.push(this.x(series.steps[i]));
        ys.push(place(i));
      }
      return { xs, ys };
    }
    let i = 0;
    while (i < n) {
      const x = this.x(series.steps[i]);
      const column = Math.floor(x);
      const first = place(i);
      let low = first;
      let high = first;
      let latest = first;
      for (i++; i < n && Math.floor(this.x(series.steps[i])) === column; i++) {
        latest = place(i);
        low = Math.min(low, latest);
        high = Math.max(high, latest);
      }
      xs.push(x, x, x, x);
      ys.push(first, low, high, latest);
    }
    return { xs, ys };
  }
}
