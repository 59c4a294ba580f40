// @ts-check
/**
 * Losses without parts of the network, a line for each part over the steps, with the full loss to
 * compare, and the step's values as bars. From the measures file.
 *
 * @typedef {object} WithoutVariant
 * @property {string} value
 * @property {string} label
 * @property {string} id     series of one value a part
 * @property {string} full   the loss of the whole network
 *
 * @typedef {object} Without
 * @property {string} option
 * @property {WithoutVariant[]} variants
 * @property {(page: Page, shape: number[]) => string[]} parts  names, in the order of a row
 * @property {(page: Page, look: Look, i: number, text: boolean) => string} colour
 */

/** @param {Without} what @returns {(page: Page) => View} */
const withoutView = (what) => (page) => {
  const { run, state } = page;
  const TOP = 26;
  const HEIGHT = 230;
  const variants = what.variants.filter(({ id }) => run.has(id));
  let variant = variants[0];
  const many = run.steps.length > 1;
  const DASHES = [undefined, [7, 3], [2, 3], [9, 3, 2, 3]];
  const VALUE = { fill: '', size: 11.5 };

  const data = () => {
    const series = run.series(variant.id);
    return { series, full: run.has(variant.full) ? run.series(variant.full) : undefined, names: what.parts(page, series.shape) };
  };

  /** All that is drawn, at every step. */
  function all() {
    const { series, full, names } = data();
    return d3.range(run.steps.length).flatMap((i) => [...(full ? [full.at(i)] : []), ...names.map((_, j) => series.at(i, j))]);
  }

  /** Smallest positive and largest loss over the run. */
  function ends() {
    const [low, high] = d3.extent(all().filter((value) => value > 0 && value < Infinity));
    return low === undefined || high === undefined ? [0.1, 1] : Axes.logEnds(low, high, 1.4);
  }

  /** Width of the longest value that stands behind a bar, at any step. */
  function valueRoom() {
    const labels = all().map((value) => Format.number(value, 3));
    return Lettering.width(d3.greatest(labels, (label) => label.length) || '', VALUE) + 10;
  }

  /** @param {number} width */
  function layout(width) {
    const beside = width > 620 && many;
    const { names } = data();
    const label = Math.min(width * 0.3, Math.max(...['whole network', ...names].map((name) => Lettering.width(name, { fill: '', size: 12, weight: 600 }))) + 12);
    const left = 44;
    const barsWidth = beside ? width * 0.34 : width;
    const right = beside ? width - barsWidth - 30 - 40 : width - 40;
    const row = Math.min(24, Math.max(15, HEIGHT / (names.length + 1)));
    const box = { top: TOP, bottom: TOP + HEIGHT };
    const barsTop = !many ? TOP : beside ? TOP : box.bottom + 66;
    return {
      left, right, box, label, row, beside, barsTop, barsLeft: (beside ? width - barsWidth : 0) + label, barsRight: width - valueRoom(),
      time: new TimeAxis(state, left, right), scale: d3.scaleLog(ends(), [box.bottom, box.top]).clamp(true),
      bottom: Math.max(many ? box.bottom + 38 : 0, barsTop + (names.length + 1) * row + 26),
    };
  }

  /** @type {{ key: string, value: ReturnType<typeof layout> } | undefined} */
  let known;
  /** @param {number} width */
  function laidOut(width) {
    const key = `${width} ${state.view.xScale} ${variant.id}`;
    if (!known || known.key !== key) known = { key, value: layout(width) };
    return known.value;
  }

  /** @param {ReturnType<typeof layout>} at */
  const y = (at) => (/** @type {number} */ value) => (value > 0 && value < Infinity ? at.scale(value) : value === 0 ? at.box.bottom : NaN);

  /** Values of the step, the whole network's first. */
  const now = () => {
    const { series, full, names } = data();
    return [
      ...(full ? [{ name: 'whole network', value: full.at(state.index), i: -1 }] : []),
      ...names.map((name, i) => ({ name, value: series.at(state.index, i), i })),
    ];
  };

  return {
    height: (width) => laidOut(width).bottom,
    stepAt: many ? (x, py, width) => {
      const at = laidOut(width);
      return x < 20 || x > at.right + 20 || py > at.box.bottom + 30 ? null : at.time.indexAt(x);
    } : undefined,

    still(scene) {
      if (!many) return;
      const { surface, look } = scene;
      const at = laidOut(scene.width);
      const { series, full, names } = data();
      const [low, high] = at.scale.domain();
      Axes.title(scene, 0, 11, 'loss');
      Axes.left(scene, Axes.powers(low, high, 8), at.scale, at.left, at.right);
      at.time.eventLines(scene, at.box.top, at.box.bottom);
      if (full) {
        const line = at.time.line(full, y(at));
        surface.line(line.xs, line.ys, { stroke: look.ink, width: 2, dash: [4, 3] });
      }
      const labels = [];
      names.forEach((name, i) => {
        const xs = run.steps.map((step) => at.time.x(step));
        const ys = run.steps.map((_, k) => y(at)(series.at(k, i)));
        surface.line(xs, ys, { stroke: what.colour(page, look, i, false), width: 1.7, dash: DASHES[Math.floor(i / 8) % DASHES.length] });
        if (Number.isFinite(ys[ys.length - 1])) labels.push({ y: ys[ys.length - 1], name: name.replace('without ', ''), i });
      });
      if (full && Number.isFinite(y(at)(full.at(run.steps.length - 1)))) labels.push({ y: y(at)(full.at(run.steps.length - 1)), name: 'whole', i: -1 });
      for (const label of Axes.dodge(labels, 12.5, at.box.top, at.box.bottom)) {
        surface.text(at.right + 6, label.y, label.name, {
          fill: label.i < 0 ? look.ink : what.colour(page, look, label.i, true), baseline: 'middle', size: 11.5, weight: 600 });
      }
      at.time.axis(scene, at.box.bottom);
    },

    moving(scene) {
      const { surface, look } = scene;
      const at = laidOut(scene.width);
      if (many) {
        const x = at.time.marker(scene, [at.box]);
        for (const { value, i } of now()) {
          const place = y(at)(value);
          if (Number.isFinite(place)) surface.circle(x, place, 3.5, { fill: i < 0 ? look.ink : what.colour(page, look, i, false), stroke: look.ground, width: 1.2 });
        }
      }
      const bars = now();
      const most = d3.max(bars, (bar) => (Number.isFinite(bar.value) ? bar.value : 0)) || 1;
      Axes.title(scene, at.barsLeft - at.label, at.barsTop - 12, `loss at step ${Format.step(state.step)}, from the measures file`);
      bars.forEach(({ name, value, i }, k) => {
        const middle = at.barsTop + (k + 0.5) * at.row;
        const length = Number.isFinite(value) ? Math.max(0, value / most) * (at.barsRight - at.barsLeft) : 0;
        surface.text(at.barsLeft - 8, middle, name, {
          fill: i < 0 ? look.ink : what.colour(page, look, i, true), size: 12, weight: 600, anchor: 'end', baseline: 'middle' });
        surface.rect(at.barsLeft, middle - at.row * 0.32, length, at.row * 0.64, { fill: i < 0 ? look.ink : what.colour(page, look, i, false) });
        surface.text(at.barsLeft + length + 6, middle, Format.number(value, 3), { ...VALUE, fill: look.ink, baseline: 'middle' });
      });
    },

    alt: () => `Loss at step ${Format.step(state.step)}: ${now().map(({ name, value }) => `${name} ${Format.spoken(value)}`).join(', ')}.`,

    csv() {
      const { series, full, names } = data();
      return [
        ['step', ...(full ? [variant.full] : []), ...names.map((name) => `${variant.id} ${name}`)],
        ...run.steps.map((step, i) => [step, ...(full ? [Format.full(full.at(i), full.encoding)] : []),
          ...names.map((_, j) => Format.full(series.at(i, j), series.encoding))]),
      ];
    },

    options: variants.length < 2 ? [] : [{
      label: what.option,
      choices: variants.map(({ value, label }) => /** @type {[string, string]} */ ([value, label])),
      value: () => variant.value,
      choose: (value) => { variant = variants.find((one) => one.value === value) || variant; },
    }],
  };
};

