// @ts-check
/**
 * The catalogue of single numbers over steps: which family each belongs to, how it is called in little
 * room, and on what axis it is drawn. A measure that no family knows is among the others.
 *
 * @typedef {object} Family
 * @property {string} id
 * @property {string} title
 * @property {string} how
 * @property {RegExp} pattern
 */
const Measures = (() => {
  /** @type {Family[]} */
  const FAMILIES = [
    { id: 'losses', title: 'Restricted and excluded loss', pattern: /^(restricted|excluded)/,
      how: 'Restricted: only the key frequencies are left of the logits; it falls as the general circuit forms. Excluded: they are taken away; its rise says that the network has stopped relying on memorised answers.' },
    { id: 'logits', title: 'What the logits are made of', pattern: /^(logit-fve|logits|embedding|W_input|W_output|W_L|groups)(\/|$)/,
      how: 'Shares of the logits that cosines of the right answer explain, and shares of the weights at the key frequencies. Near 1, the network computes with those frequencies and little else.' },
    { id: 'sparsity', title: 'Sparsity and tuned neurons', pattern: /^(gini|ipr|neurons)(\/|$)/,
      how: 'Gini coefficients and participation ratios grow from near 0 to near 1 as few frequencies take over. The share of neurons above 0.85 counts those that one frequency explains.' },
    { id: 'geometry', title: 'Circles and parallelograms', pattern: /^(circularity|effective-dimension|rqi|pca)(\/|$)/,
      how: 'Circularity is 1 where the embedding’s principal components are waves over the numbers. The effective dimension falls as the embedding is tidied up; rqi is 1 for numbers on a line.' },
    { id: 'operands', title: 'Clock or pizza', pattern: /^(gradient-symmetricity|distance-irrelevance|clock|pizza)(\/|$)/,
      how: 'A pizza treats its operands alike, so its gradients stay symmetric and its logits depend on their distance. A clock multiplies them: both measures end low, and cosines of a + b − c explain the logits.' },
    { id: 'squares', title: 'Sum of squared weights', pattern: /^weights\/sum-of-squares/,
      how: 'Of all parameters, and of each. It rises while the network memorises, and falls in the clean-up, when weight decay removes what the general circuit does not need.' },
    { id: 'parity', title: 'Parity', pattern: /^parity\//,
      how: 'The Fourier gap sets the relevant digits against the best other set of as many. The sparse subnetwork is the fewest neurons that predict as all do; movement is the largest change of a weight.' },
    { id: 'others', title: 'Other measures', pattern: /^/,
      how: 'Single numbers of this run that belong to no family above; their definitions say what they are. Measures from probes of your own appear here too.' },
  ];

  const LARGE = /^(loss|accuracy)\//;
  const FIRST = ['restricted/all', 'excluded/all-keys/train', 'gini/W_E', 'weights/sum-of-squares'];

  /** @param {string} id */
  const familyOf = (id) => /** @type {Family} */ (FAMILIES.find((family) => family.pattern.test(id)));

  /** Scalars of a family, those of one kind together; no count of broken weights where none is broken. @param {Run} run @param {Family} family */
  function ofFamily(run, family) {
    const members = run.scalars()
      .filter((series) => !LARGE.test(series.id) && familyOf(series.id) === family)
      .filter((series) => series.id !== 'weights/not-finite' || series.largest() > 0);
    const kinds = [...new Set(members.map(kind))];
    return members.sort((a, b) => kinds.indexOf(kind(a)) - kinds.indexOf(kind(b)));
  }

  /** @param {Series} series */
  const kind = (series) => series.id.split('/')[0];

  /** Families that the run has, with their measures. @param {Run} run */
  const families = (run) => FAMILIES.map((family) => ({ family, members: ofFamily(run, family) })).filter(({ members }) => members.length > 0);

  /** @param {string} id */
  const label = (id) => id.replace(/^weights\/sum-of-squares$/, 'all parameters').replace(/^weights\/sum-of-squares\//, '')
    .replace(/\/all-keys\/train$/, ', all keys');

  /** Whether it is a loss, to be drawn on the axis of the loss. @param {Run} run @param {string} id */
  function isLoss(run, id) {
    const loss = run.definitions.get('loss/train') || run.definitions.get('loss/all');
    const units = run.definitions.get(id)?.units;
    return /^(loss|restricted|restricted-cube|excluded|excluded-cube|excluded-mlp)\//.test(id)
      || (units !== undefined && units !== '' && units === loss?.units);
  }

  /**
   * Smallest and largest finite value, and the smallest positive one.
   *
   * @param {Series} series
   */
  function range(series) {
    let [low, high, positive] = [Infinity, -Infinity, Infinity];
    for (let i = 0; i < series.steps.length; i++) {
      const value = series.at(i);
      if (!Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
      if (value > 0) positive = Math.min(positive, value);
    }
    return { low, high, positive };
  }

  /** What is drawn together before the reader chooses. @param {Run} run @returns {Overlaid[]} */
  const firstOverlay = (run) => FIRST.filter((id) => run.has(id)).slice(0, 3).map((id, slot) => ({ id, slot }));

  const DASHES = [undefined, [7, 3], [2, 3]];

  /** Colour and dash of a line by its slot. @param {Look} look @param {number} slot */
  const style = (look, slot) => ({
    stroke: look.groups[slot % look.groups.length],
    text: look.groupText[slot % look.groupText.length],
    dash: DASHES[Math.floor(slot / look.groups.length) % DASHES.length],
  });

  /** @param {string} text @param {number} room px @param {TextStyle} lettering */
  function elide(text, room, lettering) {
    if (Lettering.width(text, lettering) <= room) return text;
    const parts = text.split('');
    while (parts.length > 1 && Lettering.width(`…${parts.join('')}`, lettering) > room) parts.shift();
    return `…${parts.join('')}`;
  }

  return { FAMILIES, families, ofFamily, label, isLoss, range, firstOverlay, style, elide };
})();
