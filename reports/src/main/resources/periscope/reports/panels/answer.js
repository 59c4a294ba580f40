// @ts-check
/**
 * What the logits are made of, frequency by frequency. Of an MLP over pairs they are computed here,
 * for the pair that the reader sets; of another network the page has the mean over all pairs.
 *
 * @typedef {object} Parts
 * @property {number[]} places         what stands on the horizontal axis, in order
 * @property {(group: Group|null, index: number) => Float64Array} logits  of a group, or of all together
 * @property {Group[]} groups
 * @property {string} across
 * @property {() => number|null} right  the place of the right answer, if it is known
 * @property {() => string} about      what is shown, in words
 * @property {() => string} key        changes whenever the numbers do, besides with the step
 */
const AnswerParts = (() => {
  /** @type {Record<string, (a: number, b: number) => number>} */
  const OPERATIONS = {
    add: (a, b) => a + b,
    subtract: (a, b) => a - b,
    multiply: (a, b) => a * b,
    'x^2+y^2': (a, b) => a * a + b * b,
    'x^2+xy+y^2': (a, b) => a * a + a * b + b * b,
  };

  /** @param {Float64Array} values */
  function centred(values) {
    const mean = d3.mean(values) || 0;
    return values.map((value) => value - mean);
  }

  /** Whether the page has all that the logits of a pair are made of. @param {Run} run */
  const isPairMlp = (run) => run.has('W_input') && run.has('W_output') && Activations.ofPairs(run) !== undefined;

  /** @param {Run} run */
  const hasProfile = (run) => run.has('logits/cosine-coefficient');

  /** Logits of one pair. @param {Page} page @param {{ a: number, b: number }} pair @returns {Parts} */
  function ofPair({ run, neurons }, pair) {
    const first = run.series('W_input');
    const second = run.has('W_input_b') ? run.series('W_input_b') : first;
    const output = run.series('W_output');
    const [p, h] = first.shape;
    const act = /** @type {(x: number) => number} */ (Activations.ofPairs(run));
    const name = run.setUp('task', 'operation');
    const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
    return {
      places: d3.range(p), groups: neurons.groups, across: 'answer c',
      logits(group, index) {
        const out = output.row(index);
        const sums = new Float64Array(p);
        for (const neuron of group ? group.members : d3.range(h)) {
          const value = act(first.at(index, pair.a * h + neuron) + second.at(index, pair.b * h + neuron));
          for (let c = 0; c < p; c++) sums[c] += value * out[neuron * p + c];
        }
        return centred(sums);
      },
      right: () => (operation ? ((operation(pair.a, pair.b) % p) + p) % p : null),
      about: () => `Computed in this page from W_input and W_output for a = ${pair.a}, b = ${pair.b}, each line less its mean.`,
      key: () => `${pair.a},${pair.b}`,
    };
  }

  /** The mean over all pairs, by distance from the right answer. @param {Page} page @returns {Parts} */
  function profile({ run, neurons }) {
    const series = run.series('logits/cosine-coefficient');
    const count = series.shape[0];
    const p = Number(run.setUp('task', 'modulus')) || 2 * count + 1;
    const half = Math.floor((p - 1) / 2);
    const places = d3.range(-half, p - half);
    const unit = 1 / (p * Math.sqrt(p / 2));
    const last = series.row(run.steps.length - 1);
    const strongest = d3.range(1, count + 1).sort((i, j) => last[j - 1] - last[i - 1]).slice(0, 5).sort((i, j) => i - j);
    const keys = (neurons.keys.length > 0 ? neurons.keys : strongest).slice(0, Neurons.MOST_GROUPS);
    /** @type {Group[]} */
    const groups = keys.map((frequency, i) => neurons.ofFrequency(frequency) || { frequency, members: [], label: `frequency ${frequency}`, colour: i });
    return {
      places, groups, across: 'answer c less the right one',
      logits(group, index) {
        const wanted = group ? [Number(group.frequency)] : d3.range(1, count + 1);
        return Float64Array.from(places, (d) => wanted.reduce((sum, k) =>
          // Of an even p, the highest frequency has only a cosine, whose norm is larger.
          sum + series.at(index, k - 1) * (2 * k === p ? unit / Math.SQRT2 : unit) * Math.cos((2 * Math.PI * k * d) / p), 0));
      },
      right: () => 0,
      about: () => 'The mean over all pairs, from the measured cosine coefficients of the logits: a network with attention is not run in this page.',
      key: () => '',
    };
  }

  return { isPairMlp, hasProfile, ofPair, profile };
})();

