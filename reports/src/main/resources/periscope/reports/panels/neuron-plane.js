// @ts-check
/**
 * The activity of single neurons in two-dimensional Fourier space: computed here where a neuron is a
 * function of W_input, else of those neurons that `neurons/fourier-2d` has.
 *
 * @typedef {object} NeuronSource
 * @property {number} p
 * @property {string} encoding
 * @property {(neuron: number) => boolean} has
 * @property {number} usual  the neuron to begin with
 * @property {(index: number) => number} held  which of the checkpoints stands for one
 * @property {(index: number, neuron: number) => Float64Array} plane  magnitudes, [row over a][row over b]
 */
(() => {
  /** @param {Page} page @returns {NeuronSource} */
  function computed({ run, neurons }) {
    const first = run.series('W_input');
    const second = run.has('W_input_b') ? run.series('W_input_b') : first;
    const [p, count] = first.shape;
    const basis = Arithmetic.basis(p);
    const bend = /** @type {(x: number) => number} */ (Activations.ofPairs(run));
    return {
      p,
      encoding: first.encoding === 'f64' ? 'f32' : first.encoding,
      has: (neuron) => neurons.rank.has(neuron),
      usual: neurons.display[0],
      held: (index) => first.held(index),
      plane(index, neuron) {
        const activity = new Float64Array(p * p);
        const xs = first.row(index);
        const ys = second.row(index);
        for (let a = 0; a < p; a++) {
          for (let b = 0; b < p; b++) activity[a * p + b] = bend(xs[a * count + neuron] + ys[b * count + neuron]);
        }
        return Arithmetic.plane(basis, activity, p).map(Math.abs);
      },
    };
  }

  /** @param {Page} page @returns {NeuronSource} */
  function stored({ run }) {
    const series = run.series('neurons/fourier-2d');
    const list = run.constant('neurons/fourier-2d/neurons') || [];
    const p = series.shape[1];
    return {
      p,
      encoding: series.encoding,
      has: (neuron) => list.includes(neuron),
      usual: list[0],
      held: (index) => series.held(index),
      plane(index, neuron) {
        const from = list.indexOf(neuron) * p * p;
        return series.row(index).slice(from, from + p * p).map(Math.abs);
      },
    };
  }

  /** What share of a neuron's variance its strongest frequency explains; undefined where it does not vary, NaN where that is not a number. @param {Float64Array} values @param {number} p */
  function explained(values, p) {
    const energies = new Float64Array((p >> 1) + 1);
    let total = 0;
    for (let f = 0, i = 0; f < p; f++) {
      for (let g = 0; g < p; g++, i++) {
        if (i === 0) continue;
        const energy = values[i] * values[i];
        const k = Math.max((f + 1) >> 1, (g + 1) >> 1);
        total += energy;
        if (f === 0 || g === 0 || (f + 1) >> 1 === (g + 1) >> 1) energies[k] += energy;
      }
    }
    const k = d3.maxIndex(energies);
    return total === 0 ? undefined : { k, share: energies[k] / total };
  }

  Panels.add({
    id: 'neuron-plane',
    section: 'frequencies',
    title: 'One neuron in two-dimensional Fourier space',
    how: 'The activity of one neuron over all pairs, taken apart in the same way; point at a neuron in any figure, or choose one with the arrow keys. A neuron of one frequency is bright in one block, and along the edges at the same place; the bend of the activation adds the products of waves over a and b, and overtones.',
    span: 'half',
    onlyIf: (page) => Kinds.operands(page) || page.run.setUp('model', 'type') === 'transformer' && Kinds.residues(page),
    needs: [],
    absent({ run }) {
      if (run.has('neurons/fourier-2d')) return undefined;
      if (!run.has('W_input')) return run.missing(['neurons/fourier-2d']) || run.missing(['W_input']);
      return Activations.ofPairs(run) ? undefined : 'the page cannot compute this network’s neurons from W_input alone';
    },

    create(page) {
      const { run, state, neurons } = page;
      const kept = run.has('neurons/fourier-2d') ? run.constant('neurons/fourier-2d/neurons') || [] : [];
      const source = kept.length > 0 ? stored(page) : computed(page);
      let picked = source.usual;
      const chosen = () => (state.neuron !== null && source.has(state.neuron) ? state.neuron : picked);
      /** @type {Map<string, Float64Array>} */
      const known = new Map();

      /** @param {number} index */
      function magnitudes(index) {
        const neuron = chosen();
        const key = `${neuron} ${source.held(index)}`;
        const before = known.get(key);
        if (before) return before;
        const values = source.plane(index, neuron);
        if (known.size > 3) known.delete(known.keys().next().value ?? '');
        known.set(key, values);
        return values;
      }

      const view = planeView(page, {
        p: source.p,
        at: magnitudes,
        title() {
          const most = explained(magnitudes(state.index), source.p);
          if (!most) return `neuron ${chosen()}: constant`;
          return Number.isFinite(most.share) ? `neuron ${chosen()}: ${Format.percent(most.share)} at frequency ${most.k}` : `neuron ${chosen()}: not a number`;
        },
        spoken: () => `Two-dimensional Fourier coefficients of neuron ${chosen()}`,
        encoding: source.encoding,
        who: () => [chosen()],
        whoColumns: ['neuron'],
      });
      if (kept.length === 0) return { ...view, picksNeuron: true };
      const frequency = (/** @type {number} */ neuron) => neurons.frequency && neurons.frequency[neuron];
      const series = run.series('neurons/fourier-2d');
      return {
        ...view,
        readout: () => `${state.neuron === null || source.has(state.neuron) ? '' : `Neuron ${state.neuron} is not among them. `}`
          + `These are ${kept.length}${neurons.count > 0 ? ` of ${Format.step(neurons.count)}` : ''} neurons: ${neurons.keys.length > 0 ? 'of each key frequency ' : ''}those that vary most over the pairs${series.thinned ? `, at ${series.count} checkpoints` : ''}.`,
        options: [{
          label: 'neuron',
          menu: true,
          choices: kept.map((neuron) => /** @type {[string, string]} */ ([String(neuron), frequency(neuron) ? `${neuron}, frequency ${frequency(neuron)}` : String(neuron)])),
          value: () => String(chosen()),
          choose(value) {
            picked = Number(value);
            state.set({ pinned: picked });
          },
        }, ...(view.options || [])],
      };
    },
  });
})();