/** Parts of no group of neurons take the palette's colours in turn. @param {Look} look @param {number} i @param {boolean} text */
const partColour = (look, i, text) => (text ? look.groupText : look.groups)[i % look.groups.length];

Panels.add({
  id: 'without-key',
  section: 'ablations',
  title: 'Loss without each key frequency',
  how: 'The train loss when one key frequency is taken out of the logits, a line for each, and the loss of the whole network. While a line lies on the whole network’s, nothing relies on that frequency; where it rises, the circuit has begun to.',
  span: 'full',
  needs: [],
  optional: true,
  absent: ({ run, neurons }) => (neurons.keys.length === 0 ? `there are no key frequencies: ${run.reasons.keys || 'no neuron is explained by one'}`
    : run.has('excluded/per-key/train') ? undefined : run.missing(['excluded/per-key/train'])),
  create: withoutView({
    option: 'taken out',
    variants: [
      { value: 'projections', label: 'of the logits', id: 'excluded/per-key/train', full: 'loss/train' },
      { value: 'cubes', label: 'their cosine only', id: 'excluded-cube/per-key/train', full: 'loss/train' },
      { value: 'neurons', label: 'of the neurons', id: 'excluded-mlp/per-key/train', full: 'loss/train' },
    ],
    parts: ({ neurons }) => neurons.keys.map((k) => `without ${k}`),
    colour({ neurons }, look, i, text) {
      const group = neurons.ofFrequency(neurons.keys[i]);
      if (!group) return partColour(look, i, text);
      return text ? Neurons.textColour(look, group) : Neurons.colour(look, group);
    },
  }),
});

Panels.add({
  id: 'without-head',
  section: 'ablations',
  title: 'Loss without each head of attention',
  how: 'The loss when one head hands on nothing, or only its mean over all inputs, a line for each, named layer.head. A head whose line stays with the whole network’s can be spared; where several can, they may stand in for each other.',
  span: 'full',
  needs: [],
  optional: true,
  absent: ({ run }) => (run.has('ablation/heads/train') || run.has('ablation/heads/test') ? undefined : run.missing(['ablation/heads/train'])),
  create: withoutView({
    option: 'examples, in its place',
    variants: [
      { value: 'test', label: 'test, 0', id: 'ablation/heads/test', full: 'loss/test' },
      { value: 'train', label: 'train, 0', id: 'ablation/heads/train', full: 'loss/train' },
      { value: 'test-mean', label: 'test, mean', id: 'ablation/heads-mean/test', full: 'loss/test' },
      { value: 'train-mean', label: 'train, mean', id: 'ablation/heads-mean/train', full: 'loss/train' },
    ],
    parts: (_page, [layers, heads]) => d3.range(layers * heads).map((i) => `without ${Math.floor(i / heads)}.${i % heads}`),
    colour: (_page, look, i, text) => partColour(look, i, text),
  }),
});
