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

  return { inverse, spectrum };
})();
