// @ts-check
/** The frame around a panel that is no drawing but a part of the page, such as a table. */
class ElementFrame {
  /**
   * @param {ComparePanel} panel
   * @param {ComparePage} page
   */
  constructor(panel, page) {
    this.panel = panel;
    this.page = page;
    const reason = panel.absent && panel.absent(page);
    this.view = reason || !panel.element ? undefined : panel.element(page);
    this.root = Dom.make('figure', { class: `panel ${panel.span}`, id: `panel-${panel.id}` });
    const head = Dom.make('figcaption', {});
    head.append(Dom.make('h3', {}, panel.title));
    if (this.view) {
      const tools = Dom.make('div', { class: 'tools' });
      const button = Dom.make('button', { type: 'button', 'aria-label': `${panel.title} as CSV` }, 'CSV');
      button.addEventListener('click', () => Exports.download(/** @type {any} */ (this), 'csv'));
      const group = Dom.make('div', { class: 'exports' });
      group.append(button);
      tools.append(group);
      head.append(tools, Dom.make('p', { class: 'how' }, panel.how), ...Controls.row(this.view.options || [], panel.title, () => undefined));
    }
    this.root.append(head, this.view ? this.view.element : Dom.make('p', { class: 'absent' }, `Not shown: ${reason}`));
  }

  /** Its numbers. */
  csv() {
    return Format.csv(this.view ? this.view.csv() : []);
  }
}
