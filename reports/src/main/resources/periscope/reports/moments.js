// @ts-check
/**
 * The moments of a run that a reader can jump to: events, and the borders of phases.
 *
 * @typedef {object} Moment
 * @property {string} id
 * @property {string} label
 * @property {'event'|'phase'} kind
 * @property {string} meaning    what it is, in half a sentence; may be empty
 * @property {number} [step]
 * @property {string} [reason]   why there is none
 */
const Moments = (() => {
  /** @type {Record<string, string>} */
  const MEANINGS = {
    'events/memorised': 'train accuracy is 99 % for the first time',
    'events/half': 'test accuracy is 50 % for the first time',
    'events/generalised': 'test accuracy is 99 % for the first time',
    'events/ungeneralised': 'test accuracy, once well above chance, has fallen again',
    'events/regeneralised': 'test accuracy is as high again as before it fell',
    'events/test-loss-peak': 'test loss is highest between two falls: double descent',
    'phases/memorisation-end': 'train loss has settled',
    'phases/circuit-formation-end': 'excluded loss has risen and restricted loss fallen: the circuit is there',
    'phases/clean-up-start': 'test loss is about to drop',
    'phases/clean-up-end': 'test loss has settled, at smaller weights',
  };

  /** @type {Record<string, string>} */
  const LABELS = {
    'phases/memorisation-end': 'memorisation ends',
    'phases/circuit-formation-end': 'circuit formed',
    'phases/clean-up-start': 'clean-up starts',
    'phases/clean-up-end': 'clean-up ends',
  };

  /** All, those that did not happen too. @param {Run} run @returns {Moment[]} */
  const all = (run) => run.events.map((event) => ({
    id: event.id,
    label: LABELS[event.id] || event.id.replace(/^(events|phases)\//, '').replaceAll('-', ' '),
    kind: event.id.startsWith('phases/') ? 'phase' : 'event',
    meaning: MEANINGS[event.id] || '',
    step: event.step,
    reason: event.reason,
  }));

  /** Those that happened, in time. @param {Run} run */
  const reached = (run) => all(run)
    .filter((moment) => moment.step !== undefined)
    .map((moment) => ({ ...moment, step: Number(moment.step) }))
    .sort((a, b) => a.step - b.step);

  /**
   * A button that goes to the checkpoint nearest to a step.
   *
   * @param {PageState} state
   * @param {number} step
   * @param {string} text
   * @param {string} about  what is there, for its title
   */
  function jump(state, step, text, about) {
    const button = Dom.make('button', { type: 'button', class: 'jump', title: `Go to step ${Format.step(step)}${about ? `: ${about}` : ''}` }, text);
    button.addEventListener('click', () => {
      state.goTo(state.run.nearest(step));
      button.dispatchEvent(new CustomEvent('stepchosen', { bubbles: true }));
    });
    return button;
  }

  return { all, reached, jump };
})();
