// @ts-check
ComparePanels.add({
  id: 'distribution',
  section: 'outcomes',
  title: 'When it happens',
  how: 'Each dot is a run, at the step of the event; bars count them, the thick mark is the median and the thin line joins the quartiles. Runs that never got there are counted at the right.',
  span: 'half',
  needs: [],
  absent: ({ run }) => (run.events.length > 0 ? undefined : 'no run has events'),

  create({ run, state }) {
    const LEFT = 12;
    const ROW = 92;
    const TOP = 8;
    const BINS = 24;
    const usual = ['events/generalised', 'events/half', 'events/memorised'];
    const reached = (/** @type {string} */ id) => run.readable.some((one) => !Number.isNaN(run.value(one, id)));
    let event = [...usual, ...run.events].find((id) => run.events.includes(id) && reached(id)) || run.events[0];

    /** @param {RunGroup} group */
    const steps = (group) => group.runs.map((one) => ({ run: one, step: run.value(one, event) })).filter(({ step }) => !Number.isNaN(step))
      .sort((a, b) => a.step - b.step);

    /** @param {number} width */
    function layout(width) {
      const all = state.groups.flatMap((group) => steps(group).map(({ step }) => step));
      const log = state.view.xScale === 'log';
      const positive = all.filter((step) => step > 0);
      const [low, high] = [Number(d3.min(log ? positive : all) ?? 1), Number(d3.max(all) ?? 10)];
      const right = width - 84;
      const x = log
        ? d3.scaleLog([Math.max(1, low / 1.2), Math.max(high * 1.2, 2)], [LEFT, right]).clamp(true)
        : d3.scaleLinear([Math.min(0, low), Math.max(high * 1.05, 1)], [LEFT, right]);
      const edges = d3.range(0, BINS + 1).map((i) => LEFT + (i * (right - LEFT)) / BINS);
      const rows = state.groups.map((group, i) => {
        const members = steps(group);
        const counts = d3.range(BINS).map((b) => members.filter(({ step }) => Math.min(BINS - 1, Math.floor((x(step) - LEFT) / (edges[1] - edges[0]))) === b).length);
        return { group, members, counts, top: TOP + i * ROW, base: TOP + i * ROW + 58, spread: Statistics.spread(members.map(({ step }) => step)) };
      });
      const most = Math.max(1, ...rows.flatMap((row) => row.counts));
      return { x, edges, rows, most, right, bottom: TOP + rows.length * ROW, log };
    }

    /** Dots, stacked downwards where they would touch. @param {ReturnType<typeof layout>} at @param {ReturnType<typeof layout>['rows'][number]} row */
    function dots(at, row) {
      /** @type {number[]} last position in each level */
      const levels = [];
      return row.members.map(({ run: one, step }) => {
        const x = at.x(step);
        let level = levels.findIndex((last) => x - last >= 8);
        if (level < 0) level = levels.length < 3 ? levels.length : d3.leastIndex(levels) ?? 0;
        levels[level] = x;
        return { run: one, step, x, y: row.base + 7 + 7 * level };
      });
    }

    return {
      height: (width) => layout(width).bottom + 34,
      options: [{
        label: 'event',
        menu: run.events.length > 3,
        choices: run.events.map((id) => [id, id.slice(7).replaceAll('-', ' ')]),
        value: () => event,
        choose: (value) => { event = value; },
      }],

      still(scene) {
        const { surface, look } = scene;
        const at = layout(scene.width);
        for (const row of at.rows) {
          const colour = state.colour(look, row.group);
          row.counts.forEach((count, b) => {
            if (count === 0) return;
            const height = (count / at.most) * 34;
            surface.rect(at.edges[b] + 0.5, row.base - height, at.edges[b + 1] - at.edges[b] - 1, height, { fill: colour, opacity: 0.3 });
          });
          surface.segment(LEFT, row.base + 0.5, at.right, row.base + 0.5, { stroke: look.faint });
          if (row.spread.n > 0) {
            const [lower, median, upper] = [row.spread.lower, row.spread.median, row.spread.upper].map(at.x);
            surface.segment(lower, row.base, upper, row.base, { stroke: look.ink, width: 1.5 });
            surface.segment(median, row.base - 7, median, row.base + 5, { stroke: look.ink, width: 3 });
          }
          dots(at, row).forEach(({ x, y }) => surface.circle(x, y, 3.5, { fill: colour, stroke: look.ground, width: 0.75 }));
          if (state.groups.length > 1) {
            surface.text(LEFT, row.top + 12, CompareChart.short(row.group.label), { fill: state.textColour(look, row.group), weight: 600, size: 11.5, halo: look.ground });
          }
          const never = row.group.runs.length - row.members.length;
          surface.text(at.right + 10, row.base - 6, `${row.members.length} of ${row.group.runs.length}`, { fill: look.ink, weight: 600, size: 12 });
          surface.text(at.right + 10, row.base + 9, never === 0 ? 'none missing' : `${never} never`, { fill: look.muted });
        }
        const ticks = at.log ? Axes.powers(at.x.domain()[0], at.x.domain()[1], 6) : at.x.ticks(5).filter(Number.isInteger).map((value) => ({ value, label: Format.shortStep(value) }));
        Axes.bottom(scene, ticks, (value) => at.x(value), at.bottom - 6);
        surface.text(at.right, at.bottom + 26, `step ${event.slice(7).replaceAll('-', ' ')}`, { fill: look.muted, anchor: 'end' });
      },

      moving(scene) {
        const at = layout(scene.width);
        const one = state.highlighted;
        const row = one && at.rows.find(({ group }) => group.runs.includes(one));
        const dot = row && dots(at, row).find((each) => each.run === one);
        if (dot) scene.surface.circle(dot.x, dot.y, 6, { stroke: scene.look.focus, width: 2 });
      },

      hover(x, y, width) {
        const at = layout(width);
        const near = d3.least(at.rows.flatMap((row) => dots(at, row)), (dot) => Math.hypot(dot.x - x, dot.y - y));
        if (!near || Math.hypot(near.x - x, near.y - y) > 12) return null;
        return { run: near.run, tip: [CompareChart.short(near.run.label), `${event.slice(7).replaceAll('-', ' ')} at step ${Format.step(near.step)}`] };
      },

      alt: () => `${event.slice(7)}: ${layout(600).rows.map((row) => `${row.group.label}: ${row.members.length} of ${row.group.runs.length} runs`
        + (row.spread.n > 0 ? `, median step ${Format.step(Math.round(row.spread.median))}` : '')).join('; ')}.`,

      csv: () => [
        ['run', 'group', 'event', 'step'],
        ...state.groups.flatMap((group) => group.runs.map((one) => {
          const step = run.value(one, event);
          return [one.label, group.label, event, Number.isNaN(step) ? '' : step];
        })),
      ],
    };
  },
});
