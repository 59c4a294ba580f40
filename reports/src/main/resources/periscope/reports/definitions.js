// @ts-check
/**
 * Definitions on demand: what the measures of a panel are, their units and what computed them. A panel
 * need not name its measures: its run remembers what it asks for.
 */
const Definitions = (() => {
  /**
   * The run, with a memory of the ids that were asked for.
   *
   * @param {Run} run
   * @param {Set<string>} asked
   * @returns {Run}
   */
  function remembering(run, asked) {
    /** @type {Run} */
    const view = Object.create(run);
    for (const name of /** @type {const} */ (['series', 'densest', 'constant'])) {
      Object.defineProperty(view, name, { value: (/** @type {string} */ id) => {
        asked.add(id);
        return run[name](id);
      } });
    }
    return view;
  }

  /**
   * The button, and what it opens.
   *
   * @param {string} panel  its id
   * @param {string} title
   * @param {() => { run: Run, ids: Iterable<string> }} shown  when it is opened
   */
  function disclosure(panel, title, shown) {
    const id = `definitions-${panel}`;
    const button = Dom.make('button', {
      type: 'button', class: 'define', 'aria-expanded': 'false', 'aria-controls': id, 'aria-label': `Definitions: ${title}` }, 'Definitions');
    const body = Dom.make('div', { class: 'definitions scroll', id, hidden: '', tabindex: '0', role: 'region', 'aria-label': `Definitions of ${title}` });
    button.addEventListener('click', () => {
      body.hidden = !body.hidden;
      button.setAttribute('aria-expanded', String(!body.hidden));
      if (!body.hidden) body.replaceChildren(list(shown()));
    });
    return { button, body };
  }

  /** @param {{ run: Run, ids: Iterable<string> }} shown */
  function list({ run, ids }) {
    const known = [...ids].filter((id) => run.definitions.has(id));
    if (known.length === 0) return Dom.make('p', {}, 'The measures file does not say what these are.');
    const all = Dom.make('dl', {});
    for (const id of known) {
      const what = /** @type {Definition} */ (run.definitions.get(id));
      const series = run.measures.get(id);
      const shape = series && series.shape.length > 0 ? ` [${series.shape.join(' × ')}]` : '';
      all.append(Dom.make('dt', {}, id + shape));
      const text = Dom.make('dd', {}, `${what.definition || 'not defined in the file'}${what.units ? `, in ${what.units}` : ''}.`);
      if (what.convention) text.append(Dom.make('span', {}, ` Convention: ${what.convention}.`));
      if (what.source) text.append(Dom.make('span', {}, ` (${what.source})`));
      all.append(text);
    }
    return all;
  }

  return { remembering, disclosure };
})();
