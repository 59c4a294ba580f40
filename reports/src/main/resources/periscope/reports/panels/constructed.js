// @ts-check
Panels.add({
  id: 'constructed',
  section: 'constructed',
  title: 'Build the solution by hand',
  how: 'No training: neurons stand evenly around one circle, and each turns twice as far on the output side as on the input side (Pearce et al. 2023, appendix A). Change their number, the modulus and the activation, and see which sums come out right: with x² every number of neurons above four is exact for an odd modulus, with ReLU it takes a lucky number or a few more.',
  span: 'full',
  needs: [],
  onlyIf: ({ run }) => run.setUp('model', 'type') === 'pair-mlp' && run.setUp('task', 'operation') === 'add',

  create({ run }) {
    const MOST_NEURONS = 24;
    const HEAD = 22;
    const CHART = 150;
    const choice = {
      neurons: 5,
      modulus: Math.max(3, Math.min(113, Number(run.setUp('task', 'modulus')) || 67)),
      squares: run.setUp('model', 'activation') === 'square',
    };
    /** Right pairs by neurons, modulus and activation. @type {Map<string, Uint8Array>} */
    const known = new Map();

    /** @param {number} neurons @param {boolean} squares */
    function right(neurons, squares) {
      const key = `${neurons},${choice.modulus},${squares}`;
      let answers = known.get(key);
      if (!answers) {
        if (known.size > 300) known.clear();
        answers = ConstructedCircle.right(neurons, choice.modulus, squares);
        known.set(key, answers);
      }
      return answers;
    }

    /** @param {number} neurons @param {boolean} squares */
    const share = (neurons, squares) => ConstructedCircle.count(right(neurons, squares)) / choice.modulus ** 2;
    const activation = (/** @type {boolean} */ squares) => (squares ? 'x²' : 'ReLU');

    /** @param {number} width */
    function layout(width) {
      const wide = width >= 700;
      const size = wide ? Math.min(270, (width - 60) / 3) : (width - 16) / 2;
      const mapSize = wide ? size : Math.min(width, 300);
      const map = wide ? { x: 2 * (size + 30), y: HEAD } : { x: 0, y: 2 * HEAD + size };
      const chart = map.y + mapSize + 46;
      return { size, mapSize, map, chart, gap: wide ? 30 : 16, bottom: chart + CHART };
    }

    /** @param {Scene} scene @param {number} left @param {number} size @param {number} times  1 for the input, 2 for the output */
    function plane(scene, left, size, times) {
      const { surface, look } = scene;
      const [x, y, r] = [left + size / 2, HEAD + size / 2, size / 2 - 22];
      const at = ConstructedCircle.phases(choice.neurons);
      surface.circle(x, y, r, { stroke: look.rule });
      surface.segment(x - r, y, x + r, y, { stroke: look.rule });
      surface.segment(x, y - r, x, y + r, { stroke: look.rule });
      const xs = at.map((phase) => x + r * Math.cos(times * phase));
      const ys = at.map((phase) => y - r * Math.sin(times * phase));
      if (at.length > 1) surface.line(xs, ys, { stroke: look.groups[0], width: 1.4, opacity: 0.75 }, at.length > 2);
      at.forEach((_, i) => {
        const inner = times === 2 && choice.neurons % 2 === 0 && i >= choice.neurons / 2;
        surface.circle(xs[i], ys[i], inner ? 7 : 4, inner ? { stroke: look.groups[0], width: 1.5 } : { fill: look.groups[0], stroke: look.ground, width: 1 });
      });
      surface.text(left, 12, times === 1 ? 'input: phase i · 360°/N' : 'output: twice the phase', { fill: look.ink, weight: 600, size: 12 });
    }

    /** @param {Scene} scene @param {ReturnType<typeof layout>} at */
    function map(scene, at) {
      const { surface, look } = scene;
      const m = choice.modulus;
      const answers = right(choice.neurons, choice.squares);
      const word = (/** @type {string} */ css) => {
        const c = d3.rgb(css);
        return ((255 << 24) | (c.b << 16) | (c.g << 8) | c.r) >>> 0;
      };
      const colours = [word(look.test), word(look.name === 'light' ? '#e4e7eb' : '#2a2f36')];
      surface.cells(Float64Array.from({ length: m + 1 }, (_, i) => at.map.x + (i * at.mapSize) / m), at.map.y, at.mapSize, m,
        Uint32Array.from(answers, (good) => colours[good]));
      const wrong = m * m - ConstructedCircle.count(answers);
      surface.text(at.map.x, at.map.y - 10, wrong === 0 ? 'a ↓  b →  all pairs right' : `a ↓  b →  ${Format.step(wrong)} pairs wrong`, { fill: look.ink, weight: 600, size: 12 });
      surface.rect(at.map.x, at.map.y, at.mapSize, at.mapSize, { stroke: look.faint });
    }

    /** @param {number} width @param {ReturnType<typeof layout>} at */
    const scales = (width, at) => ({
      x: d3.scaleLinear([1, MOST_NEURONS], [44, width - 52]), y: d3.scaleLinear([0, 1], [at.chart + CHART, at.chart]) });

    /** Accuracy over the number of neurons. @param {Scene} scene @param {ReturnType<typeof layout>} at */
    function chart(scene, at) {
      const { surface, look } = scene;
      const { x, y } = scales(scene.width, at);
      Axes.left(scene, [0, 0.5, 1].map((value) => ({ value, label: `${100 * value} %` })), y, 44, scene.width - 52);
      Axes.title(scene, 0, at.chart - 12, `pairs right, modulus ${choice.modulus}`);
      const counts = d3.range(1, MOST_NEURONS + 1);
      const labels = [];
      for (const squares of [true, false]) {
        const style = { stroke: squares ? look.groups[1] : look.groups[3], width: 1.8, dash: squares ? undefined : [5, 3] };
        surface.line(counts.map(x), counts.map((n) => y(share(n, squares))), style);
        labels.push({ y: y(share(MOST_NEURONS, squares)), squares });
      }
      for (const label of Axes.dodge(labels, 13, at.chart, at.chart + CHART)) {
        surface.text(scene.width - 44, label.y, activation(label.squares), { fill: look.groupText[label.squares ? 1 : 3], weight: 600, size: 12, baseline: 'middle' });
      }
      surface.segment(x(choice.neurons), at.chart - 4, x(choice.neurons), at.chart + CHART, { stroke: look.ink, width: 1.25 });
      surface.circle(x(choice.neurons), y(share(choice.neurons, choice.squares)), 4.5, { fill: look.groups[choice.squares ? 1 : 3], stroke: look.ground, width: 1.5 });
      Axes.bottom(scene, [1, 5, 10, 15, 20, 24].map((value) => ({ value, label: String(value) })), x, at.bottom);
      surface.text(scene.width - 52, at.bottom + 31, 'number of neurons N', { fill: look.muted, anchor: 'end' });
    }

    const said = () => {
      const found = ConstructedCircle.count(right(choice.neurons, choice.squares));
      const [mine, theirs] = [share(choice.neurons, choice.squares), share(choice.neurons, !choice.squares)];
      return `${choice.neurons} ${activation(choice.squares)} neurons modulo ${choice.modulus}: ${Format.step(found)} of ${Format.step(choice.modulus ** 2)} pairs right, ${Format.percent(mine)}; with ${activation(!choice.squares)} ${Format.percent(theirs)}.`;
    };

    return {
      height: (width) => layout(width).bottom + 40,
      still(scene) {
        const at = layout(scene.width);
        plane(scene, 0, at.size, 1);
        plane(scene, at.size + at.gap, at.size, 2);
        map(scene, at);
        chart(scene, at);
      },

      moving() {}, // nothing here follows the step

      hover(px, py, width) {
        const at = layout(width);
        const m = choice.modulus;
        const [a, b] = [Math.floor(((py - at.map.y) / at.mapSize) * m), Math.floor(((px - at.map.x) / at.mapSize) * m)];
        if (a >= 0 && b >= 0 && a < m && b < m) {
          const scores = ConstructedCircle.logits(ConstructedCircle.phases(choice.neurons), m, choice.squares, a, b);
          const good = right(choice.neurons, choice.squares)[a * m + b] === 1;
          const best = d3.maxIndex(scores);
          return { tip: [`${a} + ${b} = ${(a + b) % m}`, good ? 'right' : best === (a + b) % m ? 'a tie' : `wrong: highest is ${best}`] };
        }
        const { x } = scales(width, at);
        const n = Math.round(x.invert(px));
        if (py < at.chart - 4 || py > at.bottom || n < 1 || n > MOST_NEURONS) return null;
        return { tip: [`${n} neurons`, ...[true, false].map((squares) => `${activation(squares)} ${Format.percent(share(n, squares))}`)] };
      },

      readout: said,
      alt: () => `Neurons evenly around a circle, and their outputs at twice the phase. ${said()}`,

      csv: () => [
        ['neurons', 'modulus', 'right_pairs_x2', 'right_pairs_relu', 'pairs'],
        ...d3.range(1, MOST_NEURONS + 1).map((n) => [
          n, choice.modulus, ConstructedCircle.count(right(n, true)), ConstructedCircle.count(right(n, false)), choice.modulus ** 2]),
      ],

      options: [{
        label: 'activation',
        choices: [['relu', 'ReLU'], ['square', 'x²']],
        value: () => (choice.squares ? 'square' : 'relu'),
        choose: (value) => { choice.squares = value === 'square'; },
      }],
      sliders: [
        { label: 'neurons N', low: 1, high: MOST_NEURONS, value: () => choice.neurons, choose: (value) => { choice.neurons = value; } },
        { label: 'modulus M', low: 3, high: 113, value: () => choice.modulus, choose: (value) => { choice.modulus = value; } },
      ],
    };
  },
});
