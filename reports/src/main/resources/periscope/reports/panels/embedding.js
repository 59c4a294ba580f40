// @ts-check
/**
 * Where the points stand on either kind of axes.
 *
 * @param {Run} run
 * @param {boolean} own
 */
function embeddingPoints(run, own) {
  const series = run.series(own ? 'pca/own-axes' : 'pca/final-axes');
  const [p, axes] = series.shape;
  const explained = own ? 'pca/explained' : 'pca/final-axes/explained';
  const shares = run.has(explained) ? run.series(explained) : undefined;
  const circularity = own ? 'circularity' : 'circularity/final-axes';
  const aligned = own ? Geometry.align(series) : undefined;
  const straight = d3.range(axes).map((axis) => ({ axis, sign: 1 }));

  /** @param {number} index */
  const placed = (index) => (aligned ? aligned[series.every > 1 ? Math.min(run.steps.length - 1, index) : index] : straight);

  return {
    series, p, axes,
    /** The same half width for all planes and steps. */
    most: series.largest() || 1,
    /** @param {number} index @param {number} t @param {number} place */
    at(index, t, place) {
      const { axis, sign } = placed(index)[place];
      return sign * series.at(index, t * axes + axis);
    },
    /** Which component stands at a place. @param {number} index @param {number} place */
    component: (index, place) => placed(index)[place].axis,
    /** @param {number} index @param {number[]} plane */
    share: (index, plane) => (shares ? plane.reduce((sum, place) => sum + shares.at(index, placed(index)[place].axis), 0) : NaN),
    /** @param {number} index */
    circularity: (index) => (run.has(circularity) ? run.series(circularity).at(index) : NaN),
  };
}

