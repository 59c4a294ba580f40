// @ts-check
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

  /** The step of the row that is held for a step. @param {number} index */
  stepOf(index) {
    return this.steps[Math.min(this.held(index) * this.every, this.steps.length - 1)];
  }

  /** Whether not every row is held. */
  get thinned() {
    return this.count < this.steps.length;
  }

  /** Room for numbers that are made of its values, as exact as these. @param {number} count */
  room(count) {
    return this.encoding === 'f64' ? new Float64Array(count) : new Float32Array(count);
  }

  /** The last finite value: where its line ends; NaN if there is none. */
  lastFinite() {
    for (let i = this.steps.length - 1; i >= 0; i--) if (Number.isFinite(this.at(i))) return this.at(i);
    return NaN;
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
