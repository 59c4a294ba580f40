// @ts-check
/** Which figures make sense for a kind of network at all. Of a kind that the page does not know, all may. */
const Kinds = (() => {
  /** @param {Page} page */
  const type = ({ run }) => run.setUp('model', 'type');

  /** Whether a number may act on the neurons by a matrix of its own, without attention between. @param {Page} page */
  const operands = (page) => !['transformer', 'mlp'].includes(type(page));

  /** Whether inputs may be residues or permutations, so that there can be frequencies. @param {Page} page */
  const symbols = (page) => type(page) !== 'mlp';

  /** Whether inputs are residues, so that there are frequencies. @param {Page} page */
  const residues = (page) => symbols(page) && page.run.setUp('task', 'type') !== 'permutations';

  return { operands, symbols, residues };
})();
