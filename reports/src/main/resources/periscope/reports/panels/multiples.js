// @ts-check
/**
 * Small multiples of a family of measures, each on its own axis. A click on a title puts the measure
 * into the chart of measures together.
 *
 * @param {Family} family
 * @returns {(page: Page) => View}
 */
const multiplesView = (family) => ({ run, state }) => {
  const many = run.steps.length > 1;
  const PLOT = many ? 52 : 0;
  const HEAD = 38;
  const GAP = 22;
  const ROW = many ? HEAD + PLOT + 26 : HEAD + 6;
  const BOX = 9;
  const lettering = { fill: '', size: 11.5, weight: 600 };

  /** From 0 unless that leaves half of the room empty. @param {number} low @param {number} high */
  function linear(low, high) {
    if (!(low <= high)) return [0, 1];
    if (Format.flat(low, high)) return low === 0 ? [0, 1] : [Math.min(low, 0), Math.max(high, 0)];
    return [low < 0 || low > high / 2 ? low : 0, high];
  }

  const charts = Measures.ofFamily(run, family).map(({ id }) => {
    const series = run.series(id);
    const { low, high, positive } = Measures.range(series);
    const log = Measures.isLoss(run, id) && positive < Infinity && high / positive > 50;
    const ends = log ? [positive, high] : linear(low, high);
    return { id, series, log, ends, digits: Format.digits(ends[0], ends[1]), label: Measures.label(id) };
  });

  /** @param {number} width */
  function layout(width) {
    const columns = Math.max(1, Math.min(charts.length, Math.floor((width + GAP) / (168 + GAP))));
    const cell = (width - GAP * (columns - 1)) / columns;
    const places = charts.map((chart, i) => {
      const x = (i % columns) * (cell + GAP);
      const top = Math.floor(i / columns) * ROW;
      const box = { top: top + HEAD, bottom: top + HEAD + PLOT };
      const y = (chart.log ? d3.scaleLog : d3.scaleLinear)(chart.ends, [box.bottom, box.top]).clamp(true);
      return { chart, x, top, box, y, time: new TimeAxis(state, x, x + cell - 1) };
    });
    return { places, cell, rows: Math.ceil(charts.length / columns) };
  }

  /** The last layout, which scrubbing asks for again and again. @type {{ key: string, value: ReturnType<typeof layout> } | undefined} */
  let known;
  /** @param {number} width */
  function laidOut(width) {
    const key = `${width} ${state.view.xScale}`;
    if (!known || known.key !== key) known = { key, value: layout(width) };
    return known.value;
  }

  /** @param {number} x @param {number} y @param {number} width */
  const placeAt = (x, y, width) => {
    const at = laidOut(width);
    return at.places.find((one) => x >= one.x && x < one.x + at.cell && y >= one.top && y < one.box.bottom + 8);
  };

  /** Where a value is. @param {(v: number) => number} y @param {boolean} log @param {number} bottom */
  const shown = (y, log, bottom) => (/** @type {number} */ value) => (log ? (value > 0 ? y(value) : value === 0 ? bottom : NaN) : y(value));

  return {
    height: (width) => laidOut(width).rows * ROW - 8,
    stepAt: many ? (x, y, width) => {
      const place = placeAt(x, y, width);
      return place && y >= place.box.top - 4 ? place.time.indexAt(x) : null;
    } : undefined,
    press(x, y, width) {
      const place = many && placeAt(x, y, width);
      if (!place || y >= place.box.top - 4) return false;
      state.toggleOverlay(place.chart.id);
      return true;
    },

    still(scene) {
      const { surface, look } = scene;
      const at = laidOut(scene.width);
      for (const { chart, x, top, box, y, time } of at.places) {
        if (!many) {
          surface.text(x, top + 11, Measures.elide(chart.label, at.cell, lettering), { ...lettering, fill: look.ink });
          continue;
        }
        const overlaid = state.view.overlay.find((one) => one.id === chart.id);
        const style = overlaid && Measures.style(look, overlaid.slot);
        surface.rect(x + 0.5, top + 2.5, BOX, BOX, { stroke: style ? style.stroke : look.faint, fill: style ? style.stroke : undefined });
        if (style) surface.line([x + 2.5, x + 4.5, x + 8], [top + 7, top + 9.5, top + 4.5], { stroke: look.ground, width: 1.5 });
        surface.text(x + BOX + 6, top + 11, Measures.elide(chart.label, at.cell - BOX - 8, lettering), { ...lettering, fill: look.ink });
        surface.segment(x, box.bottom + 0.5, time.x1, box.bottom + 0.5, { stroke: look.faint });
        surface.segment(x, box.top + 0.5, time.x1, box.top + 0.5, { stroke: look.rule });
        time.eventLines(scene, box.top, box.bottom);
        const { xs, ys } = time.line(chart.series, shown(y, chart.log, box.bottom));
        if (xs.length > 1) surface.line(xs, ys, { stroke: style ? style.stroke : look.ink, width: 1.4, dash: style && style.dash });
        const small = { fill: look.muted, size: 10 };
        surface.text(x, box.bottom + 12, Format.number(chart.ends[0], chart.digits), small);
        surface.text(time.x1, box.top - 4, Format.number(chart.ends[1], chart.digits), { ...small, anchor: 'end' });
        if (chart.log) surface.text(time.x1, box.bottom + 12, 'log', { ...small, anchor: 'end' });
      }
    },

    moving(scene) {
      const { surface, look } = scene;
      for (const { chart, x, top, box, y, time } of laidOut(scene.width).places) {
        const value = chart.series.at(state.index);
        surface.text(x, top + 28, Format.number(value, chart.digits), { fill: look.ink, size: 13 });
        if (!many) continue;
        const at = time.marker(scene, [box]);
        const place = shown(y, chart.log, box.bottom)(value);
        if (Number.isFinite(place)) surface.circle(at, place, 3, { fill: look.ink, stroke: look.ground, width: 1 });
      }
    },

    hover(x, y, width) {
      const place = placeAt(x, y, width);
      if (!place) return null;
      if (!many) return { tip: [Format.number(place.chart.series.at(0), 6), place.chart.id] };
      if (y < place.box.top - 4) {
        const on = state.view.overlay.some((one) => one.id === place.chart.id);
        return { tip: [place.chart.id, on ? 'click to take it out of “Measures together”' : 'click to draw it in “Measures together”'] };
      }
      const index = place.time.indexAt(x);
      return { tip: [Format.number(place.chart.series.at(index), 4), place.chart.id, `step ${Format.step(run.steps[index])}`] };
    },

    alt: () => `At step ${Format.step(state.step)}: ${charts.map(({ id, series }) => `${id} ${Format.spoken(series.at(state.index))}`).join(', ')}.`,

    csv: () => [
      ['step', ...charts.map(({ id }) => id)],
      ...run.steps.map((step, i) => [step, ...charts.map(({ series }) => Format.full(series.at(i), series.encoding))]),
    ],
  };
};

for (const family of Measures.FAMILIES) {
  Panels.add({
    id: `measures-${family.id}`,
    section: 'progress',
    title: family.title,
    how: family.how,
    span: 'half',
    needs: [],
    optional: true,
    absent: ({ run }) => (Measures.ofFamily(run, family).length === 0 ? 'the run has no such measure' : undefined),
    create: multiplesView(family),
  });
}
