// @ts-check
Panels.add({
  id: 'loss',
  section: 'training',
  title: 'Loss and accuracy',
  how: 'A network that groks fits its training examples early, and those it has never seen much later: the solid line falls long after the dashed one. Move over the chart to choose a step for the whole page.',
  span: 'full',
  needs: [],
  absent({ run }) {
    if (![...run.measures.keys()].some((id) => /^(loss|accuracy)\/(train|test|all)$/.test(id))) {
      return 'the measures file has no losses and no accuracies';
    }
    return run.steps.length < 2 && run.metricSteps.length < 2
      ? 'it is about change over training, and this run has one checkpoint; its values stand at the top of the page' : undefined;
  },

  create({ run, state }) {
    const SPLITS = [
      { split: 'train', dash: [5, 3], width: 1.6 },
      { split: 'test', dash: undefined, width: 2 },
      { split: 'all', dash: undefined, width: 2 },
    ];

    /** Lines of a quantity; all pairs together only where there is no split. @param {string} quantity */
    function lines(quantity) {
      const there = SPLITS.filter(({ split }) => run.densest(`${quantity}/${split}`));
      const split = there.filter((line) => line.split !== 'all');
      return (split.length > 0 ? split : there).map((line) => ({
        ...line, series: /** @type {Series} */ (run.densest(`${quantity}/${line.split}`)), id: `${quantity}/${line.split}` }));
    }

    const phases = Phases.of(run);
    let yScale = 'log';
    const losses = lines('loss');
    const accuracies = lines('accuracy');

    /** @param {number} width */
    function layout(width) {
      const left = 44;
      const right = width - 46;
      // In little room, or close together, names of events take a row more.
      const rows = width < 650 || run.steps.length < 2 || run.reached().length > 3 ? 42 : 30;
      // And in very little, the title of the axis has one of its own.
      const labels = rows + (width > 560 || losses.length === 0 ? 0 : 14);
      const top = labels + 14 + Phases.height(phases);
      const lossHeight = losses.length ? Math.round(Math.max(150, Math.min(250, width * 0.36))) : 0;
      const gap = losses.length && accuracies.length ? 34 : 0;
      const accuracyHeight = accuracies.length ? 84 : 0;
      const accuracyTop = top + lossHeight + gap;
      return {
        time: new TimeAxis(state, left, right), left, right, labels,
        loss: { top, bottom: top + lossHeight },
        accuracy: { top: accuracyTop, bottom: accuracyTop + accuracyHeight },
        bottom: accuracyTop + accuracyHeight,
      };
    }

    /** Smallest and largest positive loss. */
    const range = (() => {
      let low = Infinity;
      let high = 0;
      for (const { series } of losses) {
        for (let i = 0; i < series.steps.length; i++) {
          const value = series.at(i);
          if (value > 0 && value < Infinity) {
            low = Math.min(low, value);
            high = Math.max(high, value);
          }
        }
      }
      return high === 0 ? [0.1, 1] : Axes.logEnds(low, high, 1.5);
    })();

    /** @param {ReturnType<typeof layout>} at */
    const lossScale = (at) => (yScale === 'log' ? d3.scaleLog(range, [at.loss.bottom, at.loss.top])
      : d3.scaleLinear([0, range[1] / 1.5], [at.loss.bottom, at.loss.top]).nice(5)).clamp(true);

    /** @param {ReturnType<typeof layout>} at */
    const accuracyScale = (at) => d3.scaleLinear([0, 1], [at.accuracy.bottom, at.accuracy.top]).clamp(true);

    /** @param {Look} look @param {string} split */
    const colour = (look, split) => (split === 'train' ? look.train : split === 'test' ? look.test : look.ink);

    /**
     * Lines with their names at the right end.
     *
     * @param {Scene} scene
     * @param {ReturnType<typeof layout>} at
     * @param {ReturnType<typeof lines>} which
     * @param {(value: number) => number} y
     * @param {{ top: number, bottom: number }} box
     */
    function draw(scene, at, which, y, box) {
      const { surface, look } = scene;
      for (const line of which) {
        const { xs, ys } = at.time.line(line.series, y);
        if (xs.length === 1) surface.circle(xs[0], ys[0], 3, { fill: colour(look, line.split) });
        else surface.line(xs, ys, { stroke: colour(look, line.split), width: line.width, dash: line.dash });
      }
      const labels = which.map((line) => {
        const last = y(line.series.lastFinite());
        return { y: Number.isFinite(last) ? last : box.top, line };
      });
      for (const label of Axes.dodge(labels, 13, box.top + 4, box.bottom - 4)) {
        surface.text(at.right + 7, label.y, label.line.split, {
          fill: colour(look, label.line.split), weight: 600, size: 12, baseline: 'middle' });
      }
    }

    /**
     * The phases, or where none were found the ground between memorising and generalising.
     *
     * @param {Scene} scene
     * @param {ReturnType<typeof layout>} at
     * @param {{ top: number, bottom: number }} box
     * @param {boolean} label
     */
    function ground(scene, at, box, label) {
      if (phases.length > 0) Phases.tint(scene, at.time, box, phases);
      else gap(scene, at, box, label);
    }

    /**
     * The ground between memorising and generalising.
     *
     * @param {Scene} scene
     * @param {ReturnType<typeof layout>} at
     * @param {{ top: number, bottom: number }} box
     * @param {boolean} label
     */
    function gap(scene, at, { top, bottom }, label) {
      const [memorised, generalised] = ['memorised', 'generalised'].map((name) => run.event(name)?.step);
      if (memorised === undefined || generalised === undefined || generalised <= memorised) return;
      const x = at.time.x(memorised);
      const width = at.time.x(generalised) - x;
      scene.surface.rect(x, top, width, bottom - top, { fill: scene.look.band });
      if (!label) return;
      const text = `memorised, not yet generalised: ${Format.step(generalised - memorised)} steps`;
      const style = { fill: scene.look.muted, size: 11.5 };
      // In the widest stretch that no other event's line crosses.
      const edges = [x, ...run.reached().map((event) => at.time.x(event.step)).filter((one) => one > x && one < x + width), x + width];
      const widest = d3.greatest(d3.pairs(edges), ([from, to]) => to - from);
      if (widest && Lettering.width(text, style) < widest[1] - widest[0] - 16) {
        scene.surface.text((widest[0] + widest[1]) / 2, (top + bottom) / 2, text, { ...style, anchor: 'middle', halo: scene.look.band });
      }
    }

    return {
      height: (width) => layout(width).bottom + 38,
      scrubOnHover: true,
      stepAt: (x, _y, width) => (x < 20 ? null : layout(width).time.indexAt(x)),

      still(scene) {
        const at = layout(scene.width);
        at.time.eventLabels(scene, at.labels);
        if (losses.length) {
          const y = lossScale(at);
          ground(scene, at, at.loss, true);
          if (phases.length > 0) Phases.bars(scene, at.time, at.loss.top - Phases.height(phases) - 4, phases);
          Axes.left(scene, yScale === 'log' ? Axes.powers(range[0], range[1], 8) : Axes.ticks(y, y.ticks(6)), y, at.left, at.right);
          at.time.eventLines(scene, at.loss.top - 8, at.loss.bottom);
          draw(scene, at, losses, (value) => (value > 0 ? y(value) : value === 0 ? at.loss.bottom : NaN), at.loss);
          Axes.title(scene, 0, 11, run.facts.find((fact) => fact.label === 'loss')?.value ?? 'cross-entropy');
        }
        if (accuracies.length) {
          const y = accuracyScale(at);
          ground(scene, at, at.accuracy, false);
          const ticks = [0, 0.5, 1].map((value) => ({ value, label: `${100 * value}\u2009%` }));
          Axes.left(scene, ticks, y, at.left, at.right);
          at.time.eventLines(scene, at.accuracy.top, at.accuracy.bottom);
          draw(scene, at, accuracies, y, at.accuracy);
          Axes.title(scene, at.left, at.accuracy.top - 9, 'accuracy');
        }
        at.time.axis(scene, at.bottom);
      },

      moving(scene) {
        const at = layout(scene.width);
        const x = at.time.marker(scene, [losses.length ? at.loss : [], accuracies.length ? at.accuracy : []].flat());
        /** @type {[ReturnType<typeof lines>, (value: number) => number][]} */
        const dots = [];
        if (losses.length) dots.push([losses, lossScale(at)]);
        if (accuracies.length) dots.push([accuracies, accuracyScale(at)]);
        for (const [which, y] of dots) {
          for (const line of which) {
            if (!run.has(line.id)) continue;
            const value = run.series(line.id).at(state.index);
            if (!Number.isFinite(value)) continue;
            scene.surface.circle(x, y(Math.max(value, 1e-300)), 4.5, {
              fill: colour(scene.look, line.split), stroke: scene.look.ground, width: 1.5 });
          }
        }
      },

      alt() {
        const values = [...losses, ...accuracies].filter((line) => run.has(line.id))
          .map((line) => `${line.id.replace('/', ' ')} ${Format.spoken(run.series(line.id).at(state.index))}`);
        return `Loss and accuracy over training. At step ${Format.step(state.step)}: ${values.join(', ')}.`;
      },

      csv() {
        const all = [...losses, ...accuracies];
        const dense = all.filter((line) => line.series.steps === run.metricSteps);
        const shown = dense.length > 0 ? dense : all;
        const steps = shown[0].series.steps;
        return [
          ['step', ...shown.map((line) => line.id)],
          ...steps.map((step, i) => [step, ...shown.map((line) => Format.full(line.series.at(i), line.series.encoding))]),
        ];
      },

      options: [{
        label: 'steps, in all charts',
        choices: [['linear', 'linear'], ['log', 'log']],
        value: () => state.view.xScale,
        choose: (value) => state.set({ xScale: value === 'log' ? 'log' : 'linear' }),
      }, {
        label: 'loss',
        choices: [['log', 'log'], ['linear', 'linear']],
        value: () => yScale,
        choose: (value) => { yScale = value; },
      }],
    };
  },
});
