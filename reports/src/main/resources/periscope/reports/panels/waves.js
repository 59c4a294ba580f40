// @ts-check
Panels.add({
  id: 'waves',
  section: 'frequencies',
  title: 'Neuron waves',
  how: 'Each line is one neuron’s input weight over the input numbers, grouped by the frequency that the neuron has at the end. Unrolled, number t stands at t × frequency mod p: a neuron that has learnt its frequency draws a single clean wave.',
  span: 'half',
  onlyIf: Kinds.operands,
  needs: ['W_input'],

  create({ run, state, neurons }) {
    const LEFT = 44;
    const RIGHT = 1;
    const HEAD = 24;
    const series = run.series('W_input');
    const [p, h] = series.shape;
    /** Room for the final waves and for nearly everything before; what is larger is cut at the row's edge. */
    const most = (() => {
      const final = series.largestAt(run.steps.length - 1);
      const some = d3.range(0, run.steps.length, Math.ceil(run.steps.length / 16));
      const peaks = some.map((i) => {
        const sizes = series.row(i).filter(Number.isFinite).map(Math.abs).sort();
        return sizes.length > 0 ? sizes[Math.floor(0.97 * sizes.length)] : 0;
      });
      return Math.max(1.25 * final, ...peaks) || 1;
    })();
    const rowHeight = neurons.rowHeight();
    let order = 'number';

    /**
     * Where each number stands along a group's axis.
     *
     * @param {Group} group
     */
    function places(group) {
      const k = group.frequency;
      const unrolled = order === 'unrolled' && k !== null && Arithmetic.inverse(k, p) !== null;
      return Array.from({ length: p }, (_, i) => (unrolled ? (i * Number(Arithmetic.inverse(Number(k), p))) % p : i));
    }

    /** @param {number} width */
    const x = (width) => d3.scaleLinear([0, p - 1], [LEFT, width - RIGHT]);

    /** @param {number} g */
    const y = (g) => d3.scaleLinear([-most, most], [g * rowHeight + rowHeight - 8, g * rowHeight + HEAD]);

    return {
      height: () => neurons.groups.length * rowHeight + 36,

      still(scene) {
        const { surface, look } = scene;
        neurons.groups.forEach((group, g) => {
          const scale = y(g);
          const end = d3.ticks(0, most, 2).filter((tick) => tick > 0).pop() || most;
          Axes.left(scene, Axes.ticks(d3.scaleLinear([-end, end], [0, 1]), [-end, 0, end]), scale, LEFT, scene.width - RIGHT);
          const count = group.members.length;
          surface.text(LEFT, g * rowHeight + 13, group.label, { fill: Neurons.textColour(look, group), weight: 600, size: 12.5 });
          const after = LEFT + Lettering.width(group.label, { fill: '', weight: 600, size: 12.5 }) + 7;
          surface.text(after, g * rowHeight + 13, `${count} neuron${count === 1 ? '' : 's'}`, { fill: look.muted, size: 11 });
        });
        const bottom = neurons.groups.length * rowHeight;
        const scale = x(scene.width);
        const ticks = Axes.whole(0, p - 1, Math.min(8, scene.width / 70)).map((value) => ({ value, label: String(value) }));
        Axes.bottom(scene, ticks, scale, bottom);
        surface.text(scene.width - RIGHT, bottom + 31, order === 'unrolled' ? 'input number × frequency mod p' : 'input number', { fill: look.muted, anchor: 'end' });
      },

      moving(scene) {
        const { surface, look } = scene;
        const row = series.row(state.index);
        const scale = x(scene.width);
        const xs = Array.from({ length: p }, (_, i) => scale(i));
        const chosen = state.neuron;
        neurons.groups.forEach((group, g) => {
          const vertical = y(g);
          const at = places(group);
          const several = group.members.length > 1 && group.members.includes(Number(chosen)) && chosen !== null;
          /** @param {number} neuron @param {Stroke} style */
          const wave = (neuron, style) => surface.line(xs, at.map((t) => vertical(row[t * h + neuron])), style);
          const [bottom, top] = vertical.range();
          const shown = group.members.some((neuron) => at.some((t) => Number.isFinite(row[t * h + neuron])));
          if (!shown) Axes.instead(scene, (LEFT + scene.width - RIGHT) / 2, (bottom + top) / 2);
          surface.clip(LEFT, top - 2, scene.width - LEFT, bottom - top + 4, () => {
            for (const neuron of group.members) {
              if (neuron === chosen) continue;
              // Wider lines take a browser without a graphics card four times as long.
              wave(neuron, { stroke: Neurons.colour(look, group), width: 1, opacity: several ? 0.28 : 0.85 });
            }
            if (chosen !== null && group.members.includes(chosen)) {
              wave(chosen, { stroke: look.ground, width: 5 });
              wave(chosen, { stroke: Neurons.textColour(look, group), width: 2.4 });
            }
          });
          if (state.token !== null) {
            const place = scale(at.indexOf(state.token));
            surface.segment(place, vertical(most), place, vertical(-most), { stroke: look.focus, opacity: 0.45 });
          }
        });
      },

      hover(px, py, width) {
        const g = Math.floor(py / rowHeight);
        const group = neurons.groups[g];
        if (!group || px < LEFT - 8) return null;
        const place = Math.max(0, Math.min(p - 1, Math.round(x(width).invert(px))));
        const t = places(group)[place];
        const row = series.row(state.index);
        const vertical = y(g);
        const nearest = d3.least(group.members, (neuron) => Math.abs(vertical(row[t * h + neuron]) - py));
        if (nearest === undefined || Math.abs(vertical(row[t * h + nearest]) - py) > 24) return null;
        return { neuron: nearest, token: t, tip: [Format.number(row[t * h + nearest], 4), `input number ${t}`, neurons.describe(nearest)] };
      },

      alt: () => `Input weights of ${neurons.count} neurons at step ${Format.step(state.step)}, in groups: ${Format.list(neurons.groups.map((g) => `${g.label} (${g.members.length})`))}.`,

      csv() {
        const row = series.row(state.index);
        return [
          ['step', 'number', ...neurons.display.map((neuron) => `neuron_${neuron}`)],
          ...Array.from({ length: p }, (_, t) => [
            state.step, t, ...neurons.display.map((neuron) => Format.full(row[t * h + neuron], series.encoding))]),
        ];
      },

      options: neurons.tuned.length === 0 ? [] : [{
        label: 'numbers',
        choices: [['number', 'in order'], ['unrolled', 'unrolled']],
        value: () => order,
        choose: (value) => { order = value; },
      }],
    };
  },
});
