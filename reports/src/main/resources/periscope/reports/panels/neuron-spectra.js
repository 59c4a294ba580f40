// @ts-check
/**
 * Where the amplitudes of each neuron come from: the matrices, transformed here, or, where neurons
 * are not functions of one number, the share of its variance that a neuron's own frequency explains.
 *
 * @typedef {object} NeuronSpectra
 * @property {string} name      of the matrix
 * @property {string} quantity  what a cell holds
 * @property {number} p
 * @property {Series} series
 * @property {(index: number) => Float32Array|Float64Array} at  [neuron][frequency − 1]
 */
const NeuronSpectraSource = (() => {
  /** The step shown and the final one, whose largest value the colours span. */
  const KEPT = 2;

  /** @param {Series} series @param {(row: Float64Array) => Float32Array|Float64Array} compute */
  function remembering(series, compute) {
    /** @type {Map<number, Float32Array|Float64Array>} */
    const known = new Map();
    return (/** @type {number} */ index) => {
      const row = series.held(index);
      let values = known.get(row);
      if (!values) {
        values = compute(series.row(index));
        if (known.size === KEPT) known.delete([...known.keys()].find((one) => one !== series.count - 1) ?? row);
      }
      known.delete(row);
      known.set(row, values);
      return values;
    };
  }

  /**
   * @param {Run} run
   * @param {string} id  of a matrix
   * @returns {NeuronSpectra}
   */
  function ofMatrix(run, id) {
    const series = run.series(id);
    const input = id !== 'W_output';
    const [p, count] = input ? series.shape : [series.shape[1], series.shape[0]];
    const top = Math.floor(p / 2);
    const basis = Arithmetic.basis(p);
    const signal = new Float64Array(p);
    const at = remembering(series, (row) => {
      const amplitudes = series.room(count * top);
      for (let neuron = 0; neuron < count; neuron++) {
        for (let t = 0; t < p; t++) signal[t] = input ? row[t * count + neuron] : row[neuron * p + t];
        for (let k = 1; k <= top; k++) {
          let cos = 0;
          let sin = 0;
          const from = (2 * k - 1) * p;
          for (let t = 0; t < p; t++) cos += basis[from + t] * signal[t];
          if (2 * k < p) for (let t = 0; t < p; t++) sin += basis[from + p + t] * signal[t];
          amplitudes[neuron * top + k - 1] = Math.sqrt(cos * cos + sin * sin);
        }
      }
      return amplitudes;
    });
    return { name: id, quantity: 'amplitude', p, series, at };
  }

  /** @param {Run} run @returns {NeuronSpectra} */
  function ofActivations(run) {
    const series = run.series('neurons/explained-share');
    const frequency = run.series('neurons/frequency');
    const [count] = series.shape;
    const p = 2 * (run.has('W_L/fourier-norm') ? Math.floor(run.series('W_L/fourier-norm').shape[0] / 2) : frequency.largest()) + 1;
    const top = (p - 1) / 2;
    const at = (/** @type {number} */ index) => {
      const shares = series.room(count * top);
      for (let neuron = 0; neuron < count; neuron++) {
        const k = frequency.at(index, neuron);
        if (k >= 1 && k <= top) shares[neuron * top + k - 1] = series.at(index, neuron);
      }
      return shares;
    };
    return { name: 'activations', quantity: 'explained share', p, series, at };
  }

  /** All that a run has, matrices first. @param {Run} run */
  function of(run) {
    const matrices = ['W_input', 'W_input_b', 'W_output'].filter((id) => run.has(id));
    return matrices.length > 0
      ? matrices.map((id) => ofMatrix(run, id))
      : run.has('neurons/frequency') && run.has('neurons/explained-share') ? [ofActivations(run)] : [];
  }

  return { of };
})();

