// @ts-check
/** What a neuron makes of its input, by the names of specifications. */
const Activations = (() => {
  /** @type {Record<string, (x: number) => number>} */
  const known = {
    relu: (x) => (x > 0 ? x : 0),
    square: (x) => x * x,
    abs: Math.abs,
    identity: (x) => x,
    // The approximation that TransformerLens calls gelu_new.
    gelu: (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))),
  };

  /** @param {string} name */
  const of = (name) => (Object.hasOwn(known, name) ? known[name] : undefined);

  /** The activation of a network whose neurons are activation(W_input[a] + W_input[b]). @param {Run} run */
  const ofPairs = (run) =>
    run.setUp('model', 'type') === 'pair-mlp' && run.setUp('model', 'biases') !== 'true' ? of(run.setUp('model', 'activation')) : undefined;

  return { of, ofPairs };
})();