Panels.add({
  id: 'answer',
  section: 'frequencies',
  title: 'How an answer is found',
  how: 'What each frequency adds to the score of every answer, and at the bottom all of them together; the dashed line is the right answer. Every frequency is high at many answers, all are high together only at the right one: the highest point of the sum is what the network says.',
  span: 'full',
  onlyIf: Kinds.symbols,
  needs: [],
  absent: ({ run }) => (AnswerParts.isPairMlp(run) || AnswerParts.hasProfile(run) ? undefined
    : run.has('W_input') ? 'its activation or its biases are not computed in this page, and there is no logits/cosine-coefficient'
      : run.missing(['logits/cosine-coefficient'])),

  create(page) {
    const { run, state } = page;
    const LEFT = 44;
    const RIGHT = 8;
    const TOP = 22;
    const ROW = 74;
    const SUM = 150;
    const exact = AnswerParts.isPairMlp(run);
    const p = exact ? run.series('W_input').shape[0] : 0;
    const pair = { a: Math.floor(p / 5), b: Math.floor(p / 3) };
    const parts = exact ? AnswerParts.ofPair(page, pair) : AnswerParts.profile(page);
    const rows = [...parts.groups, null];
    const n = parts.places.length;

    const last = run.steps.length - 1;
    let range = 'final';

    /** Where the axes end, for groups and for the sum, for this pair: at the last step, or over the run, as where there is nothing at the last. @type {{ key: string, ends: number[] }} */
    let axes = { key: '', ends: [] };
    function ends() {
      const key = `${range} ${parts.key()}`;
      if (axes.key !== key) {
        const most = [0, 0];
        // Index by index, since a row is decoded once as long as the next question is about it, too.
        const measure = (/** @type {number[]} */ indices) => indices.forEach((i) => rows.forEach((group) => {
          const end = d3.max(parts.logits(group, i), Math.abs) || 0;
          if (end > most[group ? 0 : 1] && end < Infinity) most[group ? 0 : 1] = end;
        }));
        measure([last]);
        if (range === 'run' || most[1] === 0) measure(d3.range(0, last, Math.ceil(Math.max(1, last) / 24)));
        axes = { key, ends: most.map((end) => 1.1 * end || 1) };
      }
      return axes.ends;
    }

    /** @param {number} r */
    function box(r) {
      const top = TOP + r * ROW;
      const bottom = top + (rows[r] ? ROW : SUM) - 22;
      const end = ends()[rows[r] ? 0 : 1] || 1;
      return { top, bottom, y: d3.scaleLinear([-end, end], [bottom, top]) };
    }

    const bottom = () => box(rows.length - 1).bottom;
    /** @param {number} width */
    const x = (width) => d3.scaleLinear([-0.5, n - 0.5], [LEFT, width - RIGHT]);
    const right = () => parts.places.indexOf(parts.right() ?? NaN);

    /** All together at the current step, which several ask for. @type {{ of: string, values: Float64Array }} */
    let known = { of: '', values: new Float64Array(0) };
    function all() {
      const of = `${state.index} ${parts.key()}`;
      if (known.of !== of) known = { of, values: parts.logits(null, state.index) };
      return known.values;
    }

    /** The places of the largest value, of which the first counts; none where a value is not finite. @param {Float64Array} values */
    function highest(values) {
      const most = values.every(Number.isFinite) ? d3.max(values) : NaN;
      return d3.range(n).filter((place) => values[place] === most);
    }

    /** What the network answers, in words. @param {number[]} best  places of the largest value */
    function says(best) {
      if (best.length === 0) return 'logits are not numbers, so there is no answer';
      if (best.length === 1) return `the network says ${best[0]}`;
      return `${best.length === n ? 'all' : best.length} answers are equally likely; the first, ${best[0]}, counts`;
    }

    return {
      height: () => bottom() + 40,

      still(scene) {
        const { surface, look } = scene;
        const scale = x(scene.width);
        rows.forEach((group, r) => {
          const { top, bottom: low, y } = box(r);
          const end = d3.ticks(0, ends()[group ? 0 : 1], 2).filter((tick) => tick > 0).pop() || 1;
          Axes.left(scene, Axes.ticks(d3.scaleLinear([-end, end], [0, 1]), [-end, 0, end]), y, LEFT, scene.width - RIGHT);
          surface.text(LEFT, top - 5, group ? group.label : exact ? `all together, a = ${pair.a}, b = ${pair.b}` : 'all together, mean over all pairs', {
            fill: group ? Neurons.textColour(look, group) : look.ink, weight: 600, size: 12 });
          if (right() >= 0) surface.segment(scale(right()), top, scale(right()), low, { stroke: look.ink, width: 1, dash: [3, 3] });
        });
        const ticks = Axes.whole(parts.places[0], parts.places[n - 1], Math.max(2, Math.min(12, scene.width / 80)))
          .map((place) => ({ value: place - parts.places[0], label: String(place).replace('-', '\u2212') }));
        Axes.bottom(scene, ticks, scale, bottom());
        surface.text(scene.width - RIGHT, bottom() + 32, parts.across, { fill: look.muted, anchor: 'end' });
      },

      moving(scene) {
        const { surface, look } = scene;
        const scale = x(scene.width);
        const xs = d3.range(n).map((i) => scale(i));
        rows.forEach((group, r) => {
          const { top, bottom: low, y } = box(r);
          const values = group ? parts.logits(group, state.index) : all();
          const colour = group ? Neurons.colour(look, group) : look.ink;
          surface.clip(LEFT, top - 3, scene.width - LEFT, low - top + 6, () => {
            surface.line(xs, Array.from(values, y), { stroke: colour, width: group ? 1.5 : 2 });
          });
          const some = values.some(Number.isFinite);
          const middle = [(LEFT + scene.width - RIGHT) / 2, (top + low) / 2];
          if (!some) Axes.instead(scene, middle[0], middle[1]);
          if (group) return;
          const best = highest(values);
          if (best.length === 0) {
            if (some) Axes.instead(scene, middle[0], middle[1], 'not a number at this step, for some answers');
            return;
          }
          const at = best[0];
          surface.circle(xs[at], y(values[at]), 4.5, { fill: at === right() ? look.ground : look.test, stroke: look.ink, width: 2 });
          const equals = best.length > 1 ? 'the first of equals' : 'highest';
          surface.text(scene.width - RIGHT, top - 5, `${equals}: ${at === right() ? 'right' : 'wrong'}`, {
            fill: look.ink, weight: 600, size: 12, anchor: 'end' });
        });
        if (state.token !== null) {
          const place = parts.places.indexOf(state.token);
          if (exact && place >= 0) surface.segment(scale(place), TOP, scale(place), bottom(), { stroke: look.focus, opacity: 0.4 });
        }
      },

      hover(px, py, width) {
        const r = rows.findIndex((_, i) => py >= box(i).top - 14 && py <= box(i).bottom + 6);
        const at = Math.round(x(width).invert(px));
        if (r < 0 || at < 0 || at >= n) return null;
        const group = rows[r];
        const value = (group ? parts.logits(group, state.index) : all())[at];
        return { ...(exact ? { token: at } : {}), tip: [Format.number(value, 4), `${parts.across} = ${parts.places[at]}`, group ? group.label : 'all together'] };
      },

      readout() {
        if (!exact) return parts.about();
        const best = highest(all());
        const correct = parts.right();
        return `At step ${Format.step(state.step)} ${says(best)}${correct === null ? '' : best[0] === correct ? ', which is right' : `; right is ${correct}`}. ${parts.about()}`;
      },

      alt() {
        const best = highest(all());
        const what = best.length > 0 ? `highest at ${parts.across} = ${parts.places[best[0]]}` : 'not numbers';
        return `Logits of ${exact ? `a = ${pair.a}, b = ${pair.b}` : 'the mean over all pairs'} at step ${Format.step(state.step)}: ${what}.`;
      },

      csv() {
        const columns = rows.map((group) => parts.logits(group, state.index));
        return [
          ['step', parts.across.replaceAll(' ', '_'), ...rows.map((group) => (group ? group.label.replaceAll(' ', '_') : 'all'))],
          ...parts.places.map((place, i) => [state.step, place, ...columns.map((values) => Number(values[i].toPrecision(7)))]),
        ];
      },

      options: last === 0 ? [] : [{
        label: 'axes',
        choices: [['final', 'final step'], ['run', 'whole run']],
        value: () => range,
        choose: (value) => { range = value; },
      }],

      sliders: !exact ? [] : /** @type {('a'|'b')[]} */ (['a', 'b']).map((name) => ({
        label: name, low: 0, high: p - 1, value: () => pair[name], choose: (value) => { pair[name] = value; } })),
    };
  },
});
