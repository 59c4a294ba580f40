// @ts-check
/**
 * What a reader can set in a panel: a few choices as buttons, many as a list, numbers as sliders.
 *
 * @typedef {object} Desk  sliders, and what they come to in words
 * @property {HTMLElement} root
 * @property {() => void} update
 */
const Controls = (() => {
  /** More choices than this, or longer ones together, are a list. */
  const MOST_BUTTONS = 5;
  const MOST_LETTERS = 36;

  /**
   * All choices of a panel in a row, below what it says of itself; nothing where there are none.
   *
   * @param {Option[]} options
   * @param {string} title  of the panel, for those who hear the page
   * @param {() => void} changed
   */
  function row(options, title, changed) {
    if (options.length === 0) return [];
    const root = Dom.make('div', { class: 'options' });
    root.append(...options.map((option) => choice(option, title, changed)));
    return [root];
  }

  /** @param {Option} option @param {string} title @param {() => void} changed */
  function choice(option, title, changed) {
    const letters = option.choices.reduce((sum, [, label]) => sum + label.length, 0);
    return option.menu || option.choices.length > MOST_BUTTONS || letters > MOST_LETTERS ? list(option, title, changed) : buttons(option, title, changed);
  }

  /** A segmented control. @param {Option} option @param {string} title @param {() => void} changed */
  function buttons(option, title, changed) {
    const group = Dom.make('div', { class: 'choice', role: 'group', 'aria-label': `${title}: ${option.label}` });
    const labelled = Dom.make('div', { class: 'labelled' });
    labelled.append(Dom.make('span', { 'aria-hidden': 'true' }, option.label), group);
    for (const [value, label] of option.choices) {
      const button = Dom.make('button', { type: 'button', 'aria-pressed': String(value === option.value()) }, label);
      button.addEventListener('click', () => {
        option.choose(value);
        for (const other of group.children) other.setAttribute('aria-pressed', String(other === button));
        changed();
      });
      group.append(button);
    }
    return labelled;
  }

  /** @param {Option} option @param {string} title @param {() => void} changed */
  function list(option, title, changed) {
    const labelled = Dom.make('label', { class: 'labelled' });
    const select = Dom.make('select', { class: 'own-keys', 'aria-label': `${title}: ${option.label}` });
    for (const [value, label] of option.choices) select.append(Dom.make('option', { value }, label));
    select.value = option.value();
    select.addEventListener('change', () => {
      option.choose(select.value);
      changed();
    });
    labelled.append(Dom.make('span', {}, option.label), select);
    return labelled;
  }

  /**
   * Sliders, and below them what they come to. A screen reader hears that with the slider's value, not
   * whenever the step changes it.
   *
   * @param {Slider[]} sliders
   * @param {(() => string) | undefined} readout
   * @param {() => void} changed
   * @returns {Desk}
   */
  function desk(sliders, readout, changed) {
    const root = Dom.make('div', { class: 'desk' });
    for (const one of sliders) root.append(slider(one, readout, changed));
    const words = Dom.make('p', { class: 'words' });
    if (readout) root.append(words);
    const update = () => {
      const text = readout ? readout() : '';
      if (words.textContent !== text) words.textContent = text;
    };
    update();
    return { root, update };
  }

  /** @param {Slider} one @param {(() => string) | undefined} readout @param {() => void} changed */
  function slider(one, readout, changed) {
    const label = Dom.make('label', {});
    const range = Dom.make('input', {
      type: 'range', class: 'own-keys', min: String(one.low), max: String(one.high), step: String(one.by || 1), value: String(one.value()) });
    const value = Dom.make('span', { class: 'value', 'aria-hidden': 'true' }, String(one.value()));
    range.addEventListener('input', () => {
      one.choose(Number(range.value));
      value.textContent = String(one.value());
      if (readout) range.setAttribute('aria-valuetext', `${one.value()}. ${readout()}`);
      changed();
    });
    label.append(Dom.make('span', {}, one.label), range, value);
    return label;
  }

  return { row, desk };
})();
