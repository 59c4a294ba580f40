// @ts-check
/**
 * A choice of any number among many, in named groups, behind a disclosure.
 *
 * @typedef {object} PickList
 * @property {string} label
 * @property {{ name: string, items: [string, string][] }[]} groups  value and label of each
 * @property {(value: string) => boolean} chosen
 * @property {(value: string) => void} toggle
 * @property {boolean} [open]  there from the start
 */
const Picks = (() => {
  /**
   * @param {Frame} frame
   * @param {PickList} picks
   */
  function build(frame, picks) {
    const root = Dom.make('details', { class: 'picks' });
    root.open = Boolean(picks.open);
    const summary = Dom.make('summary', {}, picks.label);
    root.append(summary);
    /** @type {[string, HTMLButtonElement][]} */
    const buttons = [];
    for (const { name, items } of picks.groups) {
      const group = Dom.make('div', { class: 'pick-group', role: 'group', 'aria-label': name || picks.label });
      if (name) group.append(Dom.make('span', { 'aria-hidden': 'true' }, name));
      const row = Dom.make('div', {});
      for (const [value, label] of items) {
        const button = Dom.make('button', { type: 'button', 'aria-pressed': 'false' }, label);
        button.addEventListener('click', () => {
          picks.toggle(value);
          frame.stale(true);
          refresh();
        });
        buttons.push([value, button]);
        row.append(button);
      }
      group.append(row);
      root.append(group);
    }
    const refresh = () => {
      let count = 0;
      for (const [value, button] of buttons) {
        const on = picks.chosen(value);
        count += on ? 1 : 0;
        button.setAttribute('aria-pressed', String(on));
      }
      summary.textContent = `${picks.label} (${count} of ${buttons.length})`;
    };
    refresh();
    return { root, refresh };
  }

  return { build };
})();
