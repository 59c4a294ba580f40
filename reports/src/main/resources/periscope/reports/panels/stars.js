// @ts-check
Panels.add({
  id: 'stars',
  section: 'frequencies',
  title: 'Stars',
  how: 'Each point is a neuron, at the cosine and sine part of its weights at its group’s frequency; a line joins the neurons of a group in order of their final phase, in both planes. Where neurons are evenly spaced the input is a polygon, and the output turns twice as fast, a pentagon and a pentagram; hollow points are beyond the axes.',
  span: 'half',
  onlyIf: Kinds.operands,
  needs: ['W_input/final-plane', 'W_output/final-plane', 'neurons/order'],
  absent({ run, neurons }) {
    if (neurons.tuned.length > 0) return undefined;
    return run.broken(run.steps.length - 1) ? 'weights of the last checkpoint are NaN or infinite, so neurons have no frequency'
      : 'no two neurons share a frequency at the final checkpoint, and none is at a key frequency';
  },

  create({ run, state, neurons }) {
    const rowHeight = neurons.rowHeight();
    const planes = [
      { label: 'input plane', series: run.series('W_input/final-plane') },
      { label: 'output plane', series: run.series('W_output/final-plane') },
    ];

    const last = run.steps.length - 1;
    let axes = 'final';

    /** Largest radius of a group in a plane from one step to the last. @param {number} first */
    const largest = (first) => planes.map(({ series }) =>
      neurons.tuned.map((group) => {
        let most = 0;
        for (let i = first; i <= last; i++) {
          for (const n of group.members) {
            const r = Math.hypot(series.at(i, 2 * n), series.at(i, 2 * n + 1));
            if (r > most && r < Infinity) most = r;
          }
        }
        return most;
      }));

    /** Where the axes end: the same at every step, so that nothing but the neurons moves. */
    const radii = { final: largest(last).map((plane) => plane.map((most) => 1.15 * most)), run: largest(0) };
    const radius = (/** @type {number} */ plane, /** @type {number} */ g) => (axes === 'final' && radii.final[plane][g]) || radii.run[plane][g] || 1;

    /** @param {number} width @param {number} plane @param {number} g */
    function place(width, plane, g) {
      const left = 16;
      const column = (width - left) / 2;
      const size = Math.min(column / 2 - 26, rowHeight / 2 - 14);
      return { x: left + column * (plane + 0.5), y: g * rowHeight + rowHeight / 2 + 8, radius: size, unit: size / (radius(plane, g) * 1.06) };
    }

    /** A group's neurons in a plane; those beyond the axes stand where they cross their end. @param {number} width @param {number} plane @param {number} g */
    function points(width, plane, g) {
      const at = place(width, plane, g);
      const { series } = planes[plane];
      const members = neurons.tuned[g].members;
      const pulls = members.map((n) =>
        Math.min(1, radius(plane, g) / Math.hypot(series.at(state.index, 2 * n), series.at(state.index, 2 * n + 1))));
      return {
        at, members,
        beyond: pulls.map((pull) => pull < 0.999),
        xs: members.map((n, i) => at.x + at.unit * pulls[i] * series.at(state.index, 2 * n)),
        ys: members.map((n, i) => at.y - at.unit * pulls[i] * series.at(state.index, 2 * n + 1)),
      };
    }

    /** A round number near the ring's radius. @param {number} most */
    const round = (most) => d3.ticks(0, most, 3).filter((tick) => tick > 0 && tick <= most).pop() || most;

    return {
      height: () => neurons.tuned.length * rowHeight + 36,

      still(scene) {
        const { surface, look } = scene;
        neurons.tuned.forEach((group, g) => {
          surface.text(0, g * rowHeight + 13, group.label, { fill: Neurons.textColour(look, group), weight: 600, size: 12.5 });
          planes.forEach((_plane, plane) => {
            const at = place(scene.width, plane, g);
            const ring = round(radius(plane, g));
            const r = ring * at.unit;
            surface.segment(at.x - at.radius, at.y, at.x + at.radius, at.y, { stroke: look.rule });
            surface.segment(at.x, at.y - at.radius, at.x, at.y + at.radius, { stroke: look.rule });
            surface.circle(at.x, at.y, r, { stroke: look.rule });
            surface.text(at.x + at.radius + 4, at.y - 4, Format.number(ring, 2), { fill: look.muted, size: 10 });
            if (g === 0) {
              surface.text(at.x + at.radius + 4, at.y + 9, 'cos', { fill: look.muted, size: 10 });
              surface.text(at.x + 4, at.y - at.radius + 2, 'sin', { fill: look.muted, size: 10 });
            }
          });
        });
        const bottom = neurons.tuned.length * rowHeight;
        planes.forEach(({ label }, plane) => {
          surface.text(place(scene.width, plane, 0).x, bottom + 26, label, { fill: look.ink, anchor: 'middle', size: 12, weight: 600 });
        });
      },

      moving(scene) {
        const { surface, look } = scene;
        neurons.tuned.forEach((group, g) => {
          const colour = Neurons.colour(look, group);
          planes.forEach((_plane, plane) => {
            const { at, xs, ys, members, beyond } = points(scene.width, plane, g);
            if (!xs.some(Number.isFinite)) Axes.instead(scene, at.x, at.y, 'not a number');
            if (members.length > 1) surface.line(xs, ys, { stroke: colour, width: 1.4, opacity: 0.75 }, members.length > 2);
            members.forEach((neuron, i) => {
              const chosen = neuron === state.neuron;
              surface.circle(xs[i], ys[i], chosen ? 6.5 : 4, {
                fill: beyond[i] ? look.ground : colour,
                stroke: chosen ? look.focus : beyond[i] ? colour : look.ground,
                width: chosen ? 2 : beyond[i] ? 1.5 : 1 });
            });
          });
        });
      },

      hover(px, py, width) {
        /** @type {Hover|null} */
        let best = null;
        let nearest = 14;
        neurons.tuned.forEach((_group, g) => planes.forEach(({ label, series }, plane) => {
          const { xs, ys, members } = points(width, plane, g);
          members.forEach((neuron, i) => {
            const distance = Math.hypot(xs[i] - px, ys[i] - py);
            if (distance >= nearest) return;
            nearest = distance;
            const [c, s] = [0, 1].map((k) => Format.number(series.at(state.index, 2 * neuron + k), 3));
            best = { neuron, tip: [`cos ${c}, sin ${s}`, label, neurons.describe(neuron)] };
          });
        }));
        return best;
      },

      alt: () => `Input and output planes at step ${Format.step(state.step)}: ${Format.list(neurons.tuned.map((g) => `${g.label} with ${g.members.length} neurons`))}.`,

      csv: () => [
        ['step', 'neuron', 'final_frequency', 'final_phase', 'input_cos', 'input_sin', 'output_cos', 'output_sin'],
        ...neurons.tuned.flatMap((group) => group.members.map((n) => [
          state.step, n, Number(group.frequency), neurons.phase ? neurons.phase[n] : '',
          ...planes.flatMap(({ series }) => [0, 1].map((k) => Format.full(series.at(state.index, 2 * n + k), series.encoding)))])),
      ],

      options: last === 0 ? [] : [{
        label: 'axes',
        choices: [['final', 'final step'], ['run', 'whole run']],
        value: () => axes,
        choose: (value) => { axes = value; },
      }],
    };
  },
});
