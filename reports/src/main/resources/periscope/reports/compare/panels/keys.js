// @ts-check
ComparePanels.add({
  id: 'keys',
  section: 'outcomes',
  title: 'Key frequencies',
  how: 'A row is a run, a dot one of its key frequencies, its area how many neurons have it; the bars above count the runs that chose each. Seeds of one set-up usually agree in how many keys they need, and not in which.',
  span: 'full',
  needs: [],
  absent: ({ run }) => (run.readable.some((one) => one.keys.length > 0) ? undefined : 'no run has key frequencies'),

  create({ run, state }) {
    const BARS = 46;
    const TOP = 14;
    const last = Number(d3.max(run.readable, (one) => d3.max(one.keys, (key) => key.frequency)));
    const most = Math.max(1, Number(d3.max(run.readable, (one) => d3.max(one.keys, (key) => key.neurons))));
    const counts = d3.range(last + 1).map((k) => run.readable.filter((one) => one.keys.some((key) => key.frequency === k)).length);
    const known = (/** @type {StudyRun} */ one) => 'keys/count' in one.values;

    /** @param {number} width */
    function layout(width) {
      const rows = state.groups.flatMap((group) => group.runs.map((one) => ({ run: one, group })));
      const height = Math.max(2, Math.min(20, 640 / rows.length));
      const named = height >= 11;
      const left = named ? Math.min(width * 0.3, 16 + Number(d3.max(rows, (row) => Lettering.width(CompareChart.short(row.run.label), { fill: '', size: 11 })))) : 40;
      const right = width - 74;
      const x = d3.scaleLinear([0.5, last + 0.5], [left, right]);
      const top = TOP + BARS + 8;
      return { rows, height, named, left, right, x, top, bottom: top + rows.length * height, y: (/** @type {number} */ i) => top + (i + 0.5) * height };
    }

    /** Area stands for neurons. @param {ReturnType<typeof layout>} at @param {number} neurons */
    const radius = (at, neurons) => Math.max(1.2, Math.sqrt(Math.max(1, neurons) / most) * Math.max(2, Math.min(at.height * 0.62, (at.x(2) - at.x(1)) * 0.8, 9)));

    /** Cuts labels to a width. @param {number} width */
    const clip = (width) => (/** @type {string} */ text) => {
      let cut = text;
      // The end tells seeds apart.
      while (cut.length > 3 && Lettering.width(cut, { fill: '', size: 11 }) > width) cut = `…${cut.slice(2)}`;
      return cut;
    };

    return {
      height: (width) => layout(width).bottom + 36,

      still(scene) {
        const { surface, look } = scene;
        const at = layout(scene.width);
        const tallest = Math.max(...counts, 1);
        const wide = Math.max(1, Math.min(14, at.x(2) - at.x(1) - 1));
        counts.forEach((count, k) => {
          if (count === 0) return;
          const height = (count / tallest) * BARS;
          surface.rect(at.x(k) - wide / 2, TOP + BARS - height, wide, height, { fill: look.muted, opacity: 0.55 });
          if (at.x(2) - at.x(1) > 13) surface.text(at.x(k), TOP + BARS - height - 3, String(count), { fill: look.muted, size: 10, anchor: 'middle' });
        });
        surface.text(0, TOP + BARS, 'runs', { fill: look.muted });
        surface.text(scene.width, TOP + BARS, 'keys', { fill: look.muted, anchor: 'end' });
        const cut = clip(at.left - 10);
        at.rows.forEach((row, i) => {
          const y = at.y(i);
          const colour = state.colour(look, row.group);
          if (at.named) {
            surface.segment(at.left, y, at.right, y, { stroke: look.rule });
            surface.text(at.left - 8, y, cut(CompareChart.short(row.run.label)), { fill: look.muted, anchor: 'end', baseline: 'middle' });
            surface.text(scene.width, y, known(row.run) ? String(row.run.keys.length) : '–', { fill: look.ink, anchor: 'end', baseline: 'middle' });
          }
          for (const key of row.run.keys) surface.circle(at.x(key.frequency), y, radius(at, key.neurons), { fill: colour });
        });
        const every = Math.max(1, Math.ceil(24 / (at.x(2) - at.x(1))));
        Axes.bottom(scene, d3.range(1, last + 1, every).map((k) => ({ value: k, label: String(k) })), (k) => at.x(k), at.bottom + 2);
        surface.text(at.right, at.bottom + 32, 'frequency', { fill: look.muted, anchor: 'end' });
      },

      moving(scene) {
        const at = layout(scene.width);
        const i = at.rows.findIndex((row) => row.run === state.highlighted);
        if (i < 0) return;
        scene.surface.rect(at.left, at.y(i) - at.height / 2, at.right - at.left, at.height, { stroke: scene.look.focus, width: 1.5 });
      },

      hover(x, y, width) {
        const at = layout(width);
        const row = at.rows[Math.floor((y - at.top) / at.height)];
        if (!row || y < at.top || y > at.bottom) {
          const k = Math.round(at.x.invert(x));
          return y < at.top && counts[k] > 0 ? { tip: [`frequency ${k}`, `a key of ${counts[k]} of ${run.readable.length} runs`] } : null;
        }
        const keys = row.run.keys.map((key) => `${key.frequency} (${key.neurons})`);
        return { run: row.run, tip: [
          CompareChart.short(row.run.label), keys.length > 0 ? `keys, with neurons: ${keys.join(', ')}` : known(row.run) ? 'no key frequencies' : 'keys do not apply'] };
      },

      alt: () => `Key frequencies of ${run.readable.length} runs; most often ${counts.map((count, k) => ({ count, k })).filter(({ count }) => count > 0)
        .sort((a, b) => b.count - a.count).slice(0, 5).map(({ count, k }) => `${k} in ${count}`).join(', ')}.`,

      csv: () => [
        ['run', 'group', 'keys', 'frequency', 'neurons'],
        ...layout(960).rows.flatMap((row) => row.run.keys.map((key) => [row.run.label, row.group.label, row.run.keys.length, key.frequency, key.neurons])),
      ],
    };
  },
});
