// @ts-check
/** A little number theory for reading modular networks. */
const Arithmetic = (() => {
  /**
   * The number s with s·k ≡ 1 mod p, or null where there is none.
   *
   * @param {number} k
   * @param {number} p
   */
  function inverse(k, p) {
    let [r0, r1, s0, s1] = [p, ((k % p) + p) % p, 0, 1];
    while (r1 > 0) {
      const q = Math.floor(r0 / r1);
      [r0, r1, s0, s1] = [r1, r0 - q * r1, s1, s0 - q * s1];
    }
    return r0 === 1 ? ((s0 % p) + p) % p : null;
  }

  /**
   * Share of a signal's energy, its mean left out, at each frequency from 1 to p / 2.
   *
   * @param {ArrayLike<number>} signal
   * @returns {number[]}  entry k − 1 for frequency k
   */
  function spectrum(signal) {
    const p = signal.length;
    const powers = [];
    for (let k = 1; k <= Math.floor(p / 2); k++) {
      let c = 0;
      let s = 0;
      for (let t = 0; t < p; t++) {
        c += signal[t] * Math.cos((2 * Math.PI * k * t) / p);
        s += signal[t] * Math.sin((2 * Math.PI * k * t) / p);
      }
      powers.push(((c * c + s * s) * (2 * k === p ? 1 : 2)) / p);
    }
    const total = powers.reduce((a, b) => a + b, 0);
    return powers.map((power) => (total > 0 ? power / total : 0));
  }

  /**
   * The orthonormal Fourier basis of functions on the residues modulo p: the constant, then cosine
   * and sine of each frequency, and for even p the frequency p / 2, which has no sine.
   *
   * @param {number} p
   * @returns {Float64Array}  [row][t]
   */
  function basis(p) {
    const rows = new Float64Array(p * p);
    for (let row = 0; row < p; row++) {
      const k = (row + 1) >> 1;
      const scale = Math.sqrt((k === 0 || 2 * k === p ? 1 : 2) / p);
      for (let t = 0; t < p; t++) {
        const angle = (2 * Math.PI * ((k * t) % p)) / p;
        rows[row * p + t] = scale * (row % 2 === 0 && row > 0 ? Math.sin(angle) : Math.cos(angle));
      }
    }
    return rows;
  }

  /**
   * Coefficients of a function of two residues in both: F · values · Fᵀ.
   *
   * @param {Float64Array} rows    of `basis`, [p][p]
   * @param {Float64Array} values  [a][b]
   * @param {number} p
   * @returns {Float64Array}       [row over a][row over b]
   */
  function plane(rows, values, p) {
    const turned = product(rows, values, p);
    return product(rows, turned, p);
  }

  /** values · rowsᵀ, transposed: twice makes both sides. @param {Float64Array} rows @param {Float64Array} values @param {number} p */
  function product(rows, values, p) {
    const out = new Float64Array(p * p);
    // Four sums at a time, since each waits for its own last addition.
    for (let row = 0; row < p; row += 4) {
      const r0 = row * p;
      const r1 = Math.min(row + 1, p - 1) * p;
      const r2 = Math.min(row + 2, p - 1) * p;
      const r3 = Math.min(row + 3, p - 1) * p;
      for (let a = 0; a < p; a++) {
        let s0 = 0;
        let s1 = 0;
        let s2 = 0;
        let s3 = 0;
        for (let b = 0, i = a * p; b < p; b++, i++) {
          const value = values[i];
          s0 += value * rows[r0 + b];
          s1 += value * rows[r1 + b];
          s2 += value * rows[r2 + b];
          s3 += value * rows[r3 + b];
        }
        out[r3 + a] = s3;
        out[r2 + a] = s2;
        out[r1 + a] = s1;
        out[r0 + a] = s0;
      }
    }
    return out;
  }

  /** What a row of the basis is called. @param {number} row */
  function rowName(row) {
    if (row === 0) return 'constant';
    return `${row % 2 === 1 ? 'cos' : 'sin'} ${(row + 1) >> 1}`;
  }

  return { inverse, spectrum, basis, plane, rowName };
})();
