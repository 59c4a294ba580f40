// @ts-check
/**
 * The first section: the run at a glance. Set-up and provenance, what happened when, the key
 * frequencies by each rule, and what to bear in mind. Words and numbers only, no figure.
 */
const Overview = (() => {
  const MOST_SPIKES = 12;
  const MOST_KEYS = 24;
  const PROVENANCE = 6;

  /** @type {[string, string, string][]} */
  const RULES = [
    ['keys', 'neurons', 'frequencies with a neuron of which they explain more than 0.85'],
    ['keys/embedding-norm', 'embedding', 'frequencies with more than a quarter of the largest norm in the embedding'],
    ['keys/logit-cosine', 'logits', 'frequencies whose cosine has a similarity above 0.005 to the logits'],
    ['keys/dft-above-10', 'input weights', 'frequencies of neurons whose unnormalised amplitude is above 10'],
  ];

  /** Whose words they are, and the words. @type {[string, string, string[]][]} */
  const CLASSES = [
    ['learning-phase', 'By the rule of Liu et al. 2022', ['comprehension', 'grokking', 'memorisation', 'confusion']],
    ['grokking-class', 'By that of the sweep of Pearce et al. 2023', [
      'the train loss never falls to 10⁻⁵', 'the test loss never falls to 10⁻⁵', 'train and test loss fall together', 'grokking']],
  ];

  /** Ids, names, and when they happen. @type {[string, string, string][]} */
  const SPIKES = [
    ['slingshots', 'slingshot', 'train loss is high for a moment, and the last layer has grown just before'],
    ['slingshots/spikes', 'spike of the train loss', 'train loss is highest in a short rise to at least ten times its lowest so far'],
  ];

  /** @param {Page} page */
  function build(page) {
    const section = Dom.make('section', { class: 'group overview', id: 'overview', 'aria-labelledby': 'section-overview' });
    section.append(Dom.make('h2', { id: 'section-overview' }, 'Overview'));
    const grid = Dom.make('div', { class: 'overview-grid' });
    const health = notes(page);
    if (health) grid.append(health);
    grid.append(moments(page), keys(page), about(page));
    section.append(grid);
    return section;
  }

  /** @param {string} title @param {string} kind @param {(Node|string)[]} content */
  function block(title, kind, ...content) {
    const root = Dom.make('div', { class: `block ${kind}` });
    root.append(Dom.make('h3', {}, title), ...content);
    return root;
  }

  /** What to bear in mind, if there is anything. @param {Page} page */
  function notes({ run }) {
    if (run.notes.length === 0) return undefined;
    const list = Dom.make('ul', {});
    for (const note of run.notes) list.append(Dom.make('li', { class: 'note' }, note));
    return block('Bear in mind', 'wide warn', list);
  }

  /** @param {Page} page */
  function moments({ run, state }) {
    const table = Dom.make('table', {});
    const head = Dom.make('tr', {});
    for (const name of ['what', 'step', 'when']) head.append(Dom.make('th', { scope: 'col' }, name));
    const top = Dom.make('thead', {});
    top.append(head);
    const body = Dom.make('tbody', {});
    for (const moment of Moments.reached(run)) body.append(row(state, moment.label, moment.step, moment.meaning, run.steps.length > 1));
    for (const [id, name, meaning] of SPIKES) {
      const steps = run.constant(id) || [];
      if (id === 'slingshots/spikes' && (run.constant('slingshots') || []).length === steps.length) continue;
      steps.slice(0, MOST_SPIKES).forEach((step) => body.append(row(state, name, step, meaning, run.steps.length > 1)));
      if (steps.length > MOST_SPIKES) body.append(row(state, `${steps.length - MOST_SPIKES} more, ${name}`, undefined, 'all are in the measures file', false));
    }
    const missing = Moments.all(run).filter((moment) => moment.step === undefined);
    const root = block('Events and phases', 'moments');
    const none = body.childElementCount === 0;
    if (none) root.append(Dom.make('p', {}, 'No event and no border of a phase was found.'));
    else {
      table.append(top, body);
      root.append(table);
    }
    for (const [id, rule, names] of CLASSES) {
      const value = run.constant(id)?.[0];
      if (value !== undefined && names[value]) root.append(Dom.make('p', { class: 'class' }, `${rule}: ${names[value]}.`));
    }
    if (missing.length > 0) root.append(unreached(missing));
    return root;
  }

  /**
   * @param {PageState} state
   * @param {string} label
   * @param {number|undefined} step
   * @param {string} meaning
   * @param {boolean} jumps
   */
  function row(state, label, step, meaning, jumps) {
    const line = Dom.make('tr', {});
    const cell = Dom.make('td', {});
    if (step === undefined) cell.append('…');
    else if (jumps) cell.append(Moments.jump(state, step, Format.step(step), meaning || label));
    else cell.append(Format.step(step));
    line.append(Dom.make('th', { scope: 'row' }, label), cell, Dom.make('td', { class: 'meaning' }, meaning));
    return line;
  }

  /** What did not happen, and why, behind a disclosure. @param {Moment[]} missing */
  function unreached(missing) {
    const details = Dom.make('details', {});
    details.append(Dom.make('summary', {}, `${missing.length} that did not happen, or cannot be told`));
    const list = Dom.make('dl', {});
    for (const { label, reason } of missing) list.append(Dom.make('dt', {}, label), Dom.make('dd', {}, reason || 'no reason is given'));
    details.append(list);
    return details;
  }

  /** @param {Page} page */
  function keys({ run, neurons }) {
    const rules = RULES.filter(([id]) => run.constant(id) !== undefined);
    const root = block('Key frequencies at the last checkpoint', 'key-rules');
    if (rules.length === 0) {
      root.append(Dom.make('p', {}, `There are none: ${run.reasons.keys || 'the measures file has none'}.`));
      return root;
    }
    const table = Dom.make('table', {});
    for (const [id, name, rule] of rules) {
      const line = Dom.make('tr', {});
      const cell = Dom.make('td', {});
      const frequencies = run.constant(id) || [];
      const counts = id === 'keys' ? run.constant('keys/neurons-per-key') : undefined;
      if (frequencies.length === 0) cell.append('none');
      frequencies.slice(0, MOST_KEYS).forEach((k, i) => cell.append(chip(neurons, k, counts && counts[i]), ' '));
      if (frequencies.length > MOST_KEYS) cell.append(`and ${frequencies.length - MOST_KEYS} more`);
      cell.append(Dom.make('span', { class: 'meaning' }, rule));
      line.append(Dom.make('th', { scope: 'row' }, `by ${name}`), cell);
      table.append(line);
    }
    root.append(table);
    return root;
  }

  /** @param {Neurons} neurons @param {number} k @param {number|undefined} count */
  function chip(neurons, k, count) {
    const group = neurons.ofFrequency(k);
    const text = Dom.make('span', { class: 'chip' });
    text.append(Dom.make('b', { class: group ? `key g${group.colour % 8}` : 'key' }, String(k)));
    if (count !== undefined) text.append(Dom.make('span', {}, `\u2009${count} ${count === 1 ? 'neuron' : 'neurons'}`));
    return text;
  }

  /** @param {Page} page */
  function about({ run }) {
    const list = Dom.make('dl', {});
    const span = `${Format.step(run.steps[0])} to ${Format.step(run.steps[run.steps.length - 1])}`;
    /** @type {[string, string][]} */
    const rows = [
      ...run.facts.map((fact) => /** @type {[string, string]} */ ([fact.label, fact.value])),
      ['checkpoints', run.steps.length === 1 ? `one, at step ${Format.step(run.steps[0])}` : `${Format.step(run.steps.length)}, steps ${span}`],
      ...run.provenance.slice(0, PROVENANCE),
    ];
    for (const [label, value] of rows) list.append(Dom.make('dt', {}, label), Dom.make('dd', {}, value));
    const more = Dom.make('p', { class: 'more' });
    more.append(Dom.make('a', { href: '#made-by' }, 'All that is known of what made it'));
    return block('Set-up and provenance', 'about-run', list, more);
  }

  return { build };
})();
