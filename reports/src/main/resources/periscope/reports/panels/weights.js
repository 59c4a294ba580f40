// @ts-check
/**
 * The two effective matrices, a row for every neuron. One maker, two panels.
 *
 * @param {'input'|'output'} side
 * @returns {(page: Page) => View}
 */
const weightsView = (side) => ({ run, state, neurons }) => {
  const LEFT = 62;
  const RIGHT = 1;
  const TOP = 26;
  const GAP = 4;
  let operand = 'a';
  let scaled = 'final';

  /** The matrix and its reading order: W_input is [number][neuron], W_output [neuron][number]. */
  const series = () => run.series(side === 'input' ? (operand === 'b' ? 'W_input_b' : 'W_input') : 'W_output');
  const numbers = side === 'input' ? series().shape[0] : series().shape[1];
  const name = () => (side === 'output' ? 'W_output' : operand === 'b' ? 'W_input_b' : 'W_input');

  /** @param {ArrayLike<number>} row @param {number} neuron @param {number} number */
  const value = (row, neuron, number) =>
    side === 'input' ? row[number * neurons.count + neuron] : row[neuron * numbers + number];

  /** @param {number} width */
  function layout(width) {
    const inner = width - LEFT - RIGHT;
    const gaps = (neurons.groups.length - 1) * GAP;
    const rowHeight = Math.max(1, Math.min(24, Math.max(inner * 0.56, 220) / neurons.count));
    const tops = [];
    let y = TOP;
    for (const group of neurons.groups) {
      tops.push(y);
      y += group.members.length * rowHeight + GAP;
    }
    return { inner, rowHeight, tops, bottom: TOP + neurons.count * rowHeight + gaps, cell: inner / numbers };
  }

  /** Vertical span of a neuron's row. @param {ReturnType<typeof layout>} at @param {number} neuron */
  function rowOf(at, neuron) {
    const g = neurons.groups.findIndex((group) => group.members.includes(neuron));
    return at.tops[g] + neurons.groups[g].members.indexOf(neuron) * at.rowHeight;
  }

  /** What the ends of the colours stand for: of a step without any weight that is a number, the whole run's. */
  function limit() {
    if (scaled === 'run') return series().largest() || 1;
    return series().largestAt(scaled === 'final' ? run.steps.length - 1 : state.index) || series().largest() || 1;
  }

  return {
    height: (width) => layout(width).bottom + 40,
    picksNeuron: true,

    still(scene) {
      const at = layout(scene.width);
      const { surface, look } = scene;
      neurons.groups.forEach((group, g) => {
        const top = at.tops[g];
        const bottom = top + group.members.length * at.rowHeight;
        surface.rect(LEFT - 7, top, 3, bottom - top, { fill: Neurons.colour(look, group) });
        const text = { fill: Neurons.textColour(look, group), weight: 600, size: 11.5, anchor: /** @type {const} */ ('end'), baseline: /** @type {const} */ ('middle') };
        const label = group.frequency === null ? group.label : `freq ${group.frequency}`;
        if (bottom - top >= 9) surface.text(LEFT - 13, (top + bottom) / 2, label, text);
      });
      const ticks = Axes.whole(0, numbers - 1, Math.max(2, Math.min(8, at.inner / 60)))
        .map((tick) => ({ value: tick, label: String(tick) }));
      Axes.bottom(scene, ticks, (number) => LEFT + (number + 0.5) * at.cell, at.bottom + 1);
      surface.text(scene.width - RIGHT, at.bottom + 33, side === 'input' ? 'input number' : 'output number', { fill: look.muted, anchor: 'end' });
    },

    moving(scene) {
      const at = layout(scene.width);
      const { surface, look } = scene;
      const row = series().row(state.index);
      const most = limit();
      const words = Theme.signedTable(look);
      const edges = Float64Array.from({ length: numbers + 1 }, (_, i) => LEFT + i * at.cell);
      const grids = neurons.groups.map((group, g) => {
        const grid = new Uint32Array(group.members.length * numbers);
        group.members.forEach((neuron, r) => {
          for (let number = 0; number < numbers; number++) {
            grid[r * numbers + number] = Theme.cell(words, (value(row, neuron, number) / most + 1) / 2);
          }
        });
        surface.cells(edges, at.tops[g], group.members.length * at.rowHeight, group.members.length, grid);
        return grid;
      });
      Axes.notFinite(scene, at.bottom + 33, ...grids);
      const end = Format.number(most, 2);
      // Where this step has larger weights than the colours reach, the ends stand for them, too.
      const beyond = series().largestAt(state.index) > most * 1.005;
      const labelled = Lettering.width(`≥ +${end}`, { fill: '', size: 10.5 }) + 5;
      Axes.colourBar(scene, scene.width - RIGHT - 96 - labelled, 6, 96, words, [
        { at: 0, label: `${beyond ? '≤ ' : ''}\u2212${end}` }, { at: 1, label: `${beyond ? '≥ ' : ''}+${end}` }]);
      Axes.title(scene, LEFT, 14, `${name()} at step ${Format.step(state.step)}`);
      if (state.neuron !== null && neurons.rank.has(state.neuron)) {
        surface.rect(LEFT - 0.5, rowOf(at, state.neuron) - 0.5, at.inner + 1, at.rowHeight + 1, { stroke: look.focus, width: 1.5 });
      }
      if (state.token !== null) {
        surface.rect(LEFT + state.token * at.cell - 0.5, TOP - 3, at.cell + 1, at.bottom - TOP + 6, { stroke: look.focus, opacity: 0.55 });
      }
    },

    hover(x, y, width) {
      const at = layout(width);
      const number = Math.floor((x - LEFT) / at.cell);
      if (number < 0 || number >= numbers) return null;
      for (let g = 0; g < neurons.groups.length; g++) {
        const r = Math.floor((y - at.tops[g]) / at.rowHeight);
        const { members } = neurons.groups[g];
        if (r < 0 || r >= members.length) continue;
        const neuron = members[r];
        const v = value(series().row(state.index), neuron, number);
        return { neuron, token: number, tip: [Format.number(v, 4), `${side} number ${number}`, neurons.describe(neuron)] };
      }
      return null;
    },

    alt: () => `${name()} at step ${Format.step(state.step)}: ${neurons.count} neurons by ${numbers} numbers, largest magnitude ${Format.spoken(series().largestAt(state.index))}.`,

    csv() {
      const row = series().row(state.index);
      const { encoding } = series();
      /** @type {(string|number)[][]} */
      const rows = [['step', 'neuron', 'final_frequency', 'final_phase', 'number', name()]];
      for (const neuron of neurons.display) {
        for (let number = 0; number < numbers; number++) {
          rows.push([
            state.step, neuron,
            neurons.frequency ? neurons.frequency[neuron] : '', neurons.phase ? neurons.phase[neuron] : '',
            number, Format.full(value(row, neuron, number), encoding)]);
        }
      }
      return rows;
    },

    options: [
      ...(side === 'input' && run.has('W_input_b') ? [{
        label: 'operand',
        choices: /** @type {[string, string][]} */ ([['a', 'a'], ['b', 'b']]),
        value: () => operand,
        choose: (/** @type {string} */ chosen) => { operand = chosen; },
      }] : []),
      ...(run.steps.length > 1 ? [{
        label: 'colours',
        choices: /** @type {[string, string][]} */ ([['final', 'final step'], ['run', 'whole run'], ['step', 'this step']]),
        value: () => scaled,
        choose: (/** @type {string} */ chosen) => { scaled = chosen; },
      }] : []),
    ],
  };
};

Panels.add({
  id: 'w-input',
  section: 'weights',
  title: 'Input weights',
  how: 'What each number adds to each neuron: a row is a neuron, a column an input number, blue is negative and red positive. Rows keep the order of their final frequency and phase, so stripes that slant are neurons that learnt one wave at shifted phases.',
  span: 'half',
  onlyIf: Kinds.operands,
  needs: ['W_input'],
  create: weightsView('input'),
});

Panels.add({
  id: 'w-output',
  section: 'weights',
  title: 'Output weights',
  how: 'What each neuron adds to the score of each answer, the rows in the same order as on the other side. A row that has learnt a wave repeats here at the same frequency, with its phase doubled.',
  span: 'half',
  onlyIf: Kinds.operands,
  needs: ['W_output'],
  create: weightsView('output'),
});
