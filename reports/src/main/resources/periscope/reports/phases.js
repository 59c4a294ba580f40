// @ts-check
/**
 * The phases of Nanda et al. 2023 as stretches of the axis of steps: a bar with a name for each, and a
 * tint of the ground.
 *
 * @typedef {object} Phase
 * @property {string} name
 * @property {number} from
 * @property {number} to
 * @property {(look: Look) => string} colour
 */
const Phases = (() => {
  const NAMES = 13;
  const BAR = 5;

  /** @param {Run} run @returns {Phase[]} */
  function of(run) {
    const last = Math.max(...run.steps, ...run.metricSteps.slice(-1));
    const first = Math.min(run.steps[0], ...run.metricSteps.slice(0, 1));
    const memorised = run.phase('memorisation-end');
    const formed = run.phase('circuit-formation-end');
    const cleaning = run.phase('clean-up-start');
    const cleaned = run.phase('clean-up-end');
    /** @type {Phase[]} */
    const phases = [];
    if (memorised !== undefined) phases.push({ name: 'memorisation', from: first, to: memorised, colour: (look) => look.train });
    if (formed !== undefined) {
      phases.push({ name: 'circuit formation', from: memorised === undefined ? first : memorised, to: formed, colour: (look) => look.groups[0] });
    }
    if (cleaning !== undefined) {
      phases.push({ name: 'clean-up', from: cleaning, to: cleaned === undefined ? last : cleaned, colour: (look) => look.test });
    }
    return phases.filter((phase) => phase.to > phase.from);
  }

  /** Room that the bars and their names take. @param {Phase[]} phases */
  const height = (phases) => (phases.length ? NAMES + phases.length * BAR + 2 : 0);

  /**
   * Names in one line, each as near to its bar as its neighbours allow, and below them a bar each.
   *
   * @param {Scene} scene
   * @param {TimeAxis} time
   * @param {number} top
   * @param {Phase[]} phases
   */
  function bars(scene, time, top, phases) {
    const { surface, look } = scene;
    const style = { fill: look.ink, size: 10.5 };
    const widths = phases.map((phase) => Lettering.width(phase.name, style) + 13);
    const lefts = phases.map((phase, i) => (time.x(phase.from) + time.x(phase.to)) / 2 - widths[i] / 2);
    phases.forEach((_, i) => { lefts[i] = Math.max(lefts[i], i === 0 ? time.x0 : lefts[i - 1] + widths[i - 1] + 8); });
    for (let i = phases.length - 1; i >= 0; i--) {
      lefts[i] = Math.min(lefts[i], (i === phases.length - 1 ? scene.width : lefts[i + 1] - 8) - widths[i]);
    }
    phases.forEach((phase, i) => {
      const y = top + NAMES + i * BAR;
      const x = time.x(phase.from);
      const colour = phase.colour(look);
      surface.rect(x, y, Math.max(2, time.x(phase.to) - x), BAR - 1.5, { fill: colour });
      surface.rect(lefts[i], top + 2, 9, 7, { fill: colour });
      surface.text(lefts[i] + 13, top + 9, phase.name, { ...style, halo: look.ground });
    });
  }

  /**
   * The ground of a plot.
   *
   * @param {Scene} scene
   * @param {TimeAxis} time
   * @param {{ top: number, bottom: number }} box
   * @param {Phase[]} phases
   */
  function tint(scene, time, { top, bottom }, phases) {
    for (const phase of phases) {
      const x = time.x(phase.from);
      const width = time.x(phase.to) - x;
      scene.surface.rect(x, top, width, bottom - top, { fill: phase.colour(scene.look), opacity: scene.look.name === 'dark' ? 0.14 : 0.09 });
      for (const edge of [x, x + width]) {
        scene.surface.segment(edge, top, edge, bottom, { stroke: phase.colour(scene.look), opacity: 0.35 });
      }
    }
  }

  return { of, height, bars, tint };
})();
