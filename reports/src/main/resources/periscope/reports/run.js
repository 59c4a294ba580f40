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
 * @property {string[]} [notes]
 * @property {Record<string, string>} [provenance]
 * @property {Record<string, Definition>} [definitions]
 * @property {PairNetwork} [network]
 *
 * @typedef {object} Definition
 * @property {string} definition
 * @property {string} units
 * @property {string} convention
 * @property {string} source
 *
 * @typedef {object} PairNetwork  what it takes to run the network, besides W_input and W_output
 * @property {number} modulus
 * @property {'add'|'subtract'} operation
 * @property {'ordered'|'unordered'} pairs
 * @property {string} activation
 * @property {number[]} train  examples
 */

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
    this.notes = manifest.notes || [];
    this.provenance = Object.entries(manifest.provenance || {});
    this.definitions = new Map(Object.entries(manifest.definitions || {}));
    this.network = manifest.network;
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
    const values = await Promise.all(
      manifest.series.map((entry, k) => Codec.decode(entry, blobs[k].textContent || '')));
    // In the order of the manifest, whichever was decoded first.
    manifest.series.forEach((entry, k) => {
      const steps = entry.metric ? run.metricSteps : run.steps;
      (entry.metric ? run.metrics : run.measures).set(entry.id, new Series(entry, steps, values[k]));
    });
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

  /** Measures of one number a checkpoint. */
  scalars() {
    return [...this.measures.values()].filter((series) => series.shape.length === 0);
  }

  /** Whether weights are NaN or infinite at a checkpoint. @param {number} index */
  broken(index) {
    return this.has('weights/not-finite') && this.series('weights/not-finite').at(index) > 0;
  }

  /** The step of a phase's border, if it was found. @param {string} name */
  phase(name) {
    return this.events.find((event) => event.id === `phases/${name}`)?.step;
  }

  /** Events that happened, in time. */
  reached() {
    return this.events
      .filter((event) => event.step !== undefined && event.id.startsWith('events/'))
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
