// @ts-check
(() => {
  /**
   * A drawing of the last checkpoint's points in the plane, with lines between some of them.
   *
   * @param {Page} page
   * @param {string} family  what the measures' ids begin with
   * @param {string} method  who drew it
   * @returns {View}
   */
  function view({ run, state }, family, method) {
    const BOTTOM = 30;
    const modular = Geometry.modular(run);
    const noun = modular ? 'number' : 'permutation';
    /** @type {[string, string][]} */
    const names = [[`${family}/unembedding`, 'unembedding'], [`${family}/embedding`, 'embedding']];
    const there = names.filter(([id]) => run.constant(id));
    let id = there[0][0];
    const points = () => run.constant(id) || [];
    const p = points().length / 2;
    const cosets = modular ? [] : ['left', 'right'].filter((side) => run.constant(`groups/${side}-cosets`));
    let coloured = cosets.length > 0 ? cosets[0] : 'number';
    let shift = modular ? Geometry.nearestShift(points()) : 0;

    /** The coset of each permutation, or nothing. */
    const coset = () => (coloured === 'number' ? undefined : run.constant(`groups/${coloured}-cosets`));

    /** @param {number} width */
    function places(width) {
      const size = Math.min(width, 520);
      const xy = points();
      const [x0, x1] = /** @type {[number, number]} */ (d3.extent(d3.range(p), (t) => xy[2 * t]));
      const [y0, y1] = /** @type {[number, number]} */ (d3.extent(d3.range(p), (t) => xy[2 * t + 1]));
      const unit = (size - 40) / (Math.max(x1 - x0, y1 - y0) || 1);
      return {
        size,
        xs: Float64Array.from({ length: p }, (_, t) => size / 2 + unit * (xy[2 * t] - (x0 + x1) / 2)),
        ys: Float64Array.from({ length: p }, (_, t) => size / 2 - unit * (xy[2 * t + 1] - (y0 + y1) / 2)),
      };
    }

    /** Members of each coset, in order. @param {number[]} of @returns {number[][]} */
    const classes = (of) => [...d3.group(d3.range(p), (t) => of[t]).values()];

    /** @returns {string[]} */
    function colours() {
      const of = coset();
      const words = Theme.magnitudeTable();
      const most = of ? Math.max(1, d3.max(of) || 1) : Math.max(1, p - 1);
      return Array.from({ length: p }, (_, t) => Theme.css(words, (of ? of[t] : t) / most));
    }

    return {
      height: (width) => places(width).size + BOTTOM,

      still(scene) {
        const { surface, look } = scene;
        const { size, xs, ys } = places(scene.width);
        surface.rect(0.5, 0.5, size - 1, size - 1, { stroke: look.rule });
        const of = coset();
        /** @type {number[]} */
        const lx = [];
        /** @type {number[]} */
        const ly = [];
        if (of) {
          for (const members of classes(of)) {
            members.forEach((t, i) => members.slice(i + 1).forEach((other) => {
              lx.push(xs[t], xs[other], NaN);
              ly.push(ys[t], ys[other], NaN);
            }));
          }
        } else if (shift > 0) {
          for (let t = 0; t < p; t++) {
            const next = (t + shift) % p;
            lx.push(xs[t], xs[next], NaN);
            ly.push(ys[t], ys[next], NaN);
          }
        }
        surface.line(lx, ly, { stroke: look.faint, opacity: 0.75 });
        const colour = colours();
        for (let t = 0; t < p; t++) surface.circle(xs[t], ys[t], 4, { fill: colour[t], stroke: Geometry.rim(look), width: 0.75 });
        if (p <= 120 && size > 300) {
          for (let t = 0; t < p; t++) surface.text(xs[t] + 5, ys[t] - 4, String(t), { fill: look.muted, size: 9, halo: look.ground });
        }
        const label = of ? `${coloured} coset 0` : `${noun} 0`;
        const end = String(of ? d3.max(of) : p - 1);
        const left = Lettering.width(label, { fill: '', size: 10.5 }) + 6;
        Axes.colourBar(scene, left, size + 13, 80, Theme.magnitudeTable(), [{ at: 0, label }, { at: 1, label: end }]);
        const words = of ? 'lines join a coset' : shift > 0 ? `x to x + ${shift}` : '';
        surface.text(size, size + 20.5, words, { fill: look.muted, anchor: 'end' });
      },

      moving(scene) {
        const { surface, look } = scene;
        const t = state.token;
        surface.text(8, 16, `${id === names[0][0] ? 'unembedding' : 'embedding'} at step ${Format.step(run.steps[run.steps.length - 1])}, the last`, { fill: look.muted, halo: look.ground });
        if (t === null || t >= p) return;
        const { xs, ys } = places(scene.width);
        surface.circle(xs[t], ys[t], 6.5, { fill: colours()[t], stroke: look.focus, width: 2 });
        surface.text(xs[t] + 9, ys[t] - 7, String(t), { fill: look.ink, weight: 600, size: 12, halo: look.ground });
      },

      hover(px, py, width) {
        const { xs, ys } = places(width);
        const t = d3.minIndex(xs, (x, i) => Math.hypot(Number(x) - px, ys[i] - py));
        if (t < 0 || Math.hypot(xs[t] - px, ys[t] - py) > 14) return null;
        const of = coset();
        const more = of ? [`${coloured} coset ${of[t]}`] : shift > 0 ? [`the lines go to ${(t + shift) % p} and ${(t - shift + p) % p}`] : [];
        return { token: t, tip: [`${noun} ${t}`, ...more] };
      },

      alt: () => `${method} drawing of the ${id.split('/')[1]} of ${p} ${noun}s at the last checkpoint${shift > 0 ? `, lines from x to x + ${shift}` : ''}.`,

      csv() {
        const of = coset();
        const xy = points();
        return [
          [noun, 'x', 'y', ...(of ? [`${coloured}_coset`] : [])],
          ...d3.range(p).map((t) => [t, String(xy[2 * t]), String(xy[2 * t + 1]), ...(of ? [of[t]] : [])]),
        ];
      },

      options: [
        ...(there.length > 1 ? [{
          label: 'of',
          choices: there,
          value: () => id,
          choose: (/** @type {string} */ value) => { id = value; },
        }] : []),
        ...(cosets.length > 0 ? [{
          label: 'colours',
          choices: /** @type {[string, string][]} */ ([...cosets.map((side) => [side, `${side} cosets`]), ['number', 'in order']]),
          value: () => coloured,
          choose: (/** @type {string} */ value) => { coloured = value; },
        }] : []),
      ],

      sliders: modular ? [{
        label: 'lines from x to x +',
        low: 0,
        high: Math.floor(p / 2),
        value: () => shift,
        choose: (value) => { shift = value; },
      }] : undefined,
    };
  }

  /** @param {string} family @returns {(page: Page) => string | undefined} */
  const absent = (family) => ({ run }) => (
    [`${family}/unembedding`, `${family}/embedding`].some((id) => run.constant(id)) ? undefined : run.missing([`${family}/unembedding`]));

  Panels.add({
    id: 'map',
    section: 'geometry',
    title: 'Neighbourhoods in the plane (t-SNE)',
    how: 'The answers’ output weights, or the embedding, of the final checkpoint, drawn so that neighbours stay neighbours. Lines from x to x + k show whether the network has a ring of numbers; clusters and rings mean something, axes and distances between clusters do not.',
    span: 'half',
    onlyIf: Kinds.symbols,
    needs: [],
    absent: absent('tsne'),
    create: (page) => view(page, 'tsne', 't-SNE'),
  });

  Panels.add({
    id: 'umap',
    section: 'geometry',
    title: 'Neighbourhoods in the plane (UMAP)',
    how: 'The same points by another method, which starts from their principal components. What both drawings show, a ring or the same clusters, is likely to be there; what only one shows may be the method’s doing.',
    span: 'half',
    onlyIf: Kinds.symbols,
    needs: [],
    optional: true,
    absent: absent('umap'),
    create: (page) => view(page, 'umap', 'UMAP'),
  });
})();
