// @ts-check
/** What a neuron makes of its input, by the names of specifications. */
const Activations = (() => {
  /** @type {Record<string, (x: number) => number>} */
  const known = {
    relu: (x) => Math.max(x, 0), // NaN stays NaN
    square: (x) => x * x,
    abs: Math.abs,
    identity: (x) => x,
    // The approximation that TransformerLens calls gelu_new.
    gelu: (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))),
  };

  /** @param {string} name */
  const of = (name) => (Object.hasOwn(known, name) ? known[name] : undefined);

  /** What the neurons of an MLP over pairs make of `W_input[a] + W_input[b]`; undefined if that is not all there is to them. @param {Run} run */
  const ofPairs = (run) => (run.setUp('model', 'type') === 'pair-mlp' && run.setUp('model', 'biases') !== 'true'
    ? of(run.setUp('model', 'activation')) : undefined);

  return { of, ofPairs };
})();
