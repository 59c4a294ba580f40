// @ts-check
/**
 * The runs' scalars over steps. In a single file they stand in the page; in a folder each run's come
 * from a script beside it, one by one, and the page does without those that are missing.
 *
 * @typedef {object} Packet  as CurvePacket.java wrote it
 * @property {string} key
 * @property {StepAxis} steps
 * @property {StepAxis} metricSteps
 * @property {Entry[]} series
 * @property {string[]} data
 *
 * @typedef {object} Curve
 * @property {Float64Array} steps  ascending
 * @property {Float64Array|Float32Array} values
 * @property {string} encoding
 * @property {{ low: Float64Array, high: Float64Array }} [blocks]  extremes of every 16 values, made when drawn
 * @property {Extremes} [extremes]  of all values, made when drawn
 */
class Curves {
  /**
   * @param {Study} study
   * @param {() => void} changed  called when more can be drawn
   */
  constructor(study, changed) {
    this.study = study;
    this.changed = changed;
    /** @type {Map<string, Packet>} */
    this.packets = new Map();
    /** @type {Set<string>} */
    this.missing = new Set();
    /** @type {Set<string>} ids that are shown */
    this.wanted = new Set();
    /** @type {Map<string, Curve>} by run and id */
    this.ready = new Map();
    /** @type {Map<string, Promise<void>>} */
    this.decoding = new Map();
    for (const island of document.querySelectorAll('script.curves')) this.take(JSON.parse(island.textContent || ''));
  }

  /** @param {Packet} packet */
  take(packet) {
    this.packets.set(packet.key, packet);
  }

  /** The curve of a run, if it is there by now. @param {StudyRun} run @param {string} id */
  of(run, id) {
    return this.ready.get(`${run.key} ${id}`);
  }

  /** Makes a measure's curves ready, now and of runs that come later. @param {string} id */
  async want(id) {
    this.wanted.add(id);
    await Promise.all(this.study.readable.map((run) => this.decode(run, id)));
  }

  /** @param {StudyRun} run @param {string} id */
  decode(run, id) {
    const packet = this.packets.get(run.key);
    const k = packet ? packet.series.findIndex((entry) => entry.id === id) : -1;
    if (!packet || k < 0) return undefined;
    const name = `${run.key} ${id}`;
    const begun = this.decoding.get(name);
    if (begun) return begun;
    const work = Curves.read(packet, k).then((curve) => {
      this.ready.set(name, curve);
      this.changed();
    });
    this.decoding.set(name, work);
    return work;
  }

  /** @param {Packet} packet @param {number} k @returns {Promise<Curve>} */
  static async read(packet, k) {
    const entry = packet.series[k];
    const { value } = await Codec.decode(entry, packet.data[k]);
    const all = Curves.steps(entry.metric ? packet.metricSteps : packet.steps);
    const held = (/** @type {number} */ i) => all[Math.min(i * entry.every, all.length - 1)];
    const steps = entry.every === 1 ? all : Float64Array.from({ length: entry.count }, (_, i) => held(i));
    const values = entry.encoding === 'f64' ? new Float64Array(entry.count) : new Float32Array(entry.count);
    for (let i = 0; i < entry.count; i++) values[i] = value(i);
    return { steps, values, encoding: entry.encoding };
  }

  /** @param {StepAxis} axis */
  static steps(axis) {
    return axis.list ? Float64Array.from(axis.list) : Float64Array.from({ length: axis.count }, (_, i) => axis.first + i * axis.every);
  }

  /** Loads the files of all runs, several at a time. @param {(done: number, all: number) => void} progress */
  async load(progress) {
    const queue = [...this.study.readable];
    const all = queue.length;
    let done = 0;
    const keys = new Set(queue.map((run) => run.key));
    /** What the files call. */
    Object.assign(window, { periscopeRun: (/** @type {Packet} */ packet) => keys.has(packet.key) && this.take(packet) });
    const address = Curves.addresses(keys);
    const worker = async () => {
      for (let run = queue.shift(); run; run = queue.shift()) {
        const one = run;
        await Curves.script(address(one.key));
        if (!this.packets.has(one.key)) this.missing.add(one.label);
        // Not one measure after the other: unpacking one is little work and much waiting.
        await Promise.all([...this.wanted].map((id) => this.decode(one, id)));
        progress(++done, all);
      }
    };
    await Promise.all(Array.from({ length: Curves.AT_ONCE }, worker));
  }

  /** Addresses of the runs' scripts, and of nothing else. @param {Set<string>} keys @returns {(key: string) => any} */
  static addresses(keys) {
    const make = (/** @type {string} */ key) => {
      if (!keys.has(key) || !/^[A-Za-z0-9_.-]+$/.test(key)) throw new TypeError(`no run is called ${key}`);
      return `runs/${key}.js`;
    };
    const trusted = /** @type {any} */ (window).trustedTypes;
    if (!trusted) return make;
    const policy = trusted.createPolicy('periscope-runs', { createScriptURL: make });
    return (key) => policy.createScriptURL(key);
  }

  /** Resolves when the script has run, or cannot. @param {any} address @returns {Promise<void>} */
  static script(address) {
    return new Promise((resolve) => {
      const script = document.createElement('script');
      const done = () => {
        script.remove();
        resolve();
      };
      script.addEventListener('load', done);
      script.addEventListener('error', done);
      script.src = address;
      document.head.append(script);
    });
  }
}
/** So many files are on their way together. */
Curves.AT_ONCE = 12;
