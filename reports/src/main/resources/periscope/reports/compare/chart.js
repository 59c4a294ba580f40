// @ts-check
/**
 * Charts of measures over steps with a line for every run: what the panels of losses, accuracies and
 * other measures share.
 *
 * @typedef {object} Plot
 * @property {() => string} id      the measure
 * @property {() => string} title
 * @property {number} share         its share of the height
 * @property {() => boolean} log
 * @property {[number, number]} [range]  fixed range of values
 */
const CompareChart = (() => {
  const LEFT = 48;
  const TOP = 26;
  const GAP = 40;
  /** More groups than colours and dashes can tell apart. */
  const CROWD = 48;

  /**
   * @param {ComparePage} page
   * @param {() => Plot[]} plots
   * @param {(width: number) => number} tall  height of all plots together
   * @param {Option[]} options
   * @returns {CompareView}
   */
  function create(page, plots, tall, options) {
    const { state, curves } = page;
    plots().forEach((plot) => void curves.want(plot.id()));
    const extents = new Extents(page);

    /** Curves of a measure that can be drawn now. @param {string} id */
    function lines(id) {
      return state.groups.flatMap((group) => group.runs.flatMap((run) => {
        const curve = curves.of(run, id);
        const offset = state.offset(run);
        return curve && curve.steps.length > 0 && !Number.isNaN(offset) ? [{ run, group, curve, offset }] : [];
      }));
    }

    /** @param {number} width */
    function layout(width) {
      const shown = plots();
      const right = width - (width < 560 ? 12 : 20);
      const total = d3.sum(shown, (plot) => plot.share);
      let top = TOP;
      const boxes = shown.map((plot) => {
        const height = Math.round((tall(width) * plot.share) / total);
        const box = { plot, top, bottom: top + height, y: scale(plot, top, top + height) };
        top += height + GAP;
        return box;
      });
      const left = Axes.room(boxes.flatMap(({ y }) => y.ticks), LEFT);
      return { boxes, left, axis: new SpanAxis(page, left, right), bottom: top - GAP };
    }

    /** @param {Plot} plot @param {number} top @param {number} bottom */
    function scale(plot, top, bottom) {
      const [low, high] = extents.of(plot).range;
      const log = plot.log();
      const d3Scale = log ? d3.scaleLog([low, high], [bottom, top]).clamp(true) : d3.scaleLinear([low, high], [bottom, top]);
      if (!log && !plot.range) d3Scale.nice(4);
      // The scale written out, since it is asked for every column of every line in every frame.
      const [from, to] = d3Scale.domain().map((/** @type {number} */ end) => (log ? Math.log(end) : end));
      const slope = (top - bottom) / (to - from);
      /** A value's height; what is not above 0 stands on the floor of a logarithmic axis. @param {number} value */
      const of = (value) => (!log ? bottom + slope * (value - from)
        : value > 0 ? Math.max(top, Math.min(bottom, bottom + slope * (Math.log(value) - from))) : Number.isNaN(value) ? NaN : bottom);
      const ticks = log ? Axes.powers(low, high, 7) : Axes.ticks(d3Scale, d3Scale.ticks(4));
      return { of, ticks };
    }

    /** @typedef {ReturnType<typeof layout>['boxes'][number]} Box */

    /** @param {Scene} scene @param {ReturnType<typeof layout>} at @param {Box} box */
    function lay(scene, at, box) {
      const { surface, look } = scene;
      const all = lines(box.plot.id());
      const column = state.view.moving ? 2 : 1;
      surface.clip(at.left, box.top - 3, at.axis.x1 - at.left, box.bottom - box.top + 6, () => {
        const crowd = state.groups.length > CROWD;
        for (const { group, curve, offset } of all) {
          const many = group.runs.length > 2;
          const plain = many || crowd;
          const stroke = many ? d3.interpolateRgb(look.ground, state.colour(look, group))(look.name === 'dark' ? 0.5 : 0.42) : state.colour(look, group);
          const { xs, ys } = Trace.line(curve, offset, at.axis, box.y.of, column);
          if (curve.steps.length === 1) surface.circle(xs[0], ys[0], 3.5, { fill: state.colour(look, group) });
          else surface.line(xs, ys, { stroke, width: plain ? 1 : 1.6, dash: plain ? undefined : state.dash(group) });
        }
        for (const group of state.groups) {
          if (group.runs.length > 2) middle(scene, at, box, group, all.filter((line) => line.group === group));
        }
      });
    }

    /** A triangle where a line leaves the axis: it is drawn along the edge from there. @param {Scene} scene @param {ReturnType<typeof layout>} at @param {Box} box */
    function leave({ surface, look }, at, box) {
      for (const { run, step, above } of extents.of(box.plot).beyond) {
        const group = state.groupOf.get(run.index);
        const x = at.axis.x(step - state.offset(run));
        if (!group || !(x >= at.left && x <= at.axis.x1)) continue;
        const [tip, base] = above ? [box.top - 7, box.top] : [box.bottom + 7, box.bottom];
        surface.line([x - 4.5, x + 4.5, x], [base, base, tip], { fill: state.colour(look, group) }, true);
      }
    }

    /**
     * A group's median and band.
     *
     * @param {Scene} scene
     * @param {ReturnType<typeof layout>} at
     * @param {Box} box
     * @param {RunGroup} group
     * @param {ReturnType<typeof lines>} members
     */
    function middle(scene, at, box, group, members) {
      if (members.length < 3) return;
      const { xs, median, low, high } = Trace.band(members, at.axis, box.y.of, state.view.moving ? 8 : 4);
      if (xs.length < 2) return;
      const colour = state.colour(scene.look, group);
      scene.surface.line([...xs, ...[...xs].reverse()], [...low, ...[...high].reverse()], { fill: colour, opacity: 0.16 }, true);
      scene.surface.line(xs, median, { stroke: scene.look.ground, width: 4.5 });
      scene.surface.line(xs, median, { stroke: colour, width: 2.4, dash: state.dash(group) });
    }

    /** Says in the plot why it is empty, or who is not in it. @param {Scene} scene @param {ReturnType<typeof layout>} at @param {Box} box */
    function remark(scene, at, box) {
      const id = box.plot.id();
      const having = state.run.readable.filter((run) => run.curves.includes(id));
      const never = having.filter((run) => Number.isNaN(state.offset(run))).length;
      const waiting = having.filter((run) => !curves.of(run, id)).length;
      const beyond = extents.of(box.plot).beyond.length;
      const texts = [
        having.length === 0 ? 'no run has it' : having.length < state.run.runs.length ? `${having.length} of ${state.run.runs.length} runs have it` : '',
        never > 0 ? `${never} without ${state.view.align.slice(7).replaceAll('-', ' ')} not shown` : '',
        waiting > 0 ? `${waiting} not read yet` : '',
        beyond > 0 ? `${beyond} beyond the axis (${beyond === 1 ? 'triangle' : 'triangles'})` : '',
      ].filter(Boolean);
      if (texts.length > 0) Axes.title(scene, at.axis.x1, box.top - 11, texts.join('; '), 'end');
    }

    /** The curve nearest to a point. @param {Box} box @param {SpanAxis} axis @param {number} px @param {number} py */
    function nearest(box, axis, px, py) {
      const step = axis.step(px);
      let best = null;
      let least = 26;
      for (const line of lines(box.plot.id())) {
        // The stretch of steps under the pointer: noise is as wide as it is drawn.
        const from = Trace.gallop(line.curve.steps, 0, axis.step(px - 3) + line.offset);
        const to = Math.max(from + 1, Trace.gallop(line.curve.steps, from, axis.step(px + 3) + line.offset));
        for (let i = from; i < Math.min(to, line.curve.steps.length); i += Math.max(1, Math.floor((to - from) / 50))) {
          const distance = Math.hypot(axis.x(line.curve.steps[i] - line.offset) - px, box.y.of(line.curve.values[i]) - py);
          if (distance < least) {
            least = distance;
            best = { ...line, i };
          }
        }
        const value = Statistics.at(line.curve, step + line.offset);
        const distance = Math.abs(box.y.of(value) - py);
        if (distance < least) {
          least = distance;
          best = { ...line, i: d3.bisectRight(/** @type {any} */ (line.curve.steps), step + line.offset) - 1 };
        }
      }
      return best;
    }

    return {
      height: (width) => layout(width).bottom + 38,
      span: (width) => layout(width).axis,
      options,

      still(scene) {
        const at = layout(scene.width);
        for (const box of at.boxes) {
          Axes.left(scene, box.y.ticks, box.y.of, at.left, at.axis.x1);
          Axes.title(scene, 0, box.top - 11, box.plot.title());
          remark(scene, at, box);
          lay(scene, at, box);
          leave(scene, at, box);
        }
        if (at.axis.aligned) {
          const x = Math.round(at.axis.x(0)) + 0.5;
          if (x >= at.left && x <= at.axis.x1) scene.surface.segment(x, TOP, x, at.bottom, { stroke: scene.look.muted, dash: [2, 3] });
        }
        at.axis.axis(scene, at.bottom);
      },

      moving(scene) {
        const { surface, look } = scene;
        const at = layout(scene.width);
        const { brush } = state.view;
        if (brush) {
          const [from, to] = brush.map((step) => at.axis.x(step));
          for (const { top, bottom } of at.boxes) surface.rect(from, top, to - from, bottom - top, { fill: look.muted, opacity: 0.2 });
        }
        const run = state.highlighted;
        if (!run) return;
        for (const box of at.boxes) {
          const line = lines(box.plot.id()).find((one) => one.run === run);
          if (!line) continue;
          surface.clip(at.left, box.top - 3, at.axis.x1 - at.left, box.bottom - box.top + 6, () => {
            const { xs, ys } = Trace.line(line.curve, line.offset, at.axis, box.y.of, 1);
            if (xs.length === 1) surface.circle(xs[0], ys[0], 5, { stroke: look.focus, width: 2 });
            surface.line(xs, ys, { stroke: look.ground, width: 4 });
            surface.line(xs, ys, { stroke: look.focus, width: 1.8 });
            const reverse = ys.findLastIndex((one) => !Number.isNaN(one));
            if (reverse < 0) return;
            const y = Math.max(box.top + 10, Math.min(box.bottom - 6, ys[reverse] - 8));
            surface.text(Math.min(at.axis.x1, xs[reverse]) - 5, y, short(run.label), {
              fill: look.ink, weight: 600, size: 12, anchor: 'end', halo: look.ground });
          });
        }
      },

      hover(x, y, width) {
        const at = layout(width);
        const box = at.boxes.find((one) => y >= one.top - 8 && y <= one.bottom + 8);
        if (!box || x < at.left - 4 || x > at.axis.x1 + 4) return null;
        const found = nearest(box, at.axis, x, y);
        if (!found || found.i < 0) return null;
        const value = found.curve.values[found.i];
        return { run: found.run, tip: [
          short(found.run.label), `${box.plot.id()}  ${Format.number(value, 4)}`, `step ${Format.step(found.curve.steps[found.i])}`,
          ...(state.groups.length > 1 ? [short(found.group.label)] : [])] };
      },

      alt: () => `${plots().map((plot) => plot.id()).join(' and ')} of ${state.run.readable.length} runs over ${layout(960).axis.title()}`
        + `${state.highlighted ? `; ${state.highlighted.label} is highlighted` : ''}.`,

      csv: () => table(page, plots().map((plot) => plot.id())),
    };
  }

  /** Labels longer than a line are cut in figures. @param {string} label */
  const short = (label) => (label.length > 44 ? `${label.slice(0, 43)}…` : label);

  /** All values of all runs, in long form. @param {ComparePage} page @param {string[]} ids @returns {(string|number)[][]} */
  function table({ state, curves }, ids) {
    /** @type {(string|number)[][]} */
    const rows = [['run', 'group', 'id', 'step', 'value']];
    for (const group of state.groups) {
      for (const run of group.runs) {
        for (const id of ids) {
          const curve = curves.of(run, id);
          if (!curve) continue;
          for (let i = 0; i < curve.steps.length; i++) {
            rows.push([run.label, group.label, id, curve.steps[i], Format.full(curve.values[i], curve.encoding)]);
          }
        }
      }
    }
    return rows;
  }

  return { create, short };
})();
