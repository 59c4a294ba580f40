// @ts-check
/** The opening sentences: what happened in this run, and where the reader can jump to. */
const Summary = (() => {
  /**
   * @param {HTMLElement} element
   * @param {Page} page
   */
  function write(element, page) {
    const { run, state, neurons } = page;
    /** @param {string} name @param {string} label */
    const jump = (name, label) => {
      const event = run.event(name);
      const button = Dom.make('button', { type: 'button', class: 'jump' }, `${label} ${Format.step(Number(event && event.step))}`);
      button.addEventListener('click', () => {
        state.goTo(run.nearest(Number(event && event.step)));
        element.dispatchEvent(new CustomEvent('stepchosen', { bubbles: true }));
      });
      return button;
    };
    const [memorised, generalised] = ['memorised', 'generalised'].map((name) => run.event(name)?.step);
    /** @type {(Node|string)[]} */
    const parts = [];
    if (run.steps.length === 1) {
      parts.push(`This network is seen once, at step ${Format.step(run.steps[0])}. `);
    } else if (memorised !== undefined && generalised !== undefined && generalised > memorised) {
      parts.push('This network knew its training examples by ', jump('memorised', 'step'), ' and those it had never seen by ',
        jump('generalised', 'step'), `, ${Format.step(generalised - memorised)} steps later. `);
    } else if (generalised !== undefined) {
      parts.push('This network answered examples it had never seen by ', jump('generalised', 'step'), ', without memorising first. ');
    } else if (memorised !== undefined) {
      parts.push('This network knew its training examples by ', jump('memorised', 'step'), ' and has not generalised', soFar(run), '. ');
    } else if (run.has('accuracy/train') && run.has('accuracy/test')) {
      parts.push('This network neither memorised its training examples nor generalised in the steps shown. ');
    }
    if (run.broken(run.steps.length - 1)) parts.push('At the last step its weights are not numbers: they are NaN or infinite. ');
    if (neurons.keys.length > 0) {
      const one = neurons.keys.length === 1;
      parts.push(one ? 'It has one key frequency: ' : `It has ${number(neurons.keys.length)} key frequencies: `);
      neurons.keys.forEach((k, i) => {
        const group = neurons.ofFrequency(k);
        const chip = Dom.make('b', { class: group ? `key g${group.colour % 8}` : 'key' }, String(k));
        const after = i === neurons.keys.length - 1 ? '.' : i === neurons.keys.length - 2 ? ' and ' : ', ';
        parts.push(chip, after);
      });
    }
    element.replaceChildren(...parts);
  }

  /** How far it came, for tasks of which nobody answers 99 %. @param {Run} run */
  function soFar(run) {
    const last = run.has('accuracy/test') && !run.broken(run.steps.length - 1) ? run.series('accuracy/test').at(run.steps.length - 1) : NaN;
    return Number.isFinite(last) ? `: it answers ${Format.percent(last)} of the others` : '';
  }

  /** Small numbers in words. @param {number} n */
  const number = (n) => ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'][n] || String(n);

  return { write };
})();
