// @ts-check
/** Axes, legends and labels, drawn alike in every panel. */
const Axes = (() => {
  /**
   * Powers of ten from low to high, at most `most` of them.
   *
   * @param {number} low
   * @param {number} high
   * @param {number} most
   */
  function powers(low, high, most) {
    const first = Math.ceil(Math.log10(low) - 1e-9);
    const last = Math.floor(Math.log10(high) + 1e-9);
    if (Math.log10(high / low) < 2) return between(low, high);
    const stride = Math.max(1, Math.ceil((last - first + 1) / most));
    const ticks = [];
    for (let e = Math.ceil(first / stride) * stride; e <= last; e += stride) ticks.push(e);
    return ticks.map((e) => ({
      value: 10 ** e, label: e === 0 ? '1' : e === 1 ? '10' : `10^{${String(e).replace('-', '\u2212')}}` }));
  }

  /**
   * 1, 2 and 5 times the powers of ten, for ranges of less than two decades.
   *
   * @param {number} low
   * @param {number} high
   */
  function between(low, high) {
    const values = d3.range(Math.floor(Math.log10(low)), Math.ceil(Math.log10(high)) + 1)
      .flatMap((e) => [1, 2, 5].map((digit) => digit * 10 ** e))
      .filter((value) => value >= low && value <= high);
    return values.map((value) => ({ value, label: Format.number(value, 1) }));
  }

  /**
   * Values of a linear scale with labels of the same precision.
   *
   * @param {any} scale
   * @param {number[]} values
   */
  function ticks(scale, values) {
    const [low, high] = /** @type {number[]} */ (scale.domain());
    const close = Math.abs(high - low) < 0.02 * Math.max(Math.abs(low), Math.abs(high));
    if (high !== 0 && (Math.abs(high) >= 1e6 || Math.abs(high - low) < 1e-3 || (close && high >= 20000))) {
      const digits = close ? Format.digits(low, high) : 2;
      return values.map((value) => ({ value, label: Format.number(value, digits) }));
    }
    const format = high >= 20000 ? Format.shortStep : scale.tickFormat(values.length);
    return values.map((value) => ({ value, label: value === 0 ? '0' : format(value) }));
  }

  /**
   * Whole numbers to label on an axis of numbers, frequencies or steps.
   *
   * @param {number} low
   * @param {number} high
   * @param {number} most  about how many
   * @returns {number[]}
   */
  const whole = (low, high, most) => d3.ticks(low, high, most).filter(Number.isInteger);

  /**
   * The ends of a logarithmic axis that has room for all values.
   *
   * @param {number} low   smallest positive value
   * @param {number} high  largest value
   * @param {number} margin  factor of room beyond them
   */
  const logEnds = (low, high, margin) => [Math.max(low / margin, Number.MIN_VALUE), Math.min(high * margin, Number.MAX_VALUE)];

  /** Room for the labels left of an axis. @param {{ label: string }[]} ticks @param {number} least */
  const room = (ticks, least) => Math.max(least, ...ticks.map((tick) => Math.ceil(Lettering.width(tick.label, { fill: '' })) + 9));

  /**
   * Horizontal grid lines with their labels left of them.
   *
   * @param {Scene} scene
   * @param {{ value: number, label: string }[]} ticks
   * @param {(value: number) => number} y
   * @param {number} x0
   * @param {number} x1
   */
  function left(scene, ticks, y, x0, x1) {
    for (const tick of ticks) {
      const at = Math.round(y(tick.value)) + 0.5;
      scene.surface.segment(x0, at, x1, at, { stroke: scene.look.rule });
      scene.surface.text(x0 - 7, at, tick.label, { fill: scene.look.muted, anchor: 'end', baseline: 'middle' });
    }
  }

  /**
   * Labels under a horizontal axis, all of each inside the figure; one that would touch its neighbour is
   * left out.
   *
   * @param {Scene} scene
   * @param {{ value: number, label: string }[]} ticks
   * @param {(value: number) => number} x
   * @param {number} y
   */
  function bottom(scene, ticks, x, y) {
    let free = -Infinity;
    for (const tick of ticks) {
      const at = x(tick.value);
      const half = Lettering.width(tick.label, { fill: '' }) / 2;
      const middle = Math.max(half, Math.min(scene.width - half, at));
      if (middle - half < free) continue;
      scene.surface.segment(Math.round(at) + 0.5, y, Math.round(at) + 0.5, y + 4, { stroke: scene.look.faint });
      scene.surface.text(middle, y + 16, tick.label, { fill: scene.look.muted, anchor: 'middle' });
      free = middle + half + 10;
    }
  }

  /** The name of a quantity, at the top left of its axis. @param {Scene} scene @param {number} x @param {number} y @param {string} marked @param {'start'|'end'} [anchor] */
  function title(scene, x, y, marked, anchor = 'start') {
    scene.surface.text(x, y, marked, { fill: scene.look.muted, anchor });
  }

  /**
   * Moves labels apart, keeping their order and staying between the bounds.
   *
   * @template {{ y: number }} T
   * @param {T[]} labels
   * @param {number} gap
   * @param {number} top
   * @param {number} bottom
   * @returns {T[]}
   */
  function dodge(labels, gap, top, bottom) {
    const sorted = [...labels].sort((a, b) => a.y - b.y);
    for (let i = 0; i < sorted.length; i++) {
      sorted[i].y = Math.max(sorted[i].y, i === 0 ? top : sorted[i - 1].y + gap);
    }
    for (let i = sorted.length - 1; i >= 0; i--) {
      sorted[i].y = Math.min(sorted[i].y, i === sorted.length - 1 ? bottom : sorted[i + 1].y - gap);
    }
    return sorted;
  }

  /**
   * A horizontal colour bar with its ends labelled.
   *
   * @param {Scene} scene
   * @param {number} x     left end of the bar
   * @param {number} y     its top
   * @param {number} width
   * @param {Uint32Array} words
   * @param {{ at: number, label: string }[]} labels  positions from 0 to 1
   */
  function colourBar(scene, x, y, width, words, labels) {
    const steps = 64;
    const edges = Float64Array.from({ length: steps + 1 }, (_, i) => x + (i * width) / steps);
    const row = Uint32Array.from({ length: steps }, (_, i) => words[Math.round((i * 255) / (steps - 1))]);
    scene.surface.cells(edges, y, 7, 1, row);
    for (const label of labels) {
      const anchor = label.at <= 0 ? 'end' : label.at >= 1 ? 'start' : 'middle';
      const at = x + label.at * width + (anchor === 'end' ? -5 : anchor === 'start' ? 5 : 0);
      scene.surface.text(at, anchor === 'middle' ? y + 18 : y + 7.5, label.label, { fill: scene.look.muted, anchor, size: 10.5 });
    }
  }

  /**
   * What the cells of no scale's colour are, at the foot of a figure that has such cells.
   *
   * @param {Scene} scene
   * @param {number} y  baseline
   * @param {Uint32Array[]} grids  all that the figure shows
   */
  function notFinite(scene, y, ...grids) {
    if (!grids.some((grid) => grid.includes(Theme.notFiniteWord))) return;
    scene.surface.rect(0, y - 8, 12, 8, { fill: Theme.notFinite });
    scene.surface.text(17, y, 'not a finite number', { fill: scene.look.muted, size: 10.5 });
  }

  /** Why there is nothing to see, where the picture would be. @param {Scene} scene @param {number} x  its middle @param {number} y @param {string} [text] */
  function instead(scene, x, y, text = 'not a number at this step') {
    scene.surface.text(x, y, text, { fill: scene.look.ink, anchor: 'middle', baseline: 'middle', size: 12, halo: scene.look.ground });
  }

  return { powers, ticks, whole, logEnds, room, left, bottom, title, dodge, colourBar, notFinite, instead };
})();
