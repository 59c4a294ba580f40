// @ts-check
/**
 * What the reader of a comparison is looking at. Everything that shows it subscribes.
 *
 * @typedef {object} CompareView0
 * @property {number|null} hovered   run under the pointer
 * @property {number|null} pinned    run that was chosen
 * @property {number} grouping       index of a grouping
 * @property {string} align          'start', or the event that all runs are put at
 * @property {'linear'|'log'} xScale
 * @property {[number, number]|null} domain  steps shown, since the alignment; null for all
 * @property {[number, number]|null} brush   steps being selected
 * @property {boolean} moving        the domain is changing under the reader's hand
 * @property {'light'|'dark'} theme
 *
 * @typedef {object} RunGroup
 * @property {string} label
 * @property {string} whole  all values that its runs share
 * @property {number} index
 * @property {StudyRun[]} runs
 */
class CompareState {
  /** @param {Study} study */
  constructor(study) {
    this.run = study;
    /** @type {CompareView0} */
    this.view = {
      hovered: null, pinned: null, grouping: 0, align: 'start', xScale: 'linear', domain: null, brush: null, moving: false, theme: 'light' };
    /** @type {((changed: Set<string>) => void)[]} */
    this.listeners = [];
    /** @type {RunGroup[]} */
    this.groups = [];
    /** @type {Map<number, RunGroup>} */
    this.groupOf = new Map();
    this.regroup();
  }

  regroup() {
    const entry = this.run.groupings[this.view.grouping];
    this.groups = entry.groups.map((group, index) => ({ label: group.label, whole: group.whole, index, runs: group.runs.map((i) => this.run.runs[i]) }));
    this.groupOf = new Map(this.groups.flatMap((group) => group.runs.map((run) => [run.index, group])));
  }

  /** The run to show, pointed at or chosen. */
  get highlighted() {
    const index = this.view.hovered === null ? this.view.pinned : this.view.hovered;
    return index === null ? null : this.run.runs[index];
  }

  /** @param {(changed: Set<string>) => void} listener */
  subscribe(listener) {
    this.listeners.push(listener);
  }

  /** @param {Partial<CompareView0>} patch */
  set(patch) {
    /** @type {Set<string>} */
    const changed = new Set();
    for (const [name, value] of Object.entries(patch)) {
      if (/** @type {any} */ (this.view)[name] === value) continue;
      /** @type {any} */ (this.view)[name] = value;
      changed.add(name);
    }
    if (changed.has('grouping')) this.regroup();
    if (changed.size > 0) this.listeners.forEach((listener) => listener(changed));
  }

  /** Colour of a group's lines. @param {Look} look @param {RunGroup} group */
  colour(look, group) {
    return this.groups.length === 1 ? look.train : look.groups[group.index % look.groups.length];
  }

  /** The same, readable as text. @param {Look} look @param {RunGroup} group */
  textColour(look, group) {
    return this.groups.length === 1 ? look.train : look.groupText[group.index % look.groupText.length];
  }

  /** Dashes of a group's median, so that it is not told by colour alone. @param {RunGroup} group @returns {number[]|undefined} */
  dash(group) {
    return [undefined, [8, 4], [2, 3], [10, 3, 2, 3], [5, 2], [14, 4]][(group.index + Math.floor(group.index / 8)) % 6];
  }

  /** The step that a run is aligned at; NaN if it has no such event. @param {StudyRun} run */
  offset(run) {
    return this.view.align === 'start' ? 0 : this.run.value(run, this.view.align);
  }
}
