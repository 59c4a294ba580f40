// @ts-check
/**
 * The one way to a run's numbers: `run.series(id)`, `run.constant(id)`, `run.event(id)`. Panels never
 * see how they are stored.
 *
 * @typedef {object} Fact
 * @property {string} label
 * @property {string} value
 *
 * @typedef {object} StepAxis
 * @property {number} count
 * @property {number} first
 * @property {number} every
 * @property {number[]} [list]
 *
 * @typedef {object} RunEvent
 * @property {string} id
 * @property {number} [step]
 * @property {string} [reason]
 *
 * @typedef {object} Manifest
 * @property {number} version
 * @property {string} name
 * @property {string} spec
 * @property {Fact[]} facts
 * @property {StepAxis} steps
 * @property {StepAxis} metricSteps
 * @property {Entry[]} series
 * @property {Record<string, number[]>} constants
 * @property {RunEvent[]} events
 * @property {Record<string, string>} absent
 */

/** A measure over steps. */
class Series {
  /**
   * @param {Entry} entry
   * @param {number[]} steps  steps of its axis
   * @param {Decoded} decoded
   */
  constructor(entry, steps, decoded) {
    this.id = entry.id;
    this.shape = entry.shape;
    this.size = entry.shape.reduce((a, b) => a * b, 1);
    this.relativeError = entry.relativeError;
    this.steps = steps;
    this.encoding = entry.encoding;
    this.every = entry.every;
    this.count = entry.count;
    this.decoded = decoded;
    this.value = decoded.value;
    /** Rows that were asked for, by number: the final one, and the latest other one. @type {Map<number, Float64Array>} */
    this.rows = new Map();
    this.latest = -1;
    /** Largest magnitudes of rows, where they are known. @type {Map<number, number>} */
    this.most = new Map();
  }

  /**
   * The row of a step (index into `steps`); where not every row is held, the last one held before it.
   * Not to be changed.
   *
   * @param {number} index
   * @returns {Float64Array}
   */
  row(index) {
    const row = this.held(index);
    const known = this.rows.get(row);
    if (known) return known;
    const values = new Float64Array(this.size);
    this.decoded.into(row * this.size, values);
    if (row !== this.count - 1) {
      this.rows.delete(this.latest);
      this.latest = row;
    }
    this.rows.set(row, values);
    return values;
  }

  /**
   * One value of a row.
   *
   * @param {number} index
   * @param {number} [j]
   */
  at(index, j = 0) {
    return this.value(this.held(index) * this.size + j);
  }

  /** @param {number} index */
  held(index) {
    return index === this.steps.length - 1 ? this.count - 1 : Math.floor(index / this.every);
  }

  /** Largest finite magnitude of one row. @param {number} index */
  largestAt(index) {
    const row = this.held(index);
    const known = this.most.get(row);
    if (known !== undefined) return known;
    const most = Series.largestOf(this.row(index));
    this.most.set(row, most);
    return most;
  }

  /** Largest finite magnitude of all rows. */
  largest() {
    if (this.mostOfAll === undefined) {
      const values = new Float64Array(this.size);
      let most = 0;
      for (let row = 0; row < this.count; row++) {
        this.decoded.into(row * this.size, values);
        most = Math.max(most, Series.largestOf(values));
      }
      /** @type {number | undefined} */
      this.mostOfAll = most;
    }
    return this.mostOfAll;
  }

  /** @param {Float64Array} values */
  static largestOf(values) {
    let most = 0;
    for (let j = 0; j < values.length; j++) {
      const magnitude = Math.abs(values[j]);
      if (magnitude > most && magnitude < Infinity) most = magnitude;
    }
    return most;
  }
}

