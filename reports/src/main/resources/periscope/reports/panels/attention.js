// @ts-check
Panels.add({
  id: 'attention',
  section: 'geometry',
  title: 'Attention by head',
  how: 'How much each head of a layer looks at an operand from the last position, where the answer is read: a row is a, a column b. Plain rows or columns mean that one operand alone decides where the head looks; a weave of both, that it looks at whichever number scores higher.',
  span: 'full',
  needs: [],
  onlyIf: ({ run }) => run.setUp('model', 'type') === 'transformer' || Attention.layers(run).length > 0,
  absent: ({ run }) => (Attention.layers(run).length > 0 ? undefined : run.missing(['attention/pattern/0'])),

  create({ run, state }) {
    const TOP = 40;
    const GAP = 18;
    const NAME = 20;
    const MOST = 256;
    const layers = Attention.layers(run);
    const count = Math.max(layers.length, Number(run.setUp('model', 'layers')) || 1);
    let of = layers[0];
    let target = 0;
    /** A head, or all of them. */
    let only = 'all';
    const every = () => Math.ceil(of.p / MOST);
    const shown = () => Math.ceil(of.p / every());
    const heads = () => (only === 'all' ? d3.range(of.heads) : [Number(only)]);

    /** @param {number} width */
    function layout(width) {
      const columns = Math.min(heads().length, width < 520 ? 2 : 4);
      const size = Math.min(columns === 1 ? 440 : 300, (width - GAP * (columns - 1)) / columns);
      const rows = Math.ceil(heads().length / columns);
      return { columns, size, bottom: TOP + rows * (size + NAME + GAP) };
    }

    /** @param {ReturnType<typeof layout>} at @param {number} i  which of the heads that are shown */
    const corner = (at, i) => ({
      x: (i % at.columns) * (at.size + GAP), y: TOP + Math.floor(i / at.columns) * (at.size + NAME + GAP) + NAME });

    /** Attention of a head to the target: its mean over all pairs, and a colour for each. @param {number} head */
    function map(head) {
      const share = of.of(state.index, head);
      const words = Theme.magnitudeTable();
      const [n, step] = [shown(), every()];
      const grid = new Uint32Array(n * n);
      let total = 0;
      for (let i = 0, k = 0; i < n; i++) {
        for (let j = 0; j < n; j++, k++) {
          const one = share(target, i * step, j * step);
          total += one;
          grid[k] = Theme.cell(words, one);
        }
      }
      return { grid, mean: total / grid.length };
    }

    /** The maps that are shown, and what they are of. @type {{ key: string, maps: ReturnType<typeof map>[] }} */
    let known = { key: '', maps: [] };
    function maps() {
      const key = [of.layer, of.series.held(state.index), target, only, state.view.theme].join();
      if (known.key !== key) known = { key, maps: heads().map(map) };
      return known.maps;
    }

    /** The layer, where there is more than one. */
    const layer = () => (count > 1 ? `layer ${of.layer}, ` : '');

    return {
      height: (width) => layout(width).bottom + 8,

      still(scene) {
        const { surface, look } = scene;
        const at = layout(scene.width);
        heads().forEach((head, i) => {
          const { x, y } = corner(at, i);
          surface.text(x, y - 6, `${count > 1 ? `${of.layer}.` : 'head '}${head}`, { fill: look.ink, weight: 600, size: 12 });
          surface.text(x + at.size, y - 6, 'a ↓  b →', { fill: look.muted, anchor: 'end', size: 10.5 });
        });
        const words = [
          `${layer()}attention to ${of.names[target]}`,
          ...(of.alpha < 1 ? [`${of.alpha} · softmax + ${Format.number(1 - of.alpha, 2)}`] : []),
          ...(every() > 1 ? [`1 number in ${every()}`] : []),
          ...(of.series.thinned ? [`at ${of.series.count} checkpoints`] : []),
        ].join(' · ');
        surface.text(0, 13, words, { fill: look.muted });
        Axes.colourBar(scene, scene.width - 120, scene.width < 520 ? 22 : 6, 96, Theme.magnitudeTable(), [{ at: 0, label: '0' }, { at: 1, label: '1' }]);
      },

      moving(scene) {
        const { surface, look } = scene;
        const at = layout(scene.width);
        const n = shown();
        Axes.notFinite(scene, at.bottom + 4, ...maps().map(({ grid }) => grid));
        maps().forEach(({ grid }, i) => {
          const { x, y } = corner(at, i);
          surface.cells(Float64Array.from({ length: n + 1 }, (_, k) => x + (k * at.size) / n), y, at.size, n, grid);
          if (state.token !== null && state.token < of.p) {
            const place = ((state.token / every()) * at.size) / n;
            const cell = at.size / n;
            surface.rect(x - 0.5, y + place - 0.5, at.size + 1, cell + 1, { stroke: look.focus, opacity: 0.6 });
          }
        });
      },

      hover(px, py, width) {
        const at = layout(width);
        for (const [i, head] of heads().entries()) {
          const { x, y } = corner(at, i);
          if (px < x || py < y || px >= x + at.size || py >= y + at.size) continue;
          const a = Math.floor(((py - y) / at.size) * shown()) * every();
          const b = Math.floor(((px - x) / at.size) * shown()) * every();
          const share = of.of(state.index, head);
          return { token: a, tip: [`${layer()}head ${head}: a = ${a}, b = ${b}`, ...of.names.map((name, k) => `${Format.number(share(k, a, b), 3)} to ${name}`)] };
        }
        return null;
      },

      alt() {
        const means = maps().map(({ mean }, i) => `head ${heads()[i]} ${Format.spoken(mean, 2)}`);
        return `Attention of the last position to ${of.names[target]}${count > 1 ? ` in layer ${of.layer}` : ''} at step ${Format.step(state.step)}, on average over all pairs: ${Format.list(means)}.`;
      },

      csv() {
        /** @type {(string|number)[][]} */
        const rows = [['step', 'layer', 'head', 'a', 'b', ...of.names.map((name) => `to_${name}`)]];
        for (const head of heads()) {
          const share = of.of(state.index, head);
          for (let a = 0; a < of.p; a++) {
            for (let b = 0; b < of.p; b++) {
              rows.push([of.series.stepOf(state.index), of.layer, head, a, b, ...of.names.map((_, k) => Number(share(k, a, b).toPrecision(5)))]);
            }
          }
        }
        return rows;
      },

      options: [
        ...(layers.length > 1 ? [{
          label: 'layer',
          choices: layers.map((one) => /** @type {[string, string]} */ ([String(one.layer), String(one.layer)])),
          value: () => String(of.layer),
          choose: (/** @type {string} */ value) => { of = layers.find((one) => String(one.layer) === value) || of; },
        }] : []),
        ...(of.heads > 1 ? [{
          label: 'head',
          choices: /** @type {[string, string][]} */ ([['all', 'all'], ...d3.range(of.heads).map((head) => [String(head), String(head)])]),
          value: () => only,
          choose: (/** @type {string} */ value) => { only = value; },
        }] : []),
        {
          label: 'to',
          choices: of.names.map((name, i) => /** @type {[string, string]} */ ([String(i), name])),
          value: () => String(target),
          choose: (value) => { target = Number(value); },
        },
      ],
    };
  },
});
