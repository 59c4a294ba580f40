// @ts-check
/** What holds for all figures: grouping, alignment, the axis of steps, the zoom, and who is who. */
class CompareBar {
  /** @param {ComparePage} page */
  constructor(page) {
    this.page = page;
    const { run, state } = page;
    const root = Dom.byId('controls');
    if (run.groupings.length > 1) {
      root.append(CompareBar.menu('group by', run.groupings.map((grouping, i) => [String(i), grouping.label]), '0',
        (value) => state.set({ grouping: Number(value) })));
    }
    const events = run.events.filter((id) => run.readable.some((one) => id in one.events));
    if (events.length > 0) {
      root.append(CompareBar.menu('align at', [['start', 'the first step'], ...events.map((id) => /** @type {[string, string]} */ ([id, id.slice(7).replaceAll('-', ' ')]))], 'start',
        (value) => state.set({ align: value, domain: null })));
    }
    root.append(CompareBar.menu('steps', [['linear', 'linear'], ['log', 'log']], 'linear',
      (value) => state.set({ xScale: value === 'log' ? 'log' : 'linear', domain: null })));
    this.reset = Dom.make('button', { type: 'button', class: 'reset', hidden: '' }, 'Show all steps');
    this.reset.addEventListener('click', () => state.set({ domain: null }));
    this.chosen = Dom.make('span', { class: 'chosen' });
    root.append(this.reset, this.chosen);
    this.update();
  }

  /** @param {string} label @param {[string, string][]} choices @param {string} value @param {(value: string) => void} choose */
  static menu(label, choices, value, choose) {
    const labelled = Dom.make('label', { class: 'labelled menu' });
    const select = Dom.make('select', {});
    for (const [id, text] of choices) select.append(Dom.make('option', { value: id }, text));
    select.value = value;
    select.addEventListener('change', () => choose(select.value));
    labelled.append(Dom.make('span', {}, label), select);
    return labelled;
  }

  update() {
    const { state } = this.page;
    this.reset.hidden = state.view.domain === null;
    const run = state.view.pinned === null ? null : state.run.runs[state.view.pinned];
    this.chosen.replaceChildren();
    if (run) {
      this.chosen.append(run.page ? Dom.make('a', { href: `runs/${encodeURIComponent(run.key)}.html` }, `Open ${run.label}`) : Dom.make('b', {}, run.label));
    }
    this.legend();
  }

  /** The groups, with how many of them generalised. */
  legend() {
    const { state, run } = this.page;
    const legend = Dom.byId('legend');
    legend.hidden = state.groups.length < 2;
    legend.replaceChildren(...state.groups.map((group) => {
      const item = Dom.make('span', { class: `entry g${group.index % 8}` });
      const line = new SvgSurface(26, 4, '', '');
      line.segment(1, 2, 25, 2, { stroke: state.colour(Theme[state.view.theme], group), width: 2.4, dash: state.dash(group) });
      line.root.setAttribute('aria-hidden', 'true');
      const generalised = group.runs.filter((one) => 'events/generalised' in one.events).length;
      const known = group.runs.some((one) => 'events/generalised' in one.events || 'events/generalised' in one.reasons);
      item.append(line.root, Dom.make('b', {}, group.label), ` ${group.runs.length} run${group.runs.length === 1 ? '' : 's'}${known ? `, ${generalised} generalised` : ''}`);
      item.title = `${group.whole}: ${run.name}`;
      return item;
    }));
  }
}
