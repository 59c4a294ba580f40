// @ts-check
Panels.add({
  id: 'without-groups',
  section: 'ablations',
  title: 'Your own ablation',
  how: 'Choose groups of neurons to set to 0, or frequencies to take out of all logits, and the losses are computed again, here, from this page’s weights. See which groups stand in for each other: the loss without two is not the sum of those without each.',
  span: 'full',
  needs: [],
  optional: true,
  absent: ({ run, neurons }) => (neurons.tuned.length === 0 ? 'no neurons share a frequency' : Recompute.absence(run)),

  create({ run, state, neurons }) {
    const LEFT = 150;
    const ROW = 22;
    const TOP = 40;
    const QUIET = 90;
    const network = new Recompute(run);
    let how = 'neurons';
    const chosen = new Set([Number(neurons.tuned[0].frequency)]);
    const frequencies = neurons.tuned.map((group) => Number(group.frequency));
    /** @type {{ name: string, frequencies: number[] }[]} */
    const singles = frequencies.map((k) => ({ name: `without ${k}`, frequencies: [k] }));

    /** What is taken away in each row, the reader's choice last. */
    const rows = () => [
      { name: 'whole network', frequencies: [] }, ...singles,
      { name: `your choice: ${chosen.size ? `without ${[...chosen].sort((a, b) => a - b).join(', ')}` : 'nothing taken away'}`, frequencies: [...chosen] },
    ];

    /** Results so far, by what they are of. @type {Map<string, ReturnType<Recompute['scores']>>} */
    const results = new Map();
    let timer = 0;

    /** @param {number[]} without */
    const keyOf = (without) => `${state.index} ${how} ${[...without].sort((a, b) => a - b).join(' ')}`;

    /** @param {number[]} without */
    function compute(without) {
      if (how === 'neurons') {
        const group = (/** @type {number} */ neuron) => neurons.groupOf.get(neuron)?.frequency;
        return network.scores(network.logits(state.index, (neuron) => !without.includes(Number(group(neuron) ?? NaN))));
      }
      const logits = network.logits(state.index, () => true);
      return network.scores(without.length > 0 ? network.exclude(logits, without) : logits);
    }

    /** One row at a time, when the step rests. */
    function later() {
      clearTimeout(timer);
      timer = window.setTimeout(function next() {
        const frame = periscopeFrame();
        if (!frame) return;
        if (state.view.playing) {
          timer = window.setTimeout(next, 3 * QUIET);
          return;
        }
        if (!frame.seen) {
          frame.movingStale = true; // to be drawn, and so asked for again, when it comes into sight
          return;
        }
        const open = rows().find((row) => !results.has(keyOf(row.frequencies)));
        if (!open) return;
        results.set(keyOf(open.frequencies), compute(open.frequencies));
        frame.stale(false);
        timer = window.setTimeout(next, 0);
      }, QUIET);
    }

    /** Every row at once, for exports. */
    const all = () => rows().map((row) => {
      const key = keyOf(row.frequencies);
      if (!results.has(key)) results.set(key, compute(row.frequencies));
      return { ...row, scores: /** @type {ReturnType<Recompute['scores']>} */ (results.get(key)) };
    });

    /** @returns {Frame | undefined} */
    const periscopeFrame = () => /** @type {any} */ (window).periscope?.frames.get('without-groups');

    const sets = () => /** @type {const} */ (['train', 'test']).filter((set) => set === 'test' ? network.network.train.length < network.examples.length : network.network.train.length > 0);

    /** @param {number} width */
    function layout(width) {
      const narrow = width < 620;
      const columns = narrow ? 1 : sets().length;
      const left = narrow ? 12 : LEFT;
      const column = (width - left) / columns;
      return { narrow, columns, left, column, block: TOP + rows().length * (narrow ? 2 * ROW : ROW) };
    }

    return {
      height(width) {
        const at = layout(width);
        return (at.columns === 1 ? sets().length : 1) * at.block + 30;
      },

      ready: () => void all(),

      moving(scene) {
        const { surface, look } = scene;
        const at = layout(scene.width);
        const shown = rows().map((row) => ({ ...row, scores: results.get(keyOf(row.frequencies)) }));
        const waits = shown.some((row) => !row.scores);
        sets().forEach((set, s) => {
          const x = at.left + (at.columns === 1 ? 0 : s * at.column);
          const top = at.columns === 1 ? s * at.block : 0;
          const losses = shown.map((row) => row.scores && row.scores[set].loss).filter((loss) => loss !== undefined && Number.isFinite(loss));
          const most = Math.max(...losses.map(Number), 1e-300);
          Axes.title(scene, x, top + 24, `${set} loss at step ${Format.step(state.step)}`);
          shown.forEach((row, i) => {
            const middle = top + TOP + (at.narrow ? 2 * i + 1.4 : i + 0.5) * ROW;
            const group = row.frequencies.length === 1 && i > 0 && i < shown.length - 1 ? neurons.ofFrequency(row.frequencies[0]) : undefined;
            const ink = group ? Neurons.textColour(look, group) : look.ink;
            const lettering = { fill: ink, size: 12, weight: 600 };
            if (at.narrow) surface.text(x, middle - ROW * 0.8, row.name, { ...lettering, baseline: 'middle' });
            else if (s === 0) surface.text(at.left - 10, middle, Measures.elide(row.name, at.left - 12, lettering), { ...lettering, anchor: 'end', baseline: 'middle' });
            if (!row.scores) return void surface.text(x, middle, '…', { fill: look.muted, baseline: 'middle' });
            const { loss, accuracy } = row.scores[set];
            const length = Number.isFinite(loss) ? (loss / most) * (at.column - 180) : 0;
            surface.rect(x, middle - 7, Math.max(1, length), 14, { fill: group ? Neurons.colour(look, group) : look.ink, opacity: i === shown.length - 1 ? 0.6 : 1 });
            surface.text(x + Math.max(1, length) + 6, middle, `${Format.number(loss, 3)}, ${Format.percent(accuracy)} right`, { fill: look.ink, size: 11.5, baseline: 'middle' });
          });
        });
        const stored = `recomputed here, from weights that the page holds within ${Format.number(100 * network.input.relativeError, 1)}\u2009%`;
        surface.text(0, this.height(scene.width) - 8, waits ? 'computing when the step rests…' : stored, { fill: look.muted, size: 11.5 });
        if (waits) later();
      },

      alt: () => `Recomputed at step ${Format.step(state.step)}: ${rows().map((row) => {
        const scores = results.get(keyOf(row.frequencies));
        return `${row.name} ${scores ? sets().map((set) => `${set} loss ${Format.spoken(scores[set].loss)}`).join(' ') : 'not computed yet'}`;
      }).join(', ')}.`,

      csv: () => [
        ['step', 'set_to_zero', 'without', 'train_loss', 'train_accuracy', 'test_loss', 'test_accuracy'],
        ...all().map(({ frequencies: without, scores }) => [
          state.step, how === 'neurons' ? 'neurons' : 'logits', without.join(' '),
          ...sets().length ? [scores.train, scores.test].flatMap((one) => [String(one.loss), String(one.accuracy)]) : []]),
      ],

      options: [{
        label: 'taken away',
        choices: [['neurons', 'neurons of a frequency'], ['logits', 'frequency of all logits']],
        value: () => how,
        choose: (value) => { how = value; },
      }],

      picks: {
        label: 'Your choice',
        open: true,
        groups: [{ name: 'frequencies', items: frequencies.map((k) => /** @type {[string, string]} */ ([String(k), String(k)])) }],
        chosen: (value) => chosen.has(Number(value)),
        toggle: (value) => void (chosen.delete(Number(value)) || chosen.add(Number(value))),
      },
    };
  },
});