class Run {
  /** @param {Manifest} manifest */
  constructor(manifest) {
    this.name = manifest.name;
    /** Texts and numbers of the specification, leniently: what is not there is ''. */
    this.spec = Run.parsed(manifest.spec);
    this.facts = manifest.facts;
    this.events = manifest.events;
    /** NaN is the text "NaN" in the manifest. @type {Record<string, number[]>} */
    this.constants = Object.fromEntries(
      Object.entries(manifest.constants).map(([id, values]) => [id, values.map(Number)]));
    this.reasons = manifest.absent;
    this.steps = Run.steps(manifest.steps);
    this.metricSteps = Run.steps(manifest.metricSteps);
    /** @type {Map<string, Series>} */
    this.measures = new Map();
    /** @type {Map<string, Series>} */
    this.metrics = new Map();
  }

  /** Reads and decodes what the page holds. */
  static async load() {
    const island = document.getElementById('manifest');
    /** @type {Manifest} */
    const manifest = JSON.parse((island && island.textContent) || '');
    const run = new Run(manifest);
    const blobs = document.querySelectorAll('script.blob');
    await Promise.all(
      manifest.series.map(async (entry, k) => {
        const value = await Codec.decode(entry, blobs[k].textContent || '');
        const steps = entry.metric ? run.metricSteps : run.steps;
        (entry.metric ? run.metrics : run.measures).set(entry.id, new Series(entry, steps, value));
      }));
    return run;
  }

  /**
   * A text of the specification by its keys, such as `setUp('task', 'operation')`; '' if there is none.
   *
   * @param {...string} keys
   */
  setUp(...keys) {
    let at = this.spec;
    for (const key of keys) {
      at = at !== null && typeof at === 'object' && Object.hasOwn(at, key) ? at[key] : undefined;
    }
    return ['string', 'number', 'boolean'].includes(typeof at) ? String(at) : '';
  }

  /** @param {string} json @returns {any} */
  static parsed(json) {
    try {
      return JSON.parse(json);
    } catch {
      return undefined;
    }
  }

  /** @param {StepAxis} axis */
  static steps(axis) {
    return axis.list || Array.from({ length: axis.count }, (_, i) => axis.first + i * axis.every);
  }

  /** @param {string} id */
  has(id) {
    return this.measures.has(id);
  }

  /**
   * A measure at the checkpoints.
   *
   * @param {string} id
   * @returns {Series}
   */
  series(id) {
    const series = this.measures.get(id);
    if (!series) throw new Error(`no measure ${id} in this page`);
    return series;
  }

  /**
   * The same at every logged metric step where there are any, else at the checkpoints.
   *
   * @param {string} id
   * @returns {Series | undefined}
   */
  densest(id) {
    return this.metrics.get(id) || this.measures.get(id);
  }

  /**
   * A measure of the final checkpoint.
   *
   * @param {string} id
   * @returns {number[] | undefined}
   */
  constant(id) {
    return this.constants[id];
  }

  /**
   * The first event whose id ends so.
   *
   * @param {string} name
   */
  event(name) {
    return this.events.find((event) => event.id === `events/${name}`);
  }

  /** Events that happened, in time. */
  reached() {
    return this.events
      .filter((event) => event.step !== undefined)
      .map((event) => ({ id: event.id, label: event.id.replace(/^events\//, '').replaceAll('-', ' '), step: Number(event.step) }))
      .sort((a, b) => a.step - b.step);
  }

  /**
   * Why one of these ids is missing, or undefined if all are there.
   *
   * @param {string[]} ids
   */
  missing(ids) {
    const id = ids.find((one) => !this.measures.has(one) && !this.constants[one]);
    if (!id) return undefined;
    return this.reasons[id] || `the measures file does not have ${id}`;
  }

  /**
   * The checkpoint nearest to a step.
   *
   * @param {number} step
   */
  nearest(step) {
    return Run.nearestIn(this.steps, step);
  }

  /**
   * Index of the entry of an ascending list that is nearest to a value.
   *
   * @param {number[]} list
   * @param {number} value
   */
  static nearestIn(list, value) {
    let low = 0;
    let high = list.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle] < value) low = middle + 1;
      else high = middle;
    }
    return low > 0 && value - list[low - 1] <= list[low] - value ? low - 1 : low;
  }
}
