// @ts-check
/**
 * Norms of one matrix: cosine and sine rows of each frequency combined.
 *
 * @param {Run} run
 * @param {string} id
 */
function spectrumNorms(run, id) {
  const series = run.series(id);
  const p = series.shape[0];
  const frequencies = Math.floor(p / 2) + 1;
  /** Of all steps, [step][frequency]; row 0 is the constant, which is not on the colour scale's account. */
  const norms = series.room(run.steps.length * frequencies);
  let most = 0;
  for (let index = 0, i = 0; index < run.steps.length; index++) {
    norms[i++] = series.at(index, 0);
    for (let k = 1; k < frequencies; k++, i++) {
      const cos = series.at(index, 2 * k - 1);
      norms[i] = 2 * k < p ? Math.hypot(cos, series.at(index, 2 * k)) : Math.abs(cos);
      if (norms[i] > most && norms[i] < Infinity) most = norms[i];
    }
  }
  return { series, p, norms, most: most || 1 };
}

/**
 * Fourier norms over steps and frequencies, with the current step's spectrum beside them.
 *
 * @param {[string, string][]} sides  id and name of each matrix that a run may have
 * @returns {(page: Page) => View}
 */
const spectrumView = (sides) => ({ run, state, neurons }) => {
  const LEFT = 40;
  const TOP = 30;
  const HEIGHT = 272;
  const there = sides.filter(([id]) => run.has(id));
  let id = there[0][0];
  const frequencies = Math.floor(run.series(id).shape[0] / 2) + 1;
  const many = run.steps.length > 1;
  /** @type {Map<string, ReturnType<typeof spectrumNorms>>} */
  const found = new Map();

  /** What is shown, computed when it is first looked at. */
  function shown() {
    const known = found.get(id) || spectrumNorms(run, id);
    found.set(id, known);
    return known;
  }
  const name = () => there.filter(([one]) => one === id)[0][1];

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
      const { norms, most } = shown();
      const words = Theme.magnitudeTable();
      for (const k of Axes.whole(0, frequencies - 1, 5)) {
        surface.text(LEFT - 7, y(k), k === 0 ? 'const' : String(k), { fill: look.muted, anchor: 'end', baseline: 'middle' });
      }
      Axes.title(scene, 0, TOP - 12, 'frequency');
      if (many) {
        const grid = new Uint32Array(frequencies * run.steps.length);
        for (let k = 0; k < frequencies; k++) {
          for (let i = 0; i < run.steps.length; i++) {
            grid[(frequencies - 1 - k) * run.steps.length + i] = Theme.cell(words, norms[i * frequencies + k] / most);
          }
        }
        surface.cells(at.time.edges(), TOP, HEIGHT, frequencies, grid);
        const end = Format.number(most, 2);
        const labelled = Lettering.width(end, { fill: '', size: 10.5 }) + 5;
        Axes.colourBar(scene, at.right - 80 - labelled, TOP - 18, 80, words, [{ at: 0, label: '0' }, { at: 1, label: end }]);
        Axes.notFinite(scene, at.bottom + 31, grid);
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
      const { norms, most } = shown();
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
      const now = norms.subarray(state.index * frequencies, (state.index + 1) * frequencies);
      if (!now.some(Number.isFinite)) Axes.instead(scene, at.from + at.profile / 2, TOP + HEIGHT / 2, 'not a number');
    },

    hover(x, py, width) {
      const at = layout(width);
      const k = Math.round(frequencies - 0.5 - ((py - TOP) / HEIGHT) * frequencies);
      if (k < 0 || k >= frequencies || py < TOP || py > at.bottom) return null;
      const inMap = many && x >= LEFT && x <= at.right;
      if (!inMap && x < at.from) return null;
      const index = inMap ? at.time.indexAt(x) : state.index;
      const { norms } = shown();
      return { tip: [
        Format.number(norms[index * frequencies + k], 4),
        k === 0 ? 'constant' : `frequency ${k}${neurons.keys.includes(k) ? ', a key frequency' : ''}`,
        `step ${Format.step(run.steps[index])}`] };
    },

    alt() {
      const { norms } = shown();
      const strongest = d3.sort(d3.range(1, frequencies), (k) => -norms[state.index * frequencies + k]).slice(0, 5);
      return `Fourier norms of ${name()}; strongest at step ${Format.step(state.step)}: frequencies ${Format.list(strongest.map(String))}.`;
    },

    csv() {
      const { series, p, norms } = shown();
      return [
        ['step', 'matrix', 'frequency', 'cos_norm', 'sin_norm', 'norm'],
        ...run.steps.flatMap((step, i) => d3.range(frequencies).map((k) => [
          step, name(), k,
          Format.full(series.at(i, k === 0 ? 0 : 2 * k - 1), series.encoding),
          k > 0 && 2 * k < p ? Format.full(series.at(i, 2 * k), series.encoding) : '',
          Format.full(norms[i * frequencies + k], series.encoding === 'f64' ? 'f64' : 'f32')])),
      ];
    },

    options: there.length < 2 ? [] : [{
      label: 'matrix',
      choices: there,
      value: () => id,
      choose: (value) => { id = value; },
    }],
  };
};

/** @type {[string, string][]} */
const SPECTRUM_IN = [['W_input/fourier-norm', 'W_input'], ['embedding/fourier-norm', 'W_E']];
/** Of a pair of twins the page has one: what a transformer has in place of W_output is W_L. @type {[string, string][]} */
const SPECTRUM_OUT = [['W_L/fourier-norm', 'W_L'], ['W_output/fourier-norm', 'W_output']];

Panels.add({
  id: 'spectrum-input',
  section: 'frequencies',
  title: 'Fourier norms going in',
  how: 'How much of the input weights, or of the embedding, each frequency carries over training; the bars are the current step’s spectrum. Memorisation spreads over all frequencies, and generalisation leaves a few: the key frequencies.',
  span: 'half',
  onlyIf: Kinds.symbols,
  needs: [],
  absent: ({ run }) => (SPECTRUM_IN.some(([id]) => run.has(id)) ? undefined : run.missing(['W_input/fourier-norm'])),
  create: spectrumView(SPECTRUM_IN),
});

Panels.add({
  id: 'spectrum-output',
  section: 'frequencies',
  title: 'Fourier norms coming out',
  how: 'The same for the weights from the neurons to the answers. The two sides settle on the same frequencies, since a wave that comes in at one frequency can only be read out there.',
  span: 'half',
  onlyIf: Kinds.symbols,
  needs: [],
  absent: ({ run }) => (SPECTRUM_OUT.some(([id]) => run.has(id)) ? undefined : run.missing(['W_output/fourier-norm'])),
  create: spectrumView(SPECTRUM_OUT),
});
