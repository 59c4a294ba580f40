// @ts-check
/**
 * The runs at a glance: what StudyManifest.java wrote. Curves are in curves.js.
 *
 * @typedef {object} StudyRun
 * @property {string} key
 * @property {string} label
 * @property {string} file
 * @property {string} seed
 * @property {boolean} page    has a page of its own, runs/KEY.html
 * @property {{ checkpoints: number, first: number, last: number }} [extent]
 * @property {Record<string, number>} events   steps of those that happened
 * @property {Record<string, string>} reasons  why the others did not
 * @property {Record<string, number>} values   final measures; those that are no finite number are left out
 * @property {{ frequency: number, neurons: number }[]} keys
 * @property {string[]} curves ids
 * @property {string} [failure] why it could not be read
 * @property {number} index    position among the runs
 *
 * @typedef {object} GroupEntry
 * @property {string} label
 * @property {string} whole  all values that its runs share
 * @property {number[]} runs
 *
 * @typedef {object} GroupingEntry
 * @property {string} label
 * @property {string[]} paths
 * @property {GroupEntry[]} groups
 */
class Study {
  /** @param {any} manifest */
  constructor(manifest) {
    /** @type {string} */
    this.name = manifest.title;
    /** @type {boolean} */
    this.folder = manifest.folder;
    /** @type {Record<string, string>} */
    this.definitions = manifest.definitions;
    /** @type {GroupingEntry[]} */
    this.groupings = manifest.groupings;
    /** @type {StudyRun[]} */
    this.runs = manifest.runs.map((/** @type {any} */ run, /** @type {number} */ index) => ({ ...run, index }));
    this.readable = this.runs.filter((run) => run.failure === undefined);
    this.events = Study.ids(this.runs, (run) => [...Object.keys(run.events), ...Object.keys(run.reasons)]);
    this.values = Study.ids(this.runs, (run) => Object.keys(run.values));
    this.curves = Study.ids(this.runs, (run) => run.curves);
  }

  static load() {
    const island = document.getElementById('manifest');
    return new Study(JSON.parse((island && island.textContent) || ''));
  }

  /** @param {StudyRun[]} runs @param {(run: StudyRun) => string[]} of */
  static ids(runs, of) {
    return [...new Set(runs.flatMap(of))];
  }

  /** Frames ask it of the page of one run; a comparison's panels say themselves what they lack. @returns {string|undefined} */
  missing() {
    return undefined;
  }

  /** An event's step or a final measure; NaN where there is none. @param {StudyRun} run @param {string} id */
  value(run, id) {
    const value = id.startsWith('events/') ? run.events[id] : run.values[id];
    return value === undefined ? NaN : value;
  }

  /** Ids with a number in at least two runs, events first. */
  comparable() {
    return [...this.events, ...this.values]
      .filter((id) => this.readable.filter((run) => !Number.isNaN(this.value(run, id))).length >= 2);
  }

  /** How an id is called in a figure. @param {string} id */
  static title(id) {
    if (id.startsWith('events/')) return `step ${id.slice(7).replaceAll('-', ' ')}`;
    return id === 'keys/count' ? 'number of keys' : id;
  }
}
