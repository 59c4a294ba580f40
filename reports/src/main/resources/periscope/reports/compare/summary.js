// @ts-check
/** The opening sentences: how many runs generalised, and when. */
const CompareSummary = (() => {
  const MOST_GROUPS = 4;

  /** @param {ComparePage} page @param {RunGroup} group */
  function sentence({ run, state }, group) {
    const known = group.runs.filter((one) => 'events/generalised' in one.events || 'events/generalised' in one.reasons);
    const steps = group.runs.map((one) => run.value(one, 'events/generalised'));
    const { n, median, lower, upper } = Statistics.spread(steps);
    const who = state.groups.length > 1 ? `${CompareChart.short(group.label)}: ` : '';
    const all = group.runs.length;
    if (known.length === 0) return `${who}${count(all)} whose generalising is not known. `;
    if (n === 0) return `${who}none of ${count(all)} generalised. `;
    const start = n === all ? (all === 1 ? 'the one run' : `all ${all} runs`) : `${n} of ${count(all)}`;
    const when = n === 1 ? `at step ${Format.step(median)}` : `half of ${n === all ? 'them' : 'those'} by step ${Format.step(Math.round(median))}`
      + (n > 3 ? ` (quartiles ${Format.step(Math.round(lower))} and ${Format.step(Math.round(upper))})` : '');
    return `${who}${start} generalised, ${when}. `;
  }

  const count = (/** @type {number} */ n) => (n === 1 ? '1 run' : `${n} runs`);

  /** @param {HTMLElement} element @param {ComparePage} page */
  function write(element, page) {
    const { state, run } = page;
    const shown = state.groups.slice(0, MOST_GROUPS).map((group) => sentence(page, group));
    const more = state.groups.length - shown.length;
    const unread = run.runs.length - run.readable.length;
    const text = shown.join('') + (more > 0 ? `And ${more} more group${more === 1 ? '' : 's'}. ` : '') + (unread > 0 ? `${count(unread)} could not be read.` : '');
    // The names of groups stay as they are.
    element.textContent = state.groups.length > 1 ? text : text.charAt(0).toUpperCase() + text.slice(1);
  }

  return { write };
})();
