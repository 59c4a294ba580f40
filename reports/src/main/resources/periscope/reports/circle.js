// @ts-check
/**
 * The network that Pearce et al. 2023 construct (appendix A): N neurons evenly around a circle, whose
 * output turns twice as fast as their input, for addition modulo M.
 */
const ConstructedCircle = (() => {
  /** Two scores this close are a tie, which no network decides. */
  const TIE = 1e-9;

  /** @param {number} count */
  const phases = (count) => d3.range(count).map((i) => (2 * Math.PI * i) / count);

  /**
   * Where the neurons' outputs for a pair point, in the plane whose angle is the answer.
   *
   * @param {number[]} around  the neurons' phases
   * @param {number} m
   * @param {boolean} squares  x² neurons, else ReLU
   * @param {number} a
   * @param {number} b
   * @returns {[number, number]}
   */
  function sum(around, m, squares, a, b) {
    const [u, v] = [(2 * Math.PI * a) / m, (2 * Math.PI * b) / m];
    let x = 0;
    let y = 0;
    for (const phase of around) {
      const into = Math.cos(u - phase) + Math.cos(v - phase);
      const out = squares ? into * into : Math.max(0, into);
      x += out * Math.cos(2 * phase);
      y += out * Math.sin(2 * phase);
    }
    return [x, y];
  }

  /** Scores of all answers. @param {number[]} around @param {number} m @param {boolean} squares @param {number} a @param {number} b */
  function logits(around, m, squares, a, b) {
    const [x, y] = sum(around, m, squares, a, b);
    return Float64Array.from({ length: m }, (_, c) => x * Math.cos((2 * Math.PI * c) / m) + y * Math.sin((2 * Math.PI * c) / m));
  }

  /**
   * Which pairs are answered rightly: 1 if the right answer is above all others. Logits are a cosine
   * over answers, so it is if the sum points nearer to it than halfway to its neighbour.
   *
   * @param {number} count
   * @param {number} m
   * @param {boolean} squares
   * @returns {Uint8Array}  [m][m]
   */
  function right(count, m, squares) {
    const around = phases(count);
    const answers = new Uint8Array(m * m);
    for (let a = 0; a < m; a++) {
      for (let b = a; b < m; b++) {
        const [x, y] = sum(around, m, squares, a, b);
        const turn = (Math.atan2(y, x) * m) / (2 * Math.PI) - (a + b);
        const off = Math.abs(turn - m * Math.round(turn / m));
        const good = Math.hypot(x, y) > TIE && off < 0.5 - TIE ? 1 : 0;
        answers[a * m + b] = good;
        answers[b * m + a] = good;
      }
    }
    return answers;
  }

  /** How many pairs are right. @param {Uint8Array} answers */
  const count = (answers) => answers.reduce((total, one) => total + one, 0);

  return { phases, logits, right, count };
})();
