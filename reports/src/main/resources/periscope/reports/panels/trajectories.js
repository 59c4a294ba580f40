// @ts-check
/**
 * Weights over steps as lines. For parity every input weight, by digit; for other networks those of
 * one neuron.
 */
const Trajectories = (() => {
  const LEFT = 44;
  const TOP = 52;
  const MOST_POINTS = 120;

  /** Checkpoints to draw: those that are held, thinned to what a line can show. @param {Series} series @returns {number[]} */
  function drawn(series) {
    const last = series.steps.length - 1;
    const every = series.every * Math.max(1, Math.ceil(series.count / MOST_POINTS));
    return [...d3.range(0, last, every), last];
  }

  /**
   * Several weights as one path, the pen lifted between them.
   *
   * @param {Series} series
   * @param {ArrayLike<number>} weights  flat positions
   * @param {TimeAxis} time
   * @param {(value: number) => number} y
   */
  function path(series, weights, time, y) {
    const at = drawn(series);
    const places = at.map((i) => time.x(series.steps[i]));
    const xs = new Float64Array(weights.length * (at.length + 1));
    const ys = new Float64Array(xs.length);
    for (let w = 0, k = 0; w < weights.length; w++, k++) {
      for (let i = 0; i < at.length; i++, k++) {
        xs[k] = places[i];
        ys[k] = y(series.at(at[i], weights[w]));
      }
      ys[k] = NaN;
    }
    return { xs, ys };
  }

  /** A key above the chart. @param {Scene} scene @param {{ label: string, style: Stroke, fill: string }[]} entries */
  function key(scene, entries) {
    let x = 0;
    let y = 14;
    for (const { label, style, fill } of entries) {
      const width = 24 + Lettering.width(label, { fill: '', weight: 600, size: 12 });
      if (x > 0 && x + width > scene.width) {
        x = 0;
        y += 16;
      }
      scene.surface.segment(x, y - 4, x + 18, y - 4, { ...style, opacity: 1, width: Math.max(1.5, style.width || 1) });
      scene.surface.text(x + 24, y, label, { fill, weight: 600, size: 12 });
      x += width + 18;
    }
  }

  return { LEFT, TOP, path, key };
})();

