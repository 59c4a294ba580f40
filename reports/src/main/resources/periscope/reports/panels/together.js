// @ts-check
Panels.add({
  id: 'together',
  section: 'progress',
  title: 'Measures together',
  how: 'Any measures over the steps, with the loss behind them: what moves first, and what only follows? Losses share the logarithmic axis at the left; every other line runs from its own smallest to its own largest value, or all on one axis at the right, as you choose.',
  span: 'full',
  needs: [],
  optional: true,
  absent: ({ run }) => (run.steps.length < 2 || Measures.families(run).length === 0 ? 'there is nothing to compare' : undefined),

  create({ run, state }) {
    const TOP = 26;
    const LINE = 18;
    const lettering = { fill: '', size: 12 };
    let scaling = 'own';

    const losses = ['train', 'test', 'all']
      .filter((split, _i, all) => run.has(`loss/${split}`) && (split !== 'all' || !all.some((one) => one !== 'all' && run.has(`loss/${one}`))))
      .map((split) => ({ split, series: run.series(`loss/${split}`) }));

    /** @param {Series[]} members @returns {[string, string][]} */
    const items = (members) => members.map(({ id }) => [id, Measures.label(id)]);

    const lines = () => state.view.overlay.filter(({ id }) => run.has(id)).map(({ id, slot }) => {
      const series = run.series(id);
      return { id, slot, series, loss: Measures.isLoss(run, id), range: Measures.range(series), label: id };
    });

    /** @param {number} width */
    function layout(width) {
      const shown = lines();
      const columns = Math.max(1, Math.floor(width / 380));
      const left = 44;
      const right = width - 52;
      const height = Math.round(Math.max(170, Math.min(280, width * 0.4)));
      const box = { top: TOP, bottom: TOP + height };
      const onLoss = [...losses.map(({ series }) => Measures.range(series)), ...shown.filter((line) => line.loss).map((line) => line.range)];
      const high = Math.max(...onLoss.map((range) => range.high));
      const low = Math.min(...onLoss.map((range) => range.positive));
      const usable = high > 0 && low < Infinity;
      const lossEnds = usable ? Axes.logEnds(low, high, 1.4) : [0.1, 1];
      const others = shown.filter((line) => !line.loss);
      const shared = [Math.min(0, ...others.map((line) => line.range.low)), Math.max(0, ...others.map((line) => line.range.high))];
      const axis = d3.scaleLinear(shared[0] < shared[1] && Number.isFinite(shared[1] - shared[0]) ? shared : [0, 1], [box.bottom, box.top]).nice(5);
      const lossY = d3.scaleLog(lossEnds, [box.bottom, box.top]).clamp(true);
      const y = (/** @type {(typeof shown)[0]} */ line) => {
        if (line.loss) return (/** @type {number} */ v) => (v > 0 ? lossY(v) : v === 0 ? box.bottom : NaN);
        if (scaling === 'shared') return axis;
        const { low: from, high: to } = line.range;
        // What differs by rounding only is a line in the middle: d3 has it there where a range has no length.
        return d3.scaleLinear(Format.flat(from, to) ? [from, from] : [from, to], [box.bottom, box.top]);
      };
      return {
        time: new TimeAxis(state, left, right), left, right, box, lossY, lossEnds, usable, axis, others, columns,
        shown: shown.map((line) => ({ ...line, y: y(line) })),
        legend: box.bottom + 48, rows: Math.ceil((shown.length + losses.length) / columns),
      };
    }

    /** @type {{ key: string, value: ReturnType<typeof layout> } | undefined} */
    let known;
    /** @param {number} width */
    function laidOut(width) {
      const key = [width, state.view.xScale, scaling, ...state.view.overlay.map(({ id, slot }) => `${id} ${slot}`)].join('|');
      if (!known || known.key !== key) known = { key, value: layout(width) };
      return known.value;
    }

    /** @param {Look} look @param {string} split */
    const lossStyle = (look, split) => ({
      stroke: split === 'train' ? look.train : split === 'test' ? look.test : look.ink, dash: split === 'train' ? [5, 3] : undefined });

    /** Rows of the legend, the losses first. @param {ReturnType<typeof layout>} at @param {Look} look */
    const entries = (at, look) => [
      ...losses.map(({ split, series }) => ({ label: `loss/${split}`, series, style: lossStyle(look, split), ends: [], digits: 3 })),
      ...at.shown.map((line) => {
        const own = !line.loss && scaling === 'own';
        const digits = own ? Format.digits(line.range.low, line.range.high) : 3;
        const { low, high } = line.range;
        const ends = own ? (Format.flat(low, high) ? [low] : [low, high]).map((end) => Format.number(end, digits)) : [];
        return { label: line.label, series: line.series, style: Measures.style(look, line.slot), ends, digits };
      }),
    ];

    /** Where a row of the legend is. @param {ReturnType<typeof layout>} at @param {number} i @param {number} width */
    const slot = (at, i, width) => ({ x: (i % at.columns) * (width / at.columns), y: at.legend + Math.floor(i / at.columns) * LINE });

    return {
      height: (width) => {
        const at = laidOut(width);
        return at.legend + at.rows * LINE;
      },
      stepAt: (x, y, width) => {
        const at = laidOut(width);
        return x < 20 || y > at.box.bottom + 30 ? null : at.time.indexAt(x);
      },

      still(scene) {
        const { surface, look } = scene;
        const at = laidOut(scene.width);
        if (at.usable) Axes.left(scene, Axes.powers(at.lossEnds[0], at.lossEnds[1], 8), at.lossY, at.left, at.right);
        Axes.title(scene, 0, 11, 'losses');
        if (at.others.length > 0) {
          const own = scaling === 'own';
          const ticks = own ? [{ at: at.box.top, label: 'largest' }, { at: at.box.bottom, label: 'smallest' }]
            : Axes.ticks(at.axis, at.axis.ticks(5)).map(({ value, label }) => ({ at: at.axis(value), label }));
          for (const tick of ticks) {
            surface.text(at.right + 7, tick.at, tick.label, { fill: look.muted, baseline: 'middle', size: 10.5 });
          }
          Axes.title(scene, scene.width, 11, own ? 'other measures, each over its own range' : 'other measures, one axis', 'end');
        }
        at.time.eventLines(scene, at.box.top, at.box.bottom);
        for (const { split, series } of losses) {
          const { xs, ys } = at.time.line(series, (v) => (v > 0 ? at.lossY(v) : v === 0 ? at.box.bottom : NaN));
          surface.line(xs, ys, { ...lossStyle(look, split), width: 1, opacity: 0.75 });
        }
        for (const line of at.shown) {
          const { xs, ys } = at.time.line(line.series, line.y);
          const { stroke, dash } = Measures.style(look, line.slot);
          surface.line(xs, ys, { stroke, dash, width: 2 });
        }
        at.time.axis(scene, at.box.bottom);
        entries(at, look).forEach((entry, i) => {
          const value = Math.max(70, ...entry.ends.map((end) => Lettering.width(end, { ...lettering, weight: 600 }) + 12));
          const room = scene.width / at.columns - 48 - value;
          const range = `${entry.label}  ${entry.ends.join(' to ')}${entry.ends.length === 1 ? ' throughout' : ''}`;
          const { x, y } = slot(at, i, scene.width);
          surface.segment(x, y, x + 24, y, { ...entry.style, width: 2 });
          const label = entry.ends.length > 0 && Lettering.width(range, lettering) < room ? range : entry.label;
          surface.text(x + 32, y, Measures.elide(label, room, lettering), { fill: look.ink, size: 12, baseline: 'middle' });
        });
      },

      moving(scene) {
        const { surface, look } = scene;
        const at = laidOut(scene.width);
        const x = at.time.marker(scene, [at.box]);
        for (const line of at.shown) {
          const y = line.y(line.series.at(state.index));
          if (Number.isFinite(y)) surface.circle(x, y, 4, { fill: Measures.style(look, line.slot).stroke, stroke: look.ground, width: 1.5 });
        }
        entries(at, look).forEach((entry, i) => {
          const place = slot(at, i, scene.width);
          surface.text(place.x + scene.width / at.columns - 16, place.y, Format.number(entry.series.at(state.index), entry.digits), {
            fill: look.ink, size: 12, weight: 600, anchor: 'end', baseline: 'middle' });
        });
      },

      hover(x, y, width) {
        const at = laidOut(width);
        if (x < at.left || x > at.right || y < at.box.top || y > at.box.bottom) return null;
        const index = at.time.indexAt(x);
        return { tip: [`step ${Format.step(run.steps[index])}`,
          ...entries(at, Theme.light).map((entry) => `${entry.label}  ${Format.number(entry.series.at(index), 4)}`)] };
      },

      alt: () => `At step ${Format.step(state.step)}: ${[...losses.map(({ series }) => series), ...lines().map(({ series }) => series)]
        .map((series) => `${series.id} ${Format.spoken(series.at(state.index))}`).join(', ')}.`,

      csv() {
        const all = [...losses.map(({ series }) => series), ...lines().map(({ series }) => series)];
        return [
          ['step', ...all.map(({ id }) => id)],
          ...run.steps.map((step, i) => [step, ...all.map((series) => Format.full(series.at(i), series.encoding))]),
        ];
      },

      options: [{
        label: 'measures that are no losses',
        choices: [['own', 'each over its own range'], ['shared', 'one axis']],
        value: () => scaling,
        choose: (value) => { scaling = value; },
      }],

      picks: {
        label: 'Choose measures',
        groups: [
          { name: 'Accuracy', items: items(run.scalars().filter(({ id }) => id.startsWith('accuracy/'))) },
          ...Measures.families(run).map(({ family, members }) => ({ name: family.title, items: items(members) })),
        ].filter((group) => group.items.length > 0),
        chosen: (id) => state.view.overlay.some((one) => one.id === id),
        toggle: (id) => state.toggleOverlay(id),
      },
    };
  },
});
