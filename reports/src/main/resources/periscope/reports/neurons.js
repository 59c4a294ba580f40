// @ts-check
/**
 * The neurons in the order in which every panel shows them: by final frequency, then final phase;
 * and their groups, one for each frequency that several neurons share.
 *
 * @typedef {object} Group
 * @property {number|null} frequency  null: the neurons of no group
 * @property {string} label
 * @property {number[]} members  in order of final phase
 * @property {number} colour     index into the palette, -1 for the neurons of no group
 */
class Neurons {
  /** @param {Run} run */
  constructor(run) {
    const LAST = Number.MAX_SAFE_INTEGER; // beyond all frequencies
    const weights = run.has('W_input') ? run.series('W_input') : undefined;
    const order = run.constant('neurons/order');
    const active = !order && run.has('neurons/frequency') ? [...run.series('neurons/frequency').row(run.steps.length - 1)] : undefined;
    const norms = order || active || weights ? undefined : Neurons.norms(run);
    this.count = (order || active || norms || []).length || (weights ? weights.shape[1] : 0);
    /** Of waves of the input weights, or else of what the neurons do over all pairs. */
    this.frequency = run.constant('neurons/final-frequency') || active;
    this.phase = run.constant('neurons/final-phase') || (active ? run.constant('tensor/neuron-phase') : undefined);
    const phase = this.phase;
    const explained = active && run.has('neurons/explained-share') ? run.series('neurons/explained-share').row(run.steps.length - 1) : undefined;
    this.keys = run.constant('keys') || [];
    /** What the order of the neurons is, in words. */
    this.ordering = order ? 'final frequency and phase' : active && phase ? 'final frequency, then phase of W_E·W_V·W_O·W_in' : active ? `final frequency${explained ? ', then the share it explains' : ''}` : norms ? 'final norm of their input weights, largest first' : '';
    const stored = Array.from({ length: this.count }, (_, i) => i);
    const ordered = order || (active ? stored.sort((a, b) => (active[a] || LAST) - (active[b] || LAST) || (phase ? phase[a] - phase[b] : explained ? explained[b] - explained[a] : 0) || a - b)
      : norms ? stored.sort((a, b) => norms[b] - norms[a] || a - b) : stored);
    /** @type {Group[]} */
    this.groups = this.grouped(ordered);
    /** The groups that have a frequency. */
    this.tuned = this.groups.filter((group) => group.frequency !== null);
    /** Neurons in order of display. */
    this.display = this.groups.flatMap((group) => group.members);
    /** @type {Map<number, number>} */
    this.rank = new Map(this.display.map((neuron, row) => [neuron, row]));
    /** @type {Map<number, Group>} */
    this.groupOf = new Map();
    for (const group of this.groups) group.members.forEach((n) => this.groupOf.set(n, group));
  }

  /** Norms of a perceptron's last hidden neurons' incoming weights at the end, where all neurons are held. @param {Run} run */
  static norms(run) {
    const names = [...run.measures.keys()].filter((id) => /^tensor\/blocks\.\d+\.mlp\.W_in$/.test(id));
    const id = names[names.length - 1];
    const layout = id && run.constant(`${id}/layout`);
    if (!id || !layout || layout[3] > 1 || run.setUp('model', 'type') !== 'mlp') return undefined;
    const series = run.series(id);
    const [rows, columns] = series.shape;
    const last = series.row(run.steps.length - 1);
    return d3.range(columns).map((n) => Math.hypot(...d3.range(rows).map((r) => last[r * columns + n])));
  }

  /**
   * @param {number[]} ordered
   * @returns {Group[]}
   */
  grouped(ordered) {
    /** @type {Map<number, number[]>} */
    const byFrequency = new Map();
    for (const neuron of ordered) {
      const f = this.frequency ? this.frequency[neuron] : 0;
      const members = byFrequency.get(f) || [];
      members.push(neuron);
      byFrequency.set(f, members);
    }
    const named = [...byFrequency]
      .filter(([f, members]) => f > 0 && (members.length > 1 || this.keys.includes(f)))
      .sort((a, b) => b[1].length - a[1].length)
      .slice(0, Neurons.MOST_GROUPS)
      .sort((a, b) => a[0] - b[0]);
    /** @type {Group[]} */
    const groups = named.map(([frequency, members], colour) => ({
      frequency, members, colour, label: `frequency ${frequency}` }));
    const taken = new Set(named.flatMap(([, members]) => members));
    const others = ordered.filter((neuron) => !taken.has(neuron));
    if (others.length > 0) {
      groups.push({ frequency: null, members: others, colour: -1, label: groups.length ? 'others' : 'neurons' });
    }
    return groups;
  }

  /** @param {Look} look @param {Group} group */
  static colour(look, group) {
    return group.colour < 0 ? look.other : look.groups[group.colour % look.groups.length];
  }

  /** @param {Look} look @param {Group} group */
  static textColour(look, group) {
    return group.colour < 0 ? look.muted : look.groupText[group.colour % look.groupText.length];
  }

  /** The group of a frequency, if it has one. @param {number} frequency */
  ofFrequency(frequency) {
    return this.tuned.find((group) => group.frequency === frequency);
  }

  /** What a tooltip says of a neuron. @param {number} neuron */
  describe(neuron) {
    const f = this.frequency ? this.frequency[neuron] : 0;
    if (!(f > 0) || !this.phase) return `neuron ${neuron}`;
    const degrees = ((Math.round((this.phase[neuron] * 180) / Math.PI) % 360) + 360) % 360;
    return `neuron ${neuron}: frequency ${f}, phase ${degrees}°`;
  }

  /** Height of a group's row: the same in every panel that has such rows, so that they line up. */
  rowHeight() {
    return Math.round(Math.max(104, Math.min(220, 620 / Math.max(1, this.groups.length))));
  }
}
Neurons.MOST_GROUPS = 8;
