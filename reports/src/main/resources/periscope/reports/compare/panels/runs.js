// @ts-check
ComparePanels.add({
  id: 'runs',
  section: 'runs',
  title: 'Events and final measures',
  how: 'First how many runs of each group have the number, their median, and in brackets their quartiles. Then a row for each run; a heading sorts by its column, and the name of a run highlights it in all figures.',
  span: 'full',
  needs: [],

  element(page) {
    const { run: study, state } = page;
    const MAIN = [
      'events/memorised', 'events/half', 'events/generalised', 'grokking/gap', 'loss/train', 'loss/test', 'loss/all', 'accuracy/train', 'accuracy/test',
      'weights/sum-of-squares', 'keys/count'];
    const all = [...study.events, ...study.values];
    const main = MAIN.filter((id) => all.includes(id) && !(id === 'loss/all' && all.includes('loss/test')));
    let wide = false;
    let sorted = { id: '', up: true };
    const element = Dom.make('div', { class: 'scroll runs', tabindex: '0', role: 'group', 'aria-label': 'Table of runs' });
    const table = Dom.make('table', {});
    element.append(table);

    const ids = () => (wide ? [...main, ...all.filter((id) => !main.includes(id))] : main);
    const grouped = () => state.groups.length > 1;
    const keys = () => study.readable.some((run) => run.keys.length > 0);
    const keyText = (/** @type {StudyRun} */ run) => run.keys.map((key) => (key.neurons > 0 ? `${key.frequency} (${key.neurons})` : String(key.frequency))).join(', ');

    /** What a column sorts by; text as text. @param {StudyRun} run @param {string} id @returns {number|string} */
    function sortable(run, id) {
      if (id === 'run') return run.index;
      if (id === 'group') return state.groupOf.get(run.index)?.index ?? Infinity;
      return id === 'keys' ? run.keys[0]?.frequency ?? NaN : study.value(run, id);
    }

    /** Runs in the chosen order; those without a number come last, up or down. */
    function rows() {
      const order = [...state.groups.flatMap((group) => group.runs), ...study.runs.filter((run) => run.failure !== undefined)];
      if (!sorted.id) return order;
      const sign = sorted.up ? 1 : -1;
      return order.sort((a, b) => {
        const [x, y] = [sortable(a, sorted.id), sortable(b, sorted.id)];
        return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || sign * d3.ascending(x, y) || a.index - b.index;
      });
    }

    /** @param {string} id @param {string} title */
    function heading(id, title) {
      const th = Dom.make('th', { scope: 'col', ...(['run', 'group', 'keys'].includes(id) ? { class: 'text' } : {}), 'aria-sort': sorted.id !== id ? 'none' : sorted.up ? 'ascending' : 'descending' });
      const button = Dom.make('button', { type: 'button' }, title);
      button.title = study.definitions[id] || '';
      button.addEventListener('click', () => {
        sorted = { id, up: sorted.id === id ? !sorted.up : true };
        build();
        /** @type {HTMLElement|null} */ (table.querySelector('[aria-sort=ascending] button, [aria-sort=descending] button'))?.focus();
      });
      th.append(button);
      return th;
    }

    /** @param {HTMLElement} cell @param {number} value @param {string} id */
    function number(cell, value, id) {
      if (id.startsWith('events/') && !Number.isNaN(value)) cell.textContent = Format.step(Math.round(value));
      else if (id.startsWith('accuracy/') && !Number.isNaN(value)) cell.textContent = Format.percent(value);
      else Format.into(cell, Number.isNaN(value) ? '–' : Number.isInteger(value) && Math.abs(value) < 1e7 ? Format.step(value) : Format.number(value, 4));
    }

    /** The run's name: a link to its page, or a button that highlights it. @param {StudyRun} run */
    function name(run) {
      const cell = Dom.make('th', { scope: 'row' });
      const who = Dom.make('div', { class: 'who' });
      const group = state.groupOf.get(run.index);
      if (group) who.append(Dom.make('span', { class: `swatch ${state.groups.length === 1 ? 'only' : `g${group.index % 8}`}`, 'aria-hidden': 'true' }));
      const mark = Dom.make('button', { type: 'button', class: 'mark', 'aria-pressed': 'false', title: 'Highlight in all figures' }, run.page ? '◎' : run.label);
      if (run.page) mark.setAttribute('aria-label', `Highlight ${run.label}`);
      mark.addEventListener('click', (event) => {
        state.set({ pinned: state.view.pinned === run.index ? null : run.index });
        event.stopPropagation();
      });
      if (run.page) who.append(Dom.make('a', { href: `runs/${encodeURIComponent(run.key)}.html` }, run.label));
      who.append(mark);
      cell.append(who);
      return cell;
    }

    /** @param {StudyRun} run */
    function row(run) {
      const tr = Dom.make('tr', { 'data-run': String(run.index) });
      tr.append(name(run));
      if (grouped()) {
        const group = state.groupOf.get(run.index);
        tr.append(Dom.make('td', { class: 'text', title: group?.whole ?? '' }, group?.label ?? '–'));
      }
      if (run.failure !== undefined) {
        tr.append(Dom.make('td', { class: 'text', colspan: String(ids().length + 1) }, `could not be read: ${run.failure}`));
        return tr;
      }
      for (const id of ids()) {
        const cell = Dom.make('td', {});
        const value = study.value(run, id);
        number(cell, value, id);
        if (Number.isNaN(value) && run.reasons[id]) cell.title = run.reasons[id];
        tr.append(cell);
      }
      if (keys()) tr.append(Dom.make('td', { class: 'text' }, keyText(run) || '–'));
      tr.addEventListener('pointerenter', () => state.set({ hovered: run.index }));
      tr.addEventListener('pointerleave', () => state.set({ hovered: null }));
      return tr;
    }

    /** @param {RunGroup} group */
    function summary(group) {
      const tr = Dom.make('tr', {});
      tr.append(Dom.make('th', { scope: 'row', ...(grouped() ? { colspan: '2', title: group.whole } : {}) }, grouped() ? group.label : 'all runs'));
      for (const id of ids()) {
        const cell = Dom.make('td', {});
        const { n, median, lower, upper } = Statistics.spread(group.runs.map((run) => study.value(run, id)));
        const [count, middle, quartiles] = ['count', 'median', 'quartiles'].map((kind) => Dom.make('span', { class: kind }));
        count.textContent = `${n} of ${group.runs.length}`;
        cell.append(count);
        if (n > 0) {
          number(middle, median, id);
          const [from, to] = [lower, upper].map((value) => {
            const part = Dom.make('span', {});
            number(part, value, id);
            return part;
          });
          quartiles.append('[', from, ' – ', to, ']');
          cell.append(middle, quartiles);
        }
        tr.append(cell);
      }
      if (keys()) tr.append(Dom.make('td', {}));
      return tr;
    }

    function build() {
      const head = Dom.make('thead', {});
      const titles = Dom.make('tr', {});
      titles.append(heading('run', 'run'), ...(grouped() ? [heading('group', 'group')] : []), ...ids().map((id) => heading(id, Study.title(id))),
        ...(keys() ? [heading('keys', 'keys (neurons)')] : []));
      head.append(titles);
      const body = Dom.make('tbody', { class: 'each' });
      body.append(...rows().map(row));
      const spread = Dom.make('tbody', { class: 'spread' });
      spread.append(...state.groups.map(summary));
      table.replaceChildren(Dom.make('caption', { class: 'sr' }, 'Events and final measures of each run'), head, spread, body);
      mark();
    }

    function mark() {
      for (const tr of table.querySelectorAll('.each tr')) {
        const index = Number(tr.getAttribute('data-run'));
        tr.classList.toggle('lit', state.highlighted !== null && state.highlighted.index === index);
        tr.querySelector('.mark')?.setAttribute('aria-pressed', String(state.view.pinned === index));
      }
    }

    build();
    return {
      element,
      update(changed) {
        if (changed.has('grouping')) build();
        else if (changed.has('hovered') || changed.has('pinned')) mark();
      },
      options: [{
        label: 'columns',
        choices: [['main', 'main'], ['all', `all ${all.length}`]],
        value: () => (wide ? 'all' : 'main'),
        choose: (value) => {
          wide = value === 'all';
          build();
        },
      }],
      csv: () => [
        ['run', 'group', 'file', 'seed', ...all, 'keys'],
        ...rows().map((run) => [
          run.label, state.groupOf.get(run.index)?.label ?? '', run.file, run.seed,
          ...all.map((id) => (Number.isNaN(study.value(run, id)) ? '' : study.value(run, id))), keyText(run)]),
      ],
    };
  },
});
