// @ts-check
/**
 * The weight matrices that the page holds, with what their rows and columns stand for.
 *
 * @typedef {object} Axis1  what the rows or the columns of a matrix are
 * @property {string} role   such as 'neuron' or 'token'
 * @property {number} every  only every k-th is held
 * @property {number} size   how many are held
 * @property {number} blocks heads after each other
 * @property {boolean} neurons whether these are the neurons of the page
 */
class Matrix {
  /** @param {Run} run @param {string} id @param {Neurons} neurons */
  constructor(run, id, neurons) {
    this.name = id.replace(/^tensor\//, '');
    this.series = run.series(id);
    const [rows, columns] = this.series.shape;
    const layout = run.constant(`${id}/layout`) || [rows, columns, 1, 1, 1, 1];
    const roles = Matrix.roles(this.name, run);
    /** @type {Axis1} */
    this.rows = { role: roles[0], every: layout[2], size: rows, blocks: layout[4], neurons: false };
    /** @type {Axis1} */
    this.columns = { role: roles[1], every: layout[3], size: columns, blocks: layout[5], neurons: false };
    for (const [axis, whole] of /** @type {[Axis1, number][]} */ ([[this.rows, layout[0]], [this.columns, layout[1]]])) {
      axis.neurons = axis.role === 'neuron' && neurons.count === whole;
    }
    this.vector = layout[0] === 1;
  }

  /** All that there are; parameters in the order of the run file, after what they multiply to. @param {Page} page @returns {Matrix[]} */
  static all({ run, neurons }) {
    const effective = ['W_input', 'W_input_b', 'W_output'].filter((id) => run.has(id));
    const stored = [...run.measures.keys()].filter((id) => id.startsWith('tensor/')
      && !effective.includes(id.slice(7)));
    return [...effective, ...stored].map((id) => new Matrix(run, id, neurons));
  }

  /**
   * What rows and columns of a matrix of a TransformerLens name are.
   *
   * @param {string} name
   * @param {Run} run
   * @returns {[string, string]}
   */
  static roles(name, run) {
    const blocks = [...run.measures.keys()].map((id) => /^tensor\/blocks\.(\d+)\.mlp\./.exec(id)).filter((match) => match !== null);
    const last = Math.max(0, ...blocks.map((match) => Number(match[1])));
    const block = /^blocks\.(\d+)\.(attn|mlp)\.(.*)$/.exec(name);
    const layer = block ? Number(block[1]) : name.startsWith('W_E·') ? 0 : last;
    const neuron = layer === last ? 'neuron' : `neuron of layer ${layer}`;
    const dense = run.setUp('model', 'type') === 'mlp';
    const inputs = run.setUp('task', 'type') === 'sparse-parity' ? 'digit' : 'input';
    const short = block ? block[3] : name.replace(/^.*\./, '');
    const before = layer > 0 ? `neuron of layer ${layer - 1}` : inputs;
    switch (short.replace(/_[ab]$/, '')) {
      case 'W_E': return ['token', 'dimension'];
      case 'W_pos': return ['position', 'dimension'];
      case 'W_Q': case 'W_K': case 'W_V': return ['dimension', 'dimension of a head'];
      case 'W_O': return ['dimension of a head', 'dimension'];
      case 'W_in': return [dense ? before : 'dimension', neuron];
      case 'b_in': return ['', neuron];
      case 'W_out': return [neuron, 'dimension'];
      case 'b_out': return ['', 'dimension'];
      case 'W_U': return [dense ? neuron : 'dimension', 'answer'];
      case 'W_L': case 'W_output': return [neuron, 'answer'];
      case 'W_input': case 'W_E·W_V·W_O·W_in': return ['token', neuron];
      default: return ['row', 'column'];
    }
  }

  /** Where the entry of an axis that is shown at a place is stored. @param {Axis1} axis @param {Neurons} neurons @returns {number[]} */
  static order(axis, neurons) {
    return axis.neurons
      ? neurons.display.filter((neuron) => neuron % axis.every === 0).map((neuron) => neuron / axis.every)
      : d3.range(axis.size);
  }

  /** What the page holds of it, where that is not all. @returns {string[]} */
  heldAs() {
    const { rows, columns, series } = this;
    return [
      ...(rows.every > 1 ? [`1 ${rows.role} in ${rows.every}`] : []),
      ...(columns.every > 1 ? [`1 ${columns.role} in ${columns.every}`] : []),
      ...(series.thinned ? [`${series.count} of ${series.steps.length} checkpoints`] : []),
    ];
  }
}
