// @ts-check
ComparePanels.add({
  id: 'correlation',
  section: 'outcomes',
  title: 'Two measures across runs',
  how: 'Each dot is a run: events by their step, measures by their last value. Spearman’s ρ compares ranks, so it does not care about units or logarithms; with ten seeds, |ρ| below about 0.65 is what chance often gives.',
  span: 'half',
  needs: [],
  absent: ({ run }) => (run.comparable().length >= 2 ? undefined : 'fewer than two measures have numbers in two runs'),

  create({ run, state }) {
    const LEFT = 58;
    const ids = run.comparable();
    /** @param {string[]} wanted @param {string} [not] */
    const first = (wanted, not) => [...wanted, ...ids].find((id) => ids.includes(id) && id !== not) || ids[0];
    const chosen = { x: '', y: '' };
    chosen.x = first(['events/generalised', 'events/half', 'events/memorised']);
    chosen.y = first(['weights/sum-of-squares', 'keys/count', 'loss/test'], chosen.x);

    /** A scale of the values shown; logarithmic over more than two decades. @param {number[]} values @param {number} from @param {number} to */
    function scale(values, from, to) {
      const [low, high] = [Number(d3.min(values) ?? 0), Number(d3.max(values) ?? 1)];
      const log = low > 0 && high / low > 100;
      const margin = (high - low) * 0.06 || Math.abs(high) * 0.1 || 1;
      const made = log ? d3.scaleLog([low / 1.3, high * 1.3], [from, to]) : d3.scaleLinear([low - margin, high + margin], [from, to]);
      const ticks = log ? Axes.powers(low / 1.3, high * 1.3, 6) : Axes.ticks(made, made.ticks(5));
      return { of: (/** @type {number} */ value) => made(value), ticks };
    }

    /** @param {number} width */
    function layout(width) {
      const right = width - 12;
      const top = 30 + 13 * (state.groups.length > 1 && state.groups.length <= 3 ? state.groups.length : 0);
      const bottom = top + Math.round(Math.min(300, width * 0.55));
      const shown = state.groups.flatMap((group) => group.runs.map((one) => ({ run: one, group, x: run.value(one, chosen.x), y: run.value(one, chosen.y) })))
        .filter((dot) => Number.isFinite(dot.x) && Number.isFinite(dot.y));
      const y = scale(shown.map((dot) => dot.y), bottom, top);
      const left = Axes.room(y.ticks, LEFT);
      const x = scale(shown.map((dot) => dot.x), left, right);
      return { x, y, left, dots: shown.map((dot) => ({ ...dot, px: x.of(dot.x), py: y.of(dot.y) })), right, bottom };
    }

    /** What the ranks say, of all runs and of each group. @param {ReturnType<typeof layout>} at */
    function rho(at) {
      const say = (/** @type {typeof at.dots} */ dots) => {
        const found = Statistics.spearman(dots.map((dot) => /** @type {[number, number]} */ ([dot.x, dot.y])));
        return `ρ = ${Number.isNaN(found.rho) ? '–' : Format.number(found.rho, 2)}, n = ${found.n}`;
      };
      const groups = state.groups.length > 1 && state.groups.length <= 3
        ? state.groups.map((group) => `${CompareChart.short(group.label)}: ${say(at.dots.filter((dot) => dot.group === group))}`) : [];
      return [`Spearman’s ${say(at.dots)}`, ...groups];
    }

    return {
      height: (width) => layout(width).bottom + 38,
      options: [
        { label: 'across', menu: true, choices: ids.map((id) => [id, Study.title(id)]), value: () => chosen.x, choose: (value) => { chosen.x = value; } },
        { label: 'up', menu: true, choices: ids.map((id) => [id, Study.title(id)]), value: () => chosen.y, choose: (value) => { chosen.y = value; } },
      ],

      still(scene) {
        const { surface, look } = scene;
        const at = layout(scene.width);
        Axes.left(scene, at.y.ticks, at.y.of, at.left, at.right);
        surface.segment(at.left, at.bottom + 0.5, at.right, at.bottom + 0.5, { stroke: look.faint });
        Axes.bottom(scene, at.x.ticks, at.x.of, at.bottom);
        Axes.title(scene, 0, 12, Study.title(chosen.y));
        const [all, ...groups] = rho(at);
        surface.text(at.right, 12, all, { fill: look.ink, weight: 600, size: 12, anchor: 'end' });
        surface.text(at.right, at.bottom + 33, Study.title(chosen.x), { fill: look.muted, anchor: 'end' });
        groups.forEach((text, i) => surface.text(at.right, 26 + 13 * i, text, { fill: state.textColour(look, state.groups[i]), size: 11, anchor: 'end' }));
        for (const dot of at.dots) {
          const colour = state.colour(look, dot.group);
          const hollow = dot.group.index % 2 === 1;
          surface.circle(dot.px, dot.py, 4.5, { fill: hollow ? look.ground : colour, stroke: hollow ? colour : look.ground, width: hollow ? 2 : 1 });
        }
      },

      moving(scene) {
        const dot = layout(scene.width).dots.find((one) => one.run === state.highlighted);
        if (dot) scene.surface.circle(dot.px, dot.py, 7.5, { stroke: scene.look.focus, width: 2 });
      },

      hover(x, y, width) {
        const near = d3.least(layout(width).dots, (dot) => Math.hypot(dot.px - x, dot.py - y));
        if (!near || Math.hypot(near.px - x, near.py - y) > 14) return null;
        return { run: near.run, tip: [
          CompareChart.short(near.run.label), `${Study.title(chosen.x)}  ${Format.number(near.x, 5)}`, `${Study.title(chosen.y)}  ${Format.number(near.y, 5)}`] };
      },

      alt: () => `${Study.title(chosen.y)} against ${Study.title(chosen.x)}. ${rho(layout(600)).join('; ')}.`,

      csv: () => [
        ['run', 'group', chosen.x, chosen.y],
        ...layout(600).dots.map((dot) => [dot.run.label, dot.group.label, dot.x, dot.y]),
      ],
    };
  },
});
