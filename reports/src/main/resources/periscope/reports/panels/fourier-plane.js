// @ts-check
/**
 * A function of two numbers in Fourier space, p × p: rows are waves over a, columns waves over b.
 * Drawn alike for the logits and for one neuron's activity.
 *
 * @typedef {object} PlaneContent
 * @property {number} p
 * @property {(index: number) => ArrayLike<number>} at  magnitudes, [row over a][row over b]
 * @property {() => string} title
 * @property {() => string} spoken
 * @property {string} encoding
 * @property {() => (string|number)[]} [who]  what more a line of the table says
 * @property {string[]} [whoColumns]
 *
 * @param {Page} page
 * @param {PlaneContent} content
 * @returns {View}
 */
const planeView = ({ run, state, neurons }, content) => {
  const LEFT = 34;
  const TOP = 40;
  const RIGHT = 2;
  const { p } = content;
  let scaled = 'final';
  let scale = 'linear';

  /** @param {number} width */
  function layout(width) {
    const size = Math.max(120, Math.min(440, width - LEFT - RIGHT));
    return { size, left: LEFT, cell: size / p, bottom: TOP + size };
  }

  /** The constant of both, which is a mean, is not on the colour scale's account. @param {ArrayLike<number>} values */
  function largest(values) {
    let most = 0;
    for (let i = 1; i < values.length; i++) if (values[i] > most && values[i] < Infinity) most = values[i];
    return most;
  }
  const limit = () => (scaled === 'final' && largest(content.at(run.steps.length - 1))) || largest(content.at(state.index)) || 1;

  /** Key frequencies and those of groups. */
  const named = [...new Set([...neurons.keys, ...neurons.tuned.map((group) => Number(group.frequency))])].sort(d3.ascending);
  /** Middle of a frequency's two rows. @param {number} k */
  const middle = (k) => (2 * k < p ? 2 * k : 2 * k - 0.5);

  return {
    height: (width) => layout(width).bottom + 22,

    still(scene) {
      const { surface, look } = scene;
      const at = layout(scene.width);
      surface.rect(at.left - 0.5, TOP - 0.5, at.size + 1, at.size + 1, { stroke: look.rule });
      const style = (/** @type {number} */ k) => {
        const group = neurons.ofFrequency(k);
        return { fill: group ? Neurons.textColour(look, group) : look.ink, weight: 600, size: 11.5 };
      };
      const labels = named.map((k) => ({ k, y: TOP + middle(k) * at.cell }));
      for (const { k, y } of Axes.dodge(labels, 12, TOP + 5, at.bottom - 5)) {
        surface.segment(at.left - 6, TOP + middle(k) * at.cell, at.left - 1, TOP + middle(k) * at.cell, { stroke: look.faint });
        surface.text(at.left - 9, y, String(k), { ...style(k), anchor: 'end', baseline: 'middle' });
      }
      let free = -Infinity;
      for (const k of named) {
        const x = at.left + middle(k) * at.cell;
        const half = Lettering.width(String(k), style(k)) / 2;
        surface.segment(x, TOP - 6, x, TOP - 1, { stroke: look.faint });
        if (x - half < free) continue;
        surface.text(x, TOP - 9, String(k), { ...style(k), anchor: 'middle' });
        free = x + half + 3;
      }
      surface.text(at.left, at.bottom + 16, '↓ waves over a, → waves over b: constant, cos 1, sin 1, cos 2, …', { fill: look.muted });
    },

    moving(scene) {
      const { surface, look } = scene;
      const at = layout(scene.width);
      const values = content.at(state.index);
      const most = limit();
      const words = Theme.magnitudeTable();
      const grid = new Uint32Array(p * p);
      const root = scale === 'root';
      for (let i = 0; i < grid.length; i++) {
        const t = root ? Math.sqrt(values[i] / most) : values[i] / most;
        grid[i] = Theme.cell(words, t);
      }
      const edges = Float64Array.from({ length: p + 1 }, (_, i) => at.left + i * at.cell);
      surface.cells(edges, TOP, at.size, p, grid);
      if (grid.every((word) => word === Theme.notFiniteWord)) {
        Axes.instead(scene, at.left + at.size / 2, TOP + at.size / 2);
        Axes.title(scene, at.left, 13, content.title());
        return;
      }
      const grey = grid.includes(Theme.notFiniteWord) ? ', grey: not a finite number' : '';
      const title = `${content.title()}${root ? ', root scale' : ''}${grey}`;
      Axes.title(scene, at.left, 13, title);
      const end = `${largest(values) > most * 1.005 ? '≥ ' : ''}${Format.number(most, 2)}`;
      const labelled = Lettering.width(end, { fill: '', size: 10.5 }) + 5;
      const room = scene.width > at.left + Lettering.width(title, { fill: '' }) + 110 + labelled;
      if (room) {
        Axes.colourBar(scene, Math.min(scene.width, at.left + at.size) - 64 - labelled, 5, 64, words, [{ at: 0, label: '0' }, { at: 1, label: end }]);
      } else {
        surface.text(at.left + at.size, 26, `brightest ${end}`, { fill: look.muted, anchor: 'end', size: 10.5 });
      }
    },

    hover(x, y, width) {
      const at = layout(width);
      const f = Math.floor((y - TOP) / at.cell);
      const g = Math.floor((x - at.left) / at.cell);
      if (f < 0 || g < 0 || f >= p || g >= p) return null;
      return { tip: [
        Format.number(content.at(state.index)[f * p + g], 4),
        `${Arithmetic.rowName(f)} over a × ${Arithmetic.rowName(g)} over b`] };
    },

    alt() {
      const values = content.at(state.index);
      const order = d3.sort(d3.range(1, p * p), (i) => -values[i]).slice(0, 4);
      return `${content.spoken()} at step ${Format.step(state.step)}; largest: ${Format.list(order.map((i) =>
        `${Arithmetic.rowName(Math.floor(i / p))} by ${Arithmetic.rowName(i % p)}`))}.`;
    },

    csv() {
      const values = content.at(state.index);
      const who = content.who ? content.who() : [];
      return [
        ['step', ...(content.whoColumns || []), 'over_a', 'over_b', 'magnitude'],
        ...d3.range(p * p).map((i) => [
          state.step, ...who, Arithmetic.rowName(Math.floor(i / p)), Arithmetic.rowName(i % p),
          Format.full(values[i], content.encoding)]),
      ];
    },

    options: [
      ...(run.steps.length > 1 ? [{
        label: 'colours',
        choices: /** @type {[string, string][]} */ ([['final', 'final step'], ['step', 'this step']]),
        value: () => scaled,
        choose: (/** @type {string} */ value) => { scaled = value; },
      }] : []),
      {
        label: 'scale',
        choices: [['linear', 'linear'], ['root', 'root']],
        value: () => scale,
        choose: (/** @type {string} */ value) => { scale = value; },
      },
    ],
  };
};

Panels.add({
  id: 'logits-plane',
  section: 'frequencies',
  title: 'Logits in two-dimensional Fourier space',
  how: 'How strongly the scores of all answers together vary as one wave over a times another over b. A network that adds by trigonometric identities leaves four bright cells at each key frequency; lines along the edges are what one number adds without the other.',
  span: 'half',
  onlyIf: Kinds.symbols,
  needs: ['logits/fourier-2d-norm'],

  create(page) {
    const series = page.run.series('logits/fourier-2d-norm');
    return planeView(page, {
      p: series.shape[0],
      at: (index) => series.row(index),
      title: () => (series.every > 1 ? 'norm over answers (nearest held step)' : 'norm over answers'),
      spoken: () => 'Norms of the logits’ two-dimensional Fourier coefficients',
      encoding: series.encoding,
    });
  },
});
