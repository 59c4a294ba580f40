// @ts-check
Panels.add({
  id: 'norms',
  section: 'geometry',
  title: 'Weight norm and sparsity',
  how: 'The sum of squared weights, in total and for each matrix: weight decay pays for a smaller one, and clean-up ends the fall. The Gini coefficient of the Fourier norms is 0 when all frequencies weigh the same, and nears 1 when a few carry everything.',
  span: 'half',
  needs: [],
  absent: ({ run }) =>
    run.steps.length < 2 ? 'it is about change over training, and this run has one checkpoint'
      : run.has('weights/sum-of-squares') || run.has('gini/W_input') ? undefined
        : run.missing(['weights/sum-of-squares']),

  create({ run, state }) {
    const LEFT = 44;
    const TOP = 30;
    const MOST = 10;
    const TOTAL = 'weights/sum-of-squares';
    /** Palette entries by role, so that a matrix and its Gini coefficient look alike. */
    const ROLES = [[/W_E/, 0], [/W_in/, 1], [/W_out/, 2], [/W_U/, 3]];

    /** @param {string} id */
    const role = (id) => Number((ROLES.find(([pattern]) => /** @type {RegExp} */ (pattern).test(id)) || [0, 4])[1]);

    const ids = [...run.measures.keys()].filter((id) => id === TOTAL || id.startsWith(`${TOTAL}/`));

    /** The matrix, with its block where several have one of that name. @param {string} id */
    const label = (id) => {
      const name = (/** @type {string} */ one) => one.split('.').slice(-1)[0];
      const block = /blocks\.(\d+)\./.exec(id);
      return block && ids.filter((one) => name(one) === name(id)).length > 1 ? `${block[1]}.${name(id)}` : name(id);
    };

    const norms = ids.map((id) => ({ id, label: id === TOTAL ? 'total' : label(id.slice(TOTAL.length + 1)), series: run.series(id) }));
    /** As many as there is room to name: the total, and the largest at the end. */
    const largest = [...norms].sort((a, b) => b.series.at(run.steps.length - 1) - a.series.at(run.steps.length - 1)).slice(0, MOST);
    const shown = norms.filter((line) => largest.includes(line));
    const ginis = [...run.measures.keys()].filter((id) => id.startsWith('gini/'))
      .map((id) => ({ id, label: id.slice(5), series: run.series(id) }));
    const charts = [
      { title: 'sum of squared weights', lines: shown.length === 2 ? shown.filter((line) => line.id === TOTAL) : shown, height: 168 },
      { title: 'Gini coefficient of the Fourier norms', lines: ginis, height: 120 },
    ].filter((chart) => chart.lines.length > 0);
    const names = charts.flatMap((chart) => chart.lines.map((line) => line.label));
    const right = Math.max(...names.map((name) => Lettering.width(name, { fill: '', size: 12, weight: 600 }))) + 12;

    /** @param {number} width */
    function layout(width) {
      let top = TOP;
      const boxes = charts.map((chart) => {
        const box = { ...chart, top, bottom: top + chart.height };
        top = box.bottom + 40;
        const most = Math.max(...chart.lines.map((line) => line.series.largest()));
        return { ...box, y: d3.scaleLinear([0, most || 1], [box.bottom, box.top]).nice(4) };
      });
      const left = Axes.room(boxes.flatMap((box) => Axes.ticks(box.y, box.y.ticks(4))), LEFT);
      return { boxes, time: new TimeAxis(state, left, width - right), bottom: top - 40 };
    }

    /** @param {Look} look @param {string} id @param {boolean} text */
    const colour = (look, id, text) => (id === TOTAL ? look.ink : (text ? look.groupText : look.groups)[role(id)]);

    return {
      height: (width) => layout(width).bottom + 38,
      stepAt: (x, _y, width) => (x < LEFT - 12 ? null : layout(width).time.indexAt(x)),

      still(scene) {
        const at = layout(scene.width);
        for (const box of at.boxes) {
          Axes.title(scene, 0, box.top - 12, box.title);
          Axes.left(scene, Axes.ticks(box.y, box.y.ticks(4)), box.y, at.time.x0, at.time.x1);
          at.time.eventLines(scene, box.top, box.bottom);
          for (const line of box.lines) {
            const { xs, ys } = at.time.line(line.series, box.y);
            scene.surface.line(xs, ys, { stroke: colour(scene.look, line.id, false), width: line.id === TOTAL ? 2 : 1.6 });
          }
          const labels = box.lines.map((line) => ({ y: box.y(line.series.lastFinite()) ?? box.top, line }));
          for (const label of Axes.dodge(labels, 13, box.top, box.bottom)) {
            scene.surface.text(at.time.x1 + 8, label.y, label.line.label, {
              fill: colour(scene.look, label.line.id, true), weight: 600, size: 12, baseline: 'middle' });
          }
        }
        at.time.axis(scene, at.bottom);
      },

      moving(scene) {
        const at = layout(scene.width);
        const x = at.time.marker(scene, at.boxes);
        for (const box of at.boxes) {
          for (const line of box.lines) {
            scene.surface.circle(x, box.y(line.series.at(state.index)), 4, {
              fill: colour(scene.look, line.id, false), stroke: scene.look.ground, width: 1.5 });
          }
        }
      },

      hover(x, y, width) {
        const at = layout(width);
        const box = at.boxes.find((one) => y >= one.top - 6 && y <= one.bottom + 6);
        if (!box || x < LEFT || x > at.time.x1) return null;
        const index = at.time.indexAt(x);
        return { tip: [`step ${Format.step(run.steps[index])}`, ...box.lines.map((line) => `${line.label}  ${Format.number(line.series.at(index), 4)}`)] };
      },

      alt: () => `At step ${Format.step(state.step)}: ${charts.flatMap((chart) => chart.lines.map((line) => `${line.id} ${Format.spoken(line.series.at(state.index))}`)).join(', ')}.`,

      csv() {
        const lines = [...norms, ...ginis];
        return [
          ['step', ...lines.map((line) => line.id)],
          ...run.steps.map((step, i) => [step, ...lines.map((line) => Format.full(line.series.at(i), line.series.encoding))]),
        ];
      },
    };
  },
});