Panels.add({
  id: 'neuron-spectra',
  section: 'frequencies',
  title: 'Each neuron’s frequencies',
  how: 'A row is a neuron, in its final order, and a column a frequency: how much of it the neuron’s weights carry, or, in a transformer, how much of the neuron’s activity its strongest frequency explains. A network that has generalised shows one lit cell in each row.',
  span: 'half',
  onlyIf: Kinds.symbols,
  needs: [],
  absent: ({ run }) => (run.has('neurons/frequency') && run.has('neurons/explained-share') ? undefined : run.missing(['W_input'])),

  create({ run, state, neurons }) {
    const LEFT = 62;
    const RIGHT = 1;
    const TOP = 26;
    const GAP = 4;
    const sources = NeuronSpectraSource.of(run);
    let source = sources[0];
    let scaled = 'final';
    const top = Math.floor(source.p / 2);
    const count = neurons.display.length;

    /** @param {number} width */
    function layout(width) {
      const inner = width - LEFT - RIGHT;
      const row = Math.max(1, Math.min(24, Math.max(inner * 0.56, 220) / Math.max(1, count)));
      const tops = [];
      let y = TOP;
      for (const group of neurons.groups) {
        tops.push(y);
        y += group.members.length * row + GAP;
      }
      return { inner, row, tops, bottom: y - GAP, cell: inner / top };
    }

    /** Largest finite amplitude of a checkpoint. @param {number} index */
    function largest(index) {
      const values = source.at(index);
      let most = 0;
      for (let i = 0; i < values.length; i++) if (values[i] > most && values[i] < Infinity) most = values[i];
      return most;
    }

    /** What the end of the colours stands for. */
    function limit() {
      if (source.quantity !== 'amplitude') return 1;
      return (scaled === 'final' && largest(run.steps.length - 1)) || largest(state.index) || 1;
    }

    return {
      height: (width) => layout(width).bottom + 40,
      picksNeuron: true,

      still(scene) {
        const at = layout(scene.width);
        const { surface, look } = scene;
        neurons.groups.forEach((group, g) => {
          const from = at.tops[g];
          const height = group.members.length * at.row;
          surface.rect(LEFT - 7, from, 3, height, { fill: Neurons.colour(look, group) });
          const label = group.frequency === null ? group.label : `freq ${group.frequency}`;
          if (height >= 9) {
            surface.text(LEFT - 13, from + height / 2, label, {
              fill: Neurons.textColour(look, group), weight: 600, size: 11.5, anchor: 'end', baseline: 'middle' });
          }
        });
        const ticks = Axes.whole(1, top, Math.max(2, Math.min(8, at.inner / 60)))
          .map((k) => ({ value: k, label: String(k) }));
        Axes.bottom(scene, ticks, (k) => LEFT + (k - 0.5) * at.cell, at.bottom + 1);
        surface.text(scene.width - RIGHT, at.bottom + 33, 'frequency', { fill: look.muted, anchor: 'end' });
      },

      moving(scene) {
        const at = layout(scene.width);
        const { surface, look } = scene;
        const values = source.at(state.index);
        const most = limit();
        const words = Theme.magnitudeTable();
        const edges = Float64Array.from({ length: top + 1 }, (_, i) => LEFT + i * at.cell);
        const grids = neurons.groups.map((group, g) => {
          const grid = new Uint32Array(group.members.length * top);
          group.members.forEach((neuron, r) => {
            for (let i = 0; i < top; i++) {
              grid[r * top + i] = Theme.cell(words, values[neuron * top + i] / most);
            }
          });
          surface.cells(edges, at.tops[g], group.members.length * at.row, group.members.length, grid);
          return grid;
        });
        Axes.notFinite(scene, at.bottom + 33, ...grids);
        const end = Format.number(most, 2);
        const labelled = Lettering.width(end, { fill: '', size: 10.5 }) + 5;
        Axes.colourBar(scene, scene.width - RIGHT - 80 - labelled, 6, 80, words, [{ at: 0, label: '0' }, { at: 1, label: end }]);
        Axes.title(scene, LEFT, 14, `${source.name} at step ${Format.step(state.step)}`);
        if (state.neuron !== null) {
          const g = neurons.groups.findIndex((group) => group.members.includes(Number(state.neuron)));
          if (g < 0) return;
          const y = at.tops[g] + neurons.groups[g].members.indexOf(state.neuron) * at.row;
          surface.rect(LEFT - 0.5, y - 0.5, at.inner + 1, at.row + 1, { stroke: look.focus, width: 1.5 });
        }
      },

      hover(x, y, width) {
        const at = layout(width);
        const k = Math.floor((x - LEFT) / at.cell) + 1;
        if (x < LEFT || k > top) return null;
        for (let g = 0; g < neurons.groups.length; g++) {
          const { members } = neurons.groups[g];
          const r = Math.floor((y - at.tops[g]) / at.row);
          if (r < 0 || r >= members.length) continue;
          const neuron = members[r];
          return { neuron, tip: [
            Format.number(source.at(state.index)[neuron * top + k - 1], 4),
            `${source.quantity} at frequency ${k}`, neurons.describe(neuron)] };
        }
        return null;
      },

      alt() {
        const values = source.at(state.index);
        const strongest = d3.range(count).map((n) => d3.maxIndex(values.subarray(n * top, (n + 1) * top)) + 1);
        const common = d3.sort(d3.rollups(strongest, (all) => all.length, (k) => k), ([, many]) => -many).slice(0, 5);
        return `${source.quantity} of ${top} frequencies in ${count} neurons (${source.name}) at step ${Format.step(state.step)}; `
          + `strongest: ${Format.list(common.map(([k, many]) => `frequency ${k} in ${many}`))}.`;
      },

      csv() {
        const values = source.at(state.index);
        const { encoding } = source.series;
        return [
          ['step', 'neuron', 'matrix', ...d3.range(1, top + 1).map((k) => `frequency_${k}`)],
          ...neurons.display.map((neuron) => [
            state.step, neuron, source.name,
            ...d3.range(top).map((i) => Format.full(values[neuron * top + i], encoding))]),
        ];
      },

      options: [
        ...(sources.length > 1 ? [{
          label: 'matrix',
          choices: sources.map(({ name }) => /** @type {[string, string]} */ ([name, name])),
          value: () => source.name,
          choose: (/** @type {string} */ chosen) => { source = sources.filter(({ name }) => name === chosen)[0]; },
        }] : []),
        ...(run.steps.length > 1 && source.quantity === 'amplitude' ? [{
          label: 'colours',
          choices: /** @type {[string, string][]} */ ([['final', 'final step'], ['step', 'this step']]),
          value: () => scaled,
          choose: (/** @type {string} */ chosen) => { scaled = chosen; },
        }] : []),
      ],
    };
  },
});
