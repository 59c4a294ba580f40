// @ts-check
Panels.add({
  id: 'attention',
  section: 'geometry',
  title: 'Attention by head',
  how: 'How much each head of the first layer looks at an operand from the last position, where the answer is written: a row is a, a column b. Plain rows or columns mean that one operand alone decides where the head looks; a weave of both, that it looks at whichever number scores higher.',
  span: 'full',
  needs: ['attention/scores'],
  onlyIf: ({ run }) => run.setUp('model', 'type') === 'transformer' || run.has('attention/scores'),

  create({ run, state }) {
    const TOP = 40;
    const GAP = 18;
    const NAME = 20;
    const MOST = 256;
    const series = run.series('attention/scores');
    const [heads, positions, tokens] = series.shape;
    const p = Math.max(1, tokens - (positions - 2));
    const every = Math.ceil(p / MOST);
    const shown = Math.ceil(p / every);
    const operator = run.setUp('task', 'operatorToken') === 'true';
    const usual = operator ? ['a', '∘', 'b', '='] : ['a', 'b', '='];
    const names = usual.length === positions ? usual : d3.range(positions).map((i) => `position ${i}`);
    const places = { a: 0, b: operator ? 2 : 1 };
    const alpha = run.setUp('model', 'attentionCoefficient') === '' ? 1 : Number(run.setUp('model', 'attentionCoefficient'));
    const layers = Number(run.setUp('model', 'layers')) || 1;
    let target = 0;

    /**
     * What softmax is of a head's scores: a factor for every token at every position, the largest 1.
     *
     * @param {ArrayLike<number>} row
     * @param {number} head
     */
    function factors(row, head) {
      const from = head * positions * tokens;
      const used = (/** @type {number} */ position) => (position === places.a || position === places.b ? d3.range(p)
        : [position === positions - 1 ? 0 : tokens - 1]);
      let most = -Infinity;
      for (let i = 0; i < positions; i++) for (const t of used(i)) most = Math.max(most, row[from + i * tokens + t]);
      return Array.from({ length: positions }, (_, i) => {
        const fixed = i === places.a || i === places.b ? -1 : used(i)[0];
        return Float64Array.from({ length: p }, (_, t) => Math.exp(row[from + i * tokens + (fixed < 0 ? t : fixed)] - most));
      });
    }

    /** Attention to every position for one pair. @param {Float64Array[]} f @param {number} a @param {number} b */
    function pattern(f, a, b) {
      const parts = f.map((one, i) => one[i === places.b ? b : i === places.a ? a : 0]);
      const sum = parts.reduce((x, y) => x + y, 0);
      return parts.map((part) => (alpha * part) / sum + 1 - alpha);
    }

    /** @param {number} width */
    function layout(width) {
      const columns = Math.min(heads, width < 520 ? 2 : 4);
      const size = Math.min(300, (width - GAP * (columns - 1)) / columns);
      const rows = Math.ceil(heads / columns);
      return { columns, size, bottom: TOP + rows * (size + NAME + GAP) };
    }

    /** @param {ReturnType<typeof layout>} at @param {number} head */
    const corner = (at, head) => ({
      x: (head % at.columns) * (at.size + GAP), y: TOP + Math.floor(head / at.columns) * (at.size + NAME + GAP) + NAME });

    /** Attention of a head to the target: its mean over all pairs, and a colour for each. @param {ArrayLike<number>} row @param {number} head */
    function map(row, head) {
      const f = factors(row, head);
      const words = Theme.magnitudeTable();
      const rest = f.reduce((sum, one, i) => (i === places.a || i === places.b ? sum : sum + one[0]), 0);
      const grid = new Uint32Array(shown * shown);
      let total = 0;
      for (let i = 0, k = 0; i < shown; i++) {
        const ofA = f[places.a][i * every];
        for (let j = 0; j < shown; j++, k++) {
          const ofB = f[places.b][j * every];
          const part = target === places.a ? ofA : target === places.b ? ofB : f[target][0];
          const share = (alpha * part) / (ofA + ofB + rest) + 1 - alpha;
          total += share;
          grid[k] = words[share > 0 ? (share < 1 ? (share * 255 + 0.5) | 0 : 255) : 0];
        }
      }
      return { grid, mean: total / grid.length };
    }

    /** The maps of the heads, and the row and target that they are of. @type {{ row: ArrayLike<number>|null, target: number, maps: ReturnType<typeof map>[] }} */
    let known = { row: null, target, maps: [] };
    function maps() {
      const row = series.row(state.index);
      if (known.row !== row || known.target !== target) {
        known = { row, target, maps: d3.range(heads).map((head) => map(row, head)) };
      }
      return known.maps;
    }

    return {
      height: (width) => layout(width).bottom + 8,

      still(scene) {
        const { surface, look } = scene;
        const at = layout(scene.width);
        for (let head = 0; head < heads; head++) {
          const { x, y } = corner(at, head);
          surface.text(x, y - 6, `head ${head}`, { fill: look.ink, weight: 600, size: 12 });
          surface.text(x + at.size, y - 6, 'a ↓  b →', { fill: look.muted, anchor: 'end', size: 10.5 });
        }
        const words = [
          ...(layers > 1 ? [`first of ${layers} layers`] : []),
          ...(alpha < 1 ? [`${alpha} · softmax + ${Format.number(1 - alpha, 2)}`] : []),
          ...(every > 1 ? [`1 number in ${every}`] : []),
        ].join(' · ');
        surface.text(0, 13, `attention to ${names[target]}${words ? ` · ${words}` : ''}`, { fill: look.muted });
        Axes.colourBar(scene, scene.width - 120, 6, 96, Theme.magnitudeTable(), [{ at: 0, label: '0' }, { at: 1, label: '1' }]);
      },

      moving(scene) {
        const { surface, look } = scene;
        const at = layout(scene.width);
        const all = maps();
        for (let head = 0; head < heads; head++) {
          const { x, y } = corner(at, head);
          surface.cells(Float64Array.from({ length: shown + 1 }, (_, i) => x + (i * at.size) / shown), y, at.size, shown, all[head].grid);
          if (state.token !== null && state.token < p) {
            const place = ((state.token / every) * at.size) / shown;
            const cell = at.size / shown;
            surface.rect(x - 0.5, y + place - 0.5, at.size + 1, cell + 1, { stroke: look.focus, opacity: 0.6 });
          }
        }
      },

      hover(px, py, width) {
        const at = layout(width);
        for (let head = 0; head < heads; head++) {
          const { x, y } = corner(at, head);
          if (px < x || py < y || px >= x + at.size || py >= y + at.size) continue;
          const a = Math.floor(((py - y) / at.size) * shown) * every;
          const b = Math.floor(((px - x) / at.size) * shown) * every;
          const shares = pattern(factors(series.row(state.index), head), a, b);
          return { token: a, tip: [`head ${head}: a = ${a}, b = ${b}`, ...shares.map((share, i) => `${Format.number(share, 3)} to ${names[i]}`)] };
        }
        return null;
      },

      alt() {
        const means = maps().map(({ mean }, head) => `head ${head} ${Format.spoken(mean, 2)}`);
        return `Attention of the last position to ${names[target]} at step ${Format.step(state.step)}, on average over all pairs: ${Format.list(means)}.`;
      },

      csv() {
        const row = series.row(state.index);
        /** @type {(string|number)[][]} */
        const rows = [['step', 'head', 'a', 'b', ...names.map((name) => `to_${name}`)]];
        for (let head = 0; head < heads; head++) {
          const f = factors(row, head);
          for (let a = 0; a < p; a++) {
            for (let b = 0; b < p; b++) {
              rows.push([series.stepOf(state.index), head, a, b, ...pattern(f, a, b).map((share) => Number(share.toPrecision(5)))]);
            }
          }
        }
        return rows;
      },

      options: [{
        label: 'to',
        choices: names.map((name, i) => /** @type {[string, string]} */ ([String(i), name])),
        value: () => String(target),
        choose: (value) => { target = Number(value); },
      }],
    };
  },
});
