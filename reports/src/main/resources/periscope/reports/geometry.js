// @ts-check
/** Reading pictures of points, one for each number or permutation. */
const Geometry = (() => {
  /** Whether the points are residues, of which there are sums and frequencies. @param {Run} run */
  const modular = (run) => ['W_input', 'embedding', 'W_L', 'W_output'].some((id) => run.has(`${id}/fourier-norm`));

  /** What a point is called. @param {Run} run */
  const noun = (run) => (modular(run) || !run.constant('groups/left-cosets') ? 'number' : 'permutation');

  /**
   * The step k from each number to the next, modulo p, that is shortest on average.
   *
   * @param {ArrayLike<number>} points  [p][2]
   */
  function nearestShift(points) {
    const p = points.length / 2;
    let best = 1;
    let least = Infinity;
    for (let k = 1; 2 * k <= p; k++) {
      let sum = 0;
      for (let t = 0; t < p; t++) {
        const next = (t + k) % p;
        sum += Math.hypot(points[2 * t] - points[2 * next], points[2 * t + 1] - points[2 * next + 1]);
      }
      if (sum < least) {
        least = sum;
        best = k;
      }
    }
    return best;
  }

  /** All orders of the first n numbers. @param {number} n @returns {number[][]} */
  function orders(n) {
    if (n === 0) return [[]];
    return orders(n - 1).flatMap((order) => d3.range(n).map((at) => [...order.slice(0, at), n - 1, ...order.slice(at)]));
  }

  /**
   * For each checkpoint, which of its own axes stands at each place and in which direction, so that
   * points move as little as they can: from the last checkpoint, whose axes stay, to the first.
   *
   * @param {Series} series  rows [points][axes]
   * @returns {{ axis: number, sign: number }[][]}  [checkpoint][place]
   */
  function align(series) {
    const [points, axes] = series.shape;
    const choices = orders(axes);
    const aligned = new Array(series.steps.length);
    /** Coordinates one checkpoint later, at their places. @type {number[][] | undefined} */
    let later;
    for (let index = series.steps.length - 1; index >= 0; index--) {
      const row = series.row(index);
      const columns = d3.range(axes).map((axis) => unit(d3.range(points).map((t) => row[t * axes + axis])));
      const products = later ? later.map((one) => columns.map((other) => d3.sum(one, (v, t) => v * other[t]))) : [];
      const order = later
        ? choices[Number(d3.maxIndex(choices, (choice) => d3.sum(choice, (axis, place) => Math.abs(products[place][axis]))))] || choices[0]
        : d3.range(axes);
      const placed = order.map((axis, place) => ({ axis, sign: later && products[place][axis] < 0 ? -1 : 1 }));
      aligned[index] = placed;
      const now = placed.map(({ axis, sign }) => columns[axis].map((v) => sign * v));
      if (now.every((column) => column.every(Number.isFinite))) later = now;
    }
    return aligned;
  }

  /** @param {number[]} vector */
  function unit(vector) {
    const norm = Math.sqrt(d3.sum(vector, (v) => v * v)) || 1;
    return vector.map((v) => v / norm);
  }

  /** The rim of a point: of the ground, or what sets a dark point off from a dark ground. @param {Look} look */
  const rim = (look) => (look.name === 'dark' ? look.faint : look.ground);

  return { modular, noun, nearestShift, align, rim };
})();
