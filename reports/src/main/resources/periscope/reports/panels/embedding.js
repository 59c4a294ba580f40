// @ts-check
Panels.add({
  id: 'embedding',
  section: 'geometry',
  title: 'Embedding on its final axes',
  how: 'The embedding of every number, projected on the principal axes of the final checkpoint at every step, so that you see the final picture form. By frequency, a line joins numbers that are one turn apart at the frequency strongest in that plane: a clean ring is a circle that the network has learnt.',
  span: 'half',
  needs: ['pca/final-axes'],

  create({ run, state, neurons }) {
    const series = run.series('pca/final-axes');
    const [p, axes] = series.shape;
    const explained = run.has('pca/final-axes/explained') ? run.series('pca/final-axes/explained') : undefined;
    const planes = axes >= 4 ? [[0, 1], [2, 3]] : axes >= 2 ? [[0, 1]] : [];
    const last = run.steps.length - 1;
    /** Above the planes: one line of text, two where both do not fit beside each other. @param {number} width */
    const top = (width) => (width < 480 ? 38 : 22);
    let joined = 'frequency';

    /** The same half width for all planes and steps. */
    const most = series.largest() || 1;

    /** The frequency that carries most of a plane at the end, and the number that it takes around by one p-th. */
    const strongest = planes.map((plane) => {
      const energies = plane.map((axis) =>
        Arithmetic.spectrum(Float64Array.from({ length: p }, (_, t) => series.at(last, t * axes + axis))));
      const sums = energies[0].map((share, k) => share + energies[1][k]);
      const k = sums.indexOf(Math.max(...sums)) + 1;
      return { k, share: sums[k - 1] / 2, stride: Arithmetic.inverse(k, p) };
    });

    /** @param {number} width @param {number} plane */
    function place(width, plane) {
      const size = planes.length === 1 ? Math.min(width, 380) : (width - 20 * (planes.length - 1)) / planes.length;
      const half = size / 2;
      const left = plane * (size + 20);
      return { left, size, top: top(width), x: left + half, y: top(width) + half, unit: (half - 10) / most };
    }

    /** @param {number} width @param {number} plane @param {number} index */
    function points(width, plane, index) {
      const at = place(width, plane);
      const [a, b] = planes[plane];
      return {
        at,
        xs: Array.from({ length: p }, (_, t) => at.x + at.unit * series.at(index, t * axes + a)),
        ys: Array.from({ length: p }, (_, t) => at.y - at.unit * series.at(index, t * axes + b)),
      };
    }

    /** How far apart joined numbers are; 0 for no line. @param {number} plane */
    function stride(plane) {
      if (joined === 'none') return 0;
      return joined === 'next' ? 1 : strongest[plane].stride || 0;
    }

    /** The way of one number over the whole run. @param {Scene} scene @param {number} plane @param {number} t */
    function trail(scene, plane, t) {
      const at = place(scene.width, plane);
      const [a, b] = planes[plane];
      scene.surface.line(
        run.steps.map((_, i) => at.x + at.unit * series.at(i, t * axes + a)),
        run.steps.map((_, i) => at.y - at.unit * series.at(i, t * axes + b)),
        { stroke: scene.look.focus, width: 1.25, opacity: 0.6 });
    }

    /** @param {number} t */
    const colour = (t) => Theme.css(Theme.magnitudeTable(), p > 1 ? t / (p - 1) : 0);

    return {
      height: (width) => (planes.length ? top(width) + place(width, 0).size + 30 : 0),

      still(scene) {
        const { surface, look } = scene;
        planes.forEach(([a, b], plane) => {
          const at = place(scene.width, plane);
          surface.rect(at.left + 0.5, at.top + 0.5, at.size - 1, at.size - 1, { stroke: look.rule });
          surface.segment(at.x, at.top, at.x, at.top + at.size, { stroke: look.rule });
          surface.segment(at.left, at.y, at.left + at.size, at.y, { stroke: look.rule });
          surface.text(at.left + at.size - 6, at.top + at.size - 7, `PC ${a + 1} →`, { fill: look.muted, anchor: 'end' });
          surface.text(at.left + 6, at.top + 15, `↑ PC ${b + 1}`, { fill: look.muted });
        });
        const y = top(scene.width) + place(scene.width, 0).size + 16;
        const left = Lettering.width('number 0', { fill: '', size: 10.5 }) + 6;
        Axes.colourBar(scene, left, y, 120, Theme.magnitudeTable(), [{ at: 0, label: 'number 0' }, { at: 1, label: String(p - 1) }]);
      },

      moving(scene) {
        const { surface, look } = scene;
        planes.forEach((plane, i) => {
          const { at, xs, ys } = points(scene.width, i, state.index);
          const s = stride(i);
          const shown = explained ? Format.percent(plane.reduce((sum, axis) => sum + explained.at(state.index, axis), 0)) : '';
          const along = joined === 'frequency' && s > 0 ? `frequency ${strongest[i].k}: t to t + ${s}` : '';
          if (shown) surface.text(at.left, 13, `${shown} of variance`, { fill: look.muted });
          if (along) {
            const group = neurons.ofFrequency(strongest[i].k);
            const beside = at.top < 30;
            surface.text(beside ? at.left + at.size : at.left, at.top - 9, along, {
              fill: group ? Neurons.textColour(look, group) : look.muted, anchor: beside ? 'end' : 'start', weight: 600 });
          }
          if (s > 0) {
            for (let t = 0; t < p; t++) {
              const next = (t + s) % p;
              surface.segment(xs[t], ys[t], xs[next], ys[next], { stroke: look.faint, opacity: 0.7 });
            }
          }
          if (state.token !== null && state.token < p) trail(scene, i, state.token);
          for (let t = 0; t < p; t++) {
            const chosen = t === state.token;
            surface.circle(xs[t], ys[t], chosen ? 6.5 : at.size < 220 ? 3 : 4, { fill: colour(t), stroke: chosen ? look.focus : look.ground, width: chosen ? 2 : 0.75 });
          }
          if (state.token !== null && state.token < p) {
            surface.text(xs[state.token] + 9, ys[state.token] - 7, String(state.token), {
              fill: look.ink, weight: 600, size: 12, halo: look.ground });
          }
        });
      },

      hover(px, py, width) {
        /** @type {Hover|null} */
        let best = null;
        let nearest = 14;
        planes.forEach((_plane, i) => {
          const { xs, ys } = points(width, i, state.index);
          for (let t = 0; t < p; t++) {
            const distance = Math.hypot(xs[t] - px, ys[t] - py);
            if (distance >= nearest) continue;
            nearest = distance;
            best = { token: t, tip: [`number ${t}`, 'the thin line is its way over the run'] };
          }
        });
        return best;
      },

      alt: () => `Embedding of ${p} numbers on ${axes} principal axes of the final checkpoint, at step ${Format.step(state.step)}.`,

      csv: () => [
        ['step', 'number', ...d3.range(axes).map((axis) => `pc${axis + 1}`)],
        ...d3.range(p).map((t) => [
          state.step, t, ...d3.range(axes).map((axis) => Format.full(series.at(state.index, t * axes + axis), series.encoding))]),
      ],

      options: [{
        label: 'lines',
        choices: [['frequency', 'by frequency'], ['next', 't to t + 1'], ['none', 'none']],
        value: () => joined,
        choose: (value) => { joined = value; },
      }],
    };
  },
});
