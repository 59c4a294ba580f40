// @ts-check
/**
 * Fourier norms over steps and frequencies, with the current step's spectrum beside them.
 *
 * @param {string} id
 * @returns {(page: Page) => View}
 */
const spectrumView = (id) => ({ run, state, neurons }) => {
  const LEFT = 40;
  const TOP = 30;
  const HEIGHT = 272;
  const series = run.series(id);
  const p = series.shape[0];
  const frequencies = Math.floor(p / 2) + 1;
  const many = run.steps.length > 1;

  /** Cosine and sine rows of one frequency combined; row 0 is the constant. @param {number} index @param {number} k */
  function norm(index, k) {
    if (k === 0) return series.at(index, 0);
    const cos = series.at(index, 2 * k - 1);
    return 2 * k < p ? Math.hypot(cos, series.at(index, 2 * k)) : Math.abs(cos);
  }

  /** Norms of all steps, [step][frequency]; the constant is not on the colour scale's account. */
  const norms = Float32Array.from({ length: run.steps.length * frequencies }, (_, i) =>
    norm(Math.floor(i / frequencies), i % frequencies));
  const most = norms.reduce((m, v, i) => (i % frequencies > 0 && v > m ? v : m), 0) || 1;

  /** @param {number} width */
  function layout(width) {
    const profile = many ? Math.min(110, width * 0.2) : width - LEFT - 40;
    const right = many ? width - profile - 44 : LEFT;
    return {
      time: new TimeAxis(state, LEFT, right), right, profile, row: HEIGHT / frequencies,
      from: many ? right + 12 : LEFT + 4, bottom: TOP + HEIGHT,
    };
  }

  /** Middle of a frequency's row, the highest on top. @param {number} k */
  const y = (k) => TOP + ((frequencies - 0.5 - k) / frequencies) * HEIGHT;

  /** Key frequencies and those of groups, for labels. */
  const named = [...new Set([...neurons.keys, ...neurons.tuned.map((g) => Number(g.frequency))])];

  return {
    height: () => TOP + HEIGHT + 38,
    stepAt: many ? (x, _y, width) => {
      const at = layout(width);
      return x < LEFT - 8 || x > at.right + 8 ? null : at.time.indexAt(x);
    } : undefined,

    still(scene) {
      const at = layout(scene.width);
      const { surface, look } = scene;
      const words = Theme.magnitudeTable();
      for (const k of d3.ticks(0, frequencies - 1, 5)) {
        surface.text(LEFT - 7, y(k), k === 0 ? 'const' : String(k), { fill: look.muted, anchor: 'end', baseline: 'middle' });
      }
      Axes.title(scene, 0, TOP - 12, 'frequency');
      if (many) {
        const grid = new Uint32Array(frequencies * run.steps.length);
        for (let k = 0; k < frequencies; k++) {
          for (let i = 0; i < run.steps.length; i++) {
            const t = Math.min(1, norms[i * frequencies + k] / most);
            grid[(frequencies - 1 - k) * run.steps.length + i] = words[Math.round(t * 255) || 0];
          }
        }
        surface.cells(at.time.edges(), TOP, HEIGHT, frequencies, grid);
        const end = Format.number(most, 2);
        const labelled = Lettering.width(end, { fill: '', size: 10.5 }) + 5;
        Axes.colourBar(scene, at.right - 80 - labelled, TOP - 18, 80, words, [{ at: 0, label: '0' }, { at: 1, label: end }]);
        at.time.axis(scene, at.bottom);
      }
      surface.segment(at.from + 0.5, TOP, at.from + 0.5, at.bottom, { stroke: look.rule });
      if (!many) {
        const scale = d3.scaleLinear([0, most], [at.from, at.from + at.profile]);
        Axes.bottom(scene, Axes.ticks(scale, scale.ticks(5)), scale, at.bottom);
        surface.text(at.from + at.profile, at.bottom + 31, 'norm', { fill: look.muted, anchor: 'end' });
      }
      const labels = named.map((k) => ({ y: y(k), k }));
      for (const label of Axes.dodge(labels, 12, TOP + 5, at.bottom - 5)) {
        const group = neurons.ofFrequency(label.k);
        surface.text(scene.width, label.y, String(label.k), {
          fill: group ? Neurons.textColour(look, group) : look.ink, anchor: 'end', baseline: 'middle', weight: 600, size: 12 });
      }
    },

    moving(scene) {
      const at = layout(scene.width);
      const { surface, look } = scene;
      if (many) {
        const x = Math.round(at.time.x(state.step)) + 0.5;
        surface.segment(x, TOP, x, at.bottom, { stroke: '#000', width: 3, opacity: 0.5 });
        surface.segment(x, TOP - 4, x, at.bottom, { stroke: '#fff', width: 1.25 });
        Axes.title(scene, at.from, TOP - 12, `step ${Format.shortStep(state.step)}`);
      }
      const thickness = Math.max(1, Math.min(8, at.row - 1.5));
      for (let k = 0; k < frequencies; k++) {
        const group = k > 0 ? neurons.ofFrequency(k) : undefined;
        const length = Math.min(1, norms[state.index * frequencies + k] / most) * at.profile;
        surface.rect(at.from + 1, y(k) - thickness / 2, Math.max(0, length) || 0, thickness, {
          fill: group ? Neurons.colour(look, group) : look.other, opacity: k === 0 ? 0.5 : 1 });
      }
    },

    hover(x, py, width) {
      const at = layout(width);
      const k = Math.round(frequencies - 0.5 - ((py - TOP) / HEIGHT) * frequencies);
      if (k < 0 || k >= frequencies || py < TOP || py > at.bottom) return null;
      const inMap = many && x >= LEFT && x <= at.right;
      if (!inMap && x < at.from) return null;
      const index = inMap ? at.time.indexAt(x) : state.index;
      return { tip: [
        Format.number(norms[index * frequencies + k], 4),
        k === 0 ? 'constant' : `frequency ${k}${neurons.keys.includes(k) ? ', a key frequency' : ''}`,
        `step ${Format.step(run.steps[index])}`] };
    },

    alt() {
      const strongest = d3.sort(d3.range(1, frequencies), (k) => -norms[state.index * frequencies + k]).slice(0, 5);
      return `Fourier norms of ${id.split('/')[0]}; strongest at step ${Format.step(state.step)}: frequencies ${Format.list(strongest.map(String))}.`;
    },

    csv: () => [
      ['step', 'frequency', 'cos_norm', 'sin_norm', 'norm'],
      ...run.steps.flatMap((step, i) => d3.range(frequencies).map((k) => [
        step, k,
        Format.full(series.at(i, k === 0 ? 0 : 2 * k - 1), series.encoding),
        k > 0 && 2 * k < p ? Format.full(series.at(i, 2 * k), series.encoding) : '',
        Format.full(Math.fround(norm(i, k)), 'f32')])),
    ],
  };
};

Panels.add({
  id: 'spectrum-input',
  section: 'frequencies',
  title: 'Fourier norm of the input weights',
  how: 'How much of the input weights each frequency carries, over training; the bars are the current step’s spectrum. Memorisation spreads over all frequencies, and generalisation leaves a few: the key frequencies.',
  span: 'half',
  needs: ['W_input/fourier-norm'],
  create: spectrumView('W_input/fourier-norm'),
});

Panels.add({
  id: 'spectrum-output',
  section: 'frequencies',
  title: 'Fourier norm of the output weights',
  how: 'The same for the output weights. The two sides settle on the same frequencies, since a wave that comes in at one frequency can only be read out there.',
  span: 'half',
  needs: [],
  absent: ({ run }) => (run.has('W_L/fourier-norm') ? undefined : run.missing(['W_output/fourier-norm'])),
  /** What a transformer has in its place is W_L. */
  create: (page) => spectrumView(page.run.has('W_L/fourier-norm') ? 'W_L/fourier-norm' : 'W_output/fourier-norm')(page),
});