Panels.add({
  id: 'embedding',
  section: 'geometry',
  title: 'Embedding on its principal axes',
  how: 'The embedding of every number, projected on the principal axes of the final checkpoint, so that you see the final picture form, or on each checkpoint’s own. By frequency, a line joins numbers that are one turn apart at the frequency strongest in that plane: a clean ring is a circle that the network has learnt.',
  span: 'half',
  onlyIf: Kinds.symbols,
  needs: ['pca/final-axes'],
  absent: ({ run }) => (run.series('pca/final-axes').shape[1] < 2 ? 'the points have one principal axis, and a picture needs two' : undefined),

  create({ run, state, neurons }) {
    const TRAIL = 24;
    const kinds = { final: embeddingPoints(run, false), own: /** @type {ReturnType<typeof embeddingPoints> | undefined} */ (undefined) };
    let shown = kinds.final;
    const { p, axes } = shown;
    const planes = axes >= 4 ? [[0, 1], [2, 3]] : axes >= 2 ? [[0, 1]] : [];
    const last = run.steps.length - 1;
    const modular = Geometry.modular(run);
    const noun = Geometry.noun(run);
    const keys = modular ? [...new Set([...neurons.keys, ...neurons.tuned.map((group) => Number(group.frequency))])].sort(d3.ascending).slice(0, 8) : [];
    /** Above the planes: one line of text, two where both do not fit beside each other. @param {number} width */
    const top = (width) => (width < 480 ? 38 : 22);
    let joined = modular ? 'frequency' : 'none';
    let coloured = 'number';
    let trails = 'pointed';

    /** The frequency that carries most of a plane at the end, and the number that it takes around by one p-th. */
    const strongest = modular ? planes.map((plane) => {
      const energies = plane.map((place) =>
        Arithmetic.spectrum(Float64Array.from({ length: p }, (_, t) => kinds.final.at(last, t, place))));
      const sums = energies[0].map((share, k) => share + energies[1][k]);
      const k = sums.indexOf(Math.max(...sums)) + 1;
      return { k, stride: Arithmetic.inverse(k, p) || 0 };
    }) : [];

    /** @param {number} width @param {number} plane */
    function place(width, plane) {
      const size = planes.length === 1 ? Math.min(width, 380) : (width - 20 * (planes.length - 1)) / planes.length;
      const half = size / 2;
      const left = plane * (size + 20);
      return { left, size, top: top(width), x: left + half, y: top(width) + half, unit: (half - 10) / shown.most };
    }

    /** @param {number} width @param {number} plane @param {number} index */
    function points(width, plane, index) {
      const at = place(width, plane);
      const [a, b] = planes[plane];
      return {
        at,
        xs: Array.from({ length: p }, (_, t) => at.x + at.unit * shown.at(index, t, a)),
        ys: Array.from({ length: p }, (_, t) => at.y - at.unit * shown.at(index, t, b)),
      };
    }

    /** How far apart joined numbers are; 0 for no line. @param {number} plane */
    function stride(plane) {
      if (joined === 'none') return 0;
      return joined === 'next' ? 1 : strongest[plane].stride;
    }

    /** The ways of some numbers between two checkpoints, as one line with gaps. @param {ReturnType<typeof place>} at @param {number} plane @param {number[]} tokens @param {number} from @param {number} to */
    function ways(at, plane, tokens, from, to) {
      const [a, b] = planes[plane];
      /** @type {number[]} */
      const xs = [];
      /** @type {number[]} */
      const ys = [];
      for (const t of tokens) {
        for (let i = from; i <= to; i++) {
          xs.push(at.x + at.unit * shown.at(i, t, a));
          ys.push(at.y - at.unit * shown.at(i, t, b));
        }
        xs.push(NaN);
        ys.push(NaN);
      }
      return { xs, ys };
    }

    /** Colour of a number, by its own place or by that of k·a. */
    function colours() {
      const factor = coloured === 'number' ? 1 : Number(coloured);
      const words = Theme.magnitudeTable();
      return Array.from({ length: p }, (_, t) => Theme.css(words, p > 1 ? ((factor * t) % p) / (p - 1) : 0));
    }

    /** What the numbers say of the picture at this step. */
    function summary() {
      const circle = shown.circularity(state.index);
      const dimension = run.has('effective-dimension') ? run.series('effective-dimension').at(state.index) : NaN;
      return [
        Number.isFinite(circle) ? `circularity ${Format.number(circle, 3)}` : '',
        Number.isFinite(dimension) ? `effective dimension ${Format.number(dimension, 3)}` : '',
      ].filter(Boolean).join(' · ');
    }

    /** @param {number} width */
    const foot = (width) => top(width) + place(width, 0).size + 16;

    return {
      height: (width) => (planes.length ? foot(width) + (width < 480 ? 34 : 14) : 0),

      still(scene) {
        const { surface, look } = scene;
        planes.forEach((_, plane) => {
          const at = place(scene.width, plane);
          surface.rect(at.left + 0.5, at.top + 0.5, at.size - 1, at.size - 1, { stroke: look.rule });
          surface.segment(at.x, at.top, at.x, at.top + at.size, { stroke: look.rule });
          surface.segment(at.left, at.y, at.left + at.size, at.y, { stroke: look.rule });
        });
        const label = coloured === 'number' ? `${noun} 0` : `${coloured}·a mod ${p}: 0`;
        const left = Lettering.width(label, { fill: '', size: 10.5 }) + 6;
        Axes.colourBar(scene, left, foot(scene.width), 100, Theme.magnitudeTable(), [{ at: 0, label }, { at: 1, label: String(p - 1) }]);
      },

      moving(scene) {
        const { surface, look } = scene;
        const colour = colours();
        const every = d3.range(p);
        const few = state.token !== null && state.token < p ? [state.token] : [];
        planes.forEach((plane, i) => {
          const { at, xs, ys } = points(scene.width, i, state.index);
          const s = stride(i);
          const share = shown.share(state.index, plane);
          const along = joined === 'frequency' && s > 0 ? `frequency ${strongest[i].k}: t to t + ${s}` : '';
          const [x, y] = plane.map((one) => `PC ${shown.component(state.index, one) + 1}`);
          surface.text(at.left + at.size - 6, at.top + at.size - 7, `${x} →`, { fill: look.muted, anchor: 'end' });
          surface.text(at.left + 6, at.top + 15, `↑ ${y}`, { fill: look.muted });
          if (Number.isFinite(share)) surface.text(at.left, 13, `${Format.percent(share)} of variance`, { fill: look.muted });
          if (along) {
            const group = neurons.ofFrequency(strongest[i].k);
            const beside = at.top < 30;
            surface.text(beside ? at.left + at.size : at.left, at.top - 9, along, {
              fill: group ? Neurons.textColour(look, group) : look.muted, anchor: beside ? 'end' : 'start', weight: 600 });
          }
          if (trails === 'all') {
            const way = ways(at, i, every, Math.max(0, state.index - TRAIL), state.index);
            surface.line(way.xs, way.ys, { stroke: look.faint, width: 0.75, opacity: 0.6 });
          }
          if (s > 0) {
            /** @type {number[]} */
            const lx = [];
            /** @type {number[]} */
            const ly = [];
            for (const t of every) {
              const next = (t + s) % p;
              lx.push(xs[t], xs[next], NaN);
              ly.push(ys[t], ys[next], NaN);
            }
            surface.line(lx, ly, { stroke: look.faint, opacity: 0.7 });
          }
          if (few.length > 0) {
            const way = ways(at, i, few, 0, last);
            surface.line(way.xs, way.ys, { stroke: look.focus, width: 1.25, opacity: 0.6 });
          }
          if (!xs.some((x, t) => Number.isFinite(x + ys[t]))) Axes.instead(scene, at.x, at.y);
          for (const t of every) {
            const chosen = t === state.token;
            surface.circle(xs[t], ys[t], chosen ? 6.5 : at.size < 220 ? 3 : 4, { fill: colour[t], stroke: chosen ? look.focus : Geometry.rim(look), width: chosen ? 2 : 0.75 });
          }
          for (const t of few) {
            surface.text(xs[t] + 9, ys[t] - 7, String(t), { fill: look.ink, weight: 600, size: 12, halo: look.ground });
          }
        });
        const narrow = scene.width < 480;
        surface.text(narrow ? 0 : scene.width, foot(scene.width) + (narrow ? 28 : 7.5), summary(), {
          fill: look.muted, anchor: narrow ? 'start' : 'end' });
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
            const times = coloured === 'number' ? [] : [`${coloured}·${t} mod ${p} = ${(Number(coloured) * t) % p}`];
            best = { token: t, tip: [`${noun} ${t}`, ...times, 'the thin line is its way over the run'] };
          }
        });
        return best;
      },

      alt: () => `Embedding of ${p} ${noun}s on ${axes} principal axes ${shown === kinds.final ? 'of the final checkpoint' : 'of the same checkpoint'}, at step ${Format.step(state.step)}. ${summary()}`,

      csv: () => [
        ['step', noun, ...d3.range(axes).map((axis) => `pc${axis + 1}`)],
        ...d3.range(p).map((t) => [
          state.step, t, ...d3.range(axes).map((place) => Format.full(shown.at(state.index, t, place), shown.series.encoding))]),
      ],

      options: [
        ...(run.has('pca/own-axes') && last > 0 ? [{
          label: 'axes',
          choices: /** @type {[string, string][]} */ ([['final', 'final'], ['own', 'own']]),
          value: () => (shown === kinds.final ? 'final' : 'own'),
          choose: (/** @type {string} */ value) => {
            shown = value === 'own' ? (kinds.own || (kinds.own = embeddingPoints(run, true))) : kinds.final;
          },
        }] : []),
        ...(modular ? [{
          label: 'lines',
          choices: /** @type {[string, string][]} */ ([['frequency', 'by frequency'], ['next', 't to t + 1'], ['none', 'none']]),
          value: () => joined,
          choose: (/** @type {string} */ value) => { joined = value; },
        }] : []),
        ...(keys.length > 0 ? [{
          label: 'colours',
          choices: /** @type {[string, string][]} */ ([['number', 'number a'], ...keys.map((k) => [String(k), `${k}·a`])]),
          value: () => coloured,
          choose: (/** @type {string} */ value) => { coloured = value; },
        }] : []),
        ...(last > 0 ? [{
          label: 'trails',
          choices: /** @type {[string, string][]} */ ([['pointed', 'pointed at'], ['all', 'all']]),
          value: () => trails,
          choose: (/** @type {string} */ value) => { trails = value; },
        }] : []),
      ],
    };
  },
});