Panels.add({
  id: 'trajectories',
  section: 'weights',
  title: 'Weights over training',
  how: 'A line is one weight on its way through training, on a fixed axis. Of a parity network every weight from a digit to a neuron is here: decay pulls the digits that do not count to zero while a few neurons keep the others; of any other network, the weights of the neuron that you point at or pick.',
  span: 'full',
  needs: [],
  absent(page) {
    if (page.run.steps.length < 2) return 'it is about change over training, and this run has one checkpoint';
    return Matrix.all(page).some((one) => !one.vector && (one.rows.neurons || one.columns.neurons))
      ? undefined : 'the page does not hold the weights of every neuron of this run, which has too many or none';
  },

  create(page) {
    const { run, state, neurons } = page;
    const { LEFT, TOP } = Trajectories;
    const matrices = Matrix.all(page).filter((one) => !one.vector && (one.rows.neurons || one.columns.neurons));
    const relevant = Number(run.setUp('task', 'relevant'));
    const digits = Number(run.setUp('task', 'digits'));
    const parity = matrices.find((one) => one.rows.role === 'digit');
    let chosen = parity || matrices[0];
    const RIGHT = 26;
    const HEIGHT = 300;

    /** Weights of one neuron in the chosen matrix, along its other axis. @param {number} neuron */
    function ofNeuron(neuron) {
      const { rows, columns } = chosen;
      const place = neuron / (rows.neurons ? rows.every : columns.every);
      if (!Number.isInteger(place)) return [];
      return rows.neurons
        ? d3.range(columns.size).map((c) => place * columns.size + c)
        : d3.range(rows.size).map((r) => r * columns.size + place);
    }

    const other = () => (chosen.rows.neurons ? chosen.columns : chosen.rows);

    /** The neuron whose weights are shown. */
    const neuron = () => (state.neuron !== null && neurons.rank.has(state.neuron) ? state.neuron : firstHeld());

    /** Of some matrices the page holds every k-th neuron only. */
    function firstHeld() {
      const first = neurons.display.find((n) => ofNeuron(n).length > 0);
      return first === undefined ? neurons.display[0] : first;
    }

    /** @param {number} entry */
    const called = (entry) => (chosen === parity
      ? entry >= digits ? 'bias' : `digit ${entry}${entry < relevant ? '' : ', does not count'}`
      : `${other().role} ${entry * other().every}`);

    /**
     * What is drawn alike, faint first.
     *
     * @param {Look} look
     * @returns {{ label: string, weights: number[], style: Stroke, fill: string }[]}
     */
    function classes(look) {
      if (chosen !== parity) {
        const axis = other();
        const ordered = ['token', 'answer'].includes(axis.role);
        const weights = ofNeuron(neuron());
        if (!ordered) {
          const group = neurons.groupOf.get(neuron());
          const colour = group ? Neurons.colour(look, group) : look.other;
          return [{ label: `${weights.length} weights of neuron ${neuron()}`, weights, style: { stroke: colour, width: 1, opacity: 0.6 }, fill: look.ink }];
        }
        return weights.map((weight, i) => ({
          label: i === 0 ? `${axis.role} 0` : i === weights.length - 1 ? `${axis.role} ${i * axis.every}` : '',
          weights: [weight], fill: look.ink,
          style: { stroke: Theme.ordered(look, i / Math.max(1, weights.length - 1)), width: 1, opacity: 0.8 } }));
      }
      const columns = chosen.columns.size;
      /** @param {number} from @param {number} to */
      const rows = (from, to) => d3.range(from * columns, to * columns);
      const dashes = [undefined, [7, 3], [2, 3], [9, 3, 2, 3]];
      return [
        { label: `${digits - relevant} digits that do not count`, weights: rows(relevant, digits), style: { stroke: look.other, width: 0.7, opacity: 0.45 }, fill: look.muted },
        ...(chosen.rows.size > digits ? [{ label: 'bias', weights: rows(digits, chosen.rows.size), style: { stroke: look.ink, width: 1, dash: [1, 3], opacity: 0.8 }, fill: look.ink }] : []),
        ...d3.range(relevant).map((digit) => ({
          label: `digit ${digit}`, weights: rows(digit, digit + 1), fill: look.groupText[digit % look.groupText.length],
          style: { stroke: look.groups[digit % look.groups.length], width: 1.2, dash: dashes[digit % 4], opacity: 0.85 } })),
      ];
    }

    /** @param {number} width */
    function layout(width) {
      const time = new TimeAxis(state, LEFT, width - RIGHT);
      const most = chosen.series.largest() || 1;
      return { time, y: d3.scaleLinear([-most, most], [TOP + HEIGHT, TOP]).nice(6) };
    }

    return {
      height: () => TOP + HEIGHT + 40,
      picksNeuron: true,
      stillFollows: parity ? [] : ['hovered', 'pinned'],
      stepAt: (x, _y, width) => (x < LEFT - 12 ? null : layout(width).time.indexAt(x)),

      still(scene) {
        const { surface, look } = scene;
        const { time, y } = layout(scene.width);
        Axes.left(scene, Axes.ticks(y, y.ticks(6)), y, LEFT, time.x1);
        time.eventLines(scene, TOP, TOP + HEIGHT);
        const all = classes(look);
        let seen = all.every((one) => one.weights.length === 0);
        for (const one of all) {
          const { xs, ys } = Trajectories.path(chosen.series, one.weights, time, y);
          surface.line(xs, ys, one.style);
          seen = seen || ys.some(Number.isFinite);
        }
        if (!seen) Axes.instead(scene, (LEFT + time.x1) / 2, TOP + HEIGHT / 2, 'not a number at any step');
        const named = all.filter((one) => one.label !== '');
        Trajectories.key(scene, chosen === parity ? [...named.slice(-relevant), ...named.slice(0, -relevant).reverse()] : named);
        const what = chosen === parity ? `${chosen.name}, ${neurons.count} neurons` : `${chosen.name} of neuron ${neuron()}${ofNeuron(neuron()).length > 0 ? '' : ', which the page does not hold'}`;
        Axes.title(scene, 0, TOP - 8, [what, ...chosen.heldAs()].join(' · '));
        time.axis(scene, TOP + HEIGHT);
      },

      moving(scene) {
        const { surface, look } = scene;
        const { time, y } = layout(scene.width);
        time.marker(scene, [{ top: TOP, bottom: TOP + HEIGHT }]);
        const picked = chosen === parity ? state.neuron : null;
        /** @type {number[]} */
        const strong = picked !== null ? ofNeuron(picked) : [];
        if (chosen !== parity && state.token !== null && ['token', 'answer'].includes(other().role)) {
          const weight = ofNeuron(neuron())[state.token / other().every];
          if (weight !== undefined) strong.push(weight);
        }
        // Of a parity network's neuron, the digits that do not count stay thin.
        const counts = (/** @type {number} */ i) => chosen !== parity || i < relevant || i >= digits;
        const thin = Trajectories.path(chosen.series, strong.filter((_, i) => !counts(i)), time, y);
        surface.line(thin.xs, thin.ys, { stroke: look.focus, width: 0.6, opacity: 0.6 });
        for (const weight of strong.filter((_, i) => counts(i))) {
          const { xs, ys } = Trajectories.path(chosen.series, [weight], time, y);
          surface.line(xs, ys, { stroke: look.ground, width: 4 });
          surface.line(xs, ys, { stroke: look.focus, width: 1.6 });
        }
        if (picked !== null && strong.length > 0) {
          const largest = d3.greatest(d3.range(strong.length), (i) => Math.abs(chosen.series.at(state.index, strong[i])));
          const value = chosen.series.at(state.index, strong[Number(largest)]);
          surface.text(Math.min(time.x(state.step), time.x1 - 120) + 8, y(value) - 6, `neuron ${picked}, ${called(Number(largest))}`, {
            fill: look.ink, weight: 600, size: 12, halo: look.ground });
        }
      },

      hover(x, py, width) {
        const { time, y } = layout(width);
        if (x < LEFT || x > time.x1 || py < TOP - 6 || py > TOP + HEIGHT + 6) return null;
        const index = time.indexAt(x);
        const weights = chosen === parity ? d3.range(chosen.series.size) : ofNeuron(neuron());
        const k = d3.leastIndex(weights, (a, b) => Math.abs(y(chosen.series.at(index, a)) - py) - Math.abs(y(chosen.series.at(index, b)) - py));
        if (k === undefined || k < 0) return null;
        const value = chosen.series.at(index, weights[k]);
        if (Math.abs(y(value) - py) > 10) return null;
        const at = `step ${Format.step(chosen.series.stepOf(index))}`;
        if (chosen !== parity) return { neuron: neuron(), tip: [Format.number(value, 4), called(k), at] };
        const columns = chosen.columns.size;
        const n = (k % columns) * chosen.columns.every;
        return { neuron: n, tip: [Format.number(value, 4), called(Math.floor(k / columns)), `neuron ${n}`, at] };
      },

      alt() {
        if (chosen !== parity) return `Weights of neuron ${neuron()} in ${chosen.name} over ${run.steps.length} checkpoints.`;
        const row = chosen.series.row(state.index).map(Math.abs);
        const columns = chosen.columns.size;
        /** @param {number} from @param {number} to */
        const most = (from, to) => Format.spoken(d3.max(row.subarray(from * columns, to * columns)) || 0);
        return `Input weights over training. At step ${Format.step(state.step)} the largest magnitude of the ${relevant} digits that count is ${most(0, relevant)}, of the ${digits - relevant} others ${most(relevant, digits)}.`;
      },

      csv() {
        const weights = chosen === parity ? d3.range(chosen.series.size) : ofNeuron(neuron());
        const columns = chosen.columns.size;
        const name = (/** @type {number} */ i) => (chosen === parity
          ? `${i / columns < digits ? `digit_${Math.floor(i / columns)}` : 'bias'}_neuron_${(i % columns) * chosen.columns.every}`
          : `neuron_${neuron()}_${other().role.replaceAll(' ', '_')}_${i * other().every}`);
        const { every, steps } = chosen.series;
        const at = [...d3.range(0, steps.length - 1, every), steps.length - 1];
        return [
          ['step', ...weights.map((_, i) => name(i))],
          ...at.map((i) => [steps[i], ...weights.map((w) => Format.full(chosen.series.at(i, w), chosen.series.encoding))]),
        ];
      },

      options: matrices.length < 2 || parity ? [] : [{
        label: 'matrix',
        choices: matrices.map((one, i) => /** @type {[string, string]} */ ([String(i), one.name])),
        value: () => String(matrices.indexOf(chosen)),
        choose: (value) => { chosen = matrices[Number(value)]; },
      }],
    };
  },
});
