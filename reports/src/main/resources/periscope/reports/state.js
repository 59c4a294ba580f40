// @ts-check
/**
 * What the reader is looking at: one global step and what is pointed at. Everything that shows it
 * subscribes; nothing else is shared between panels.
 *
 * @typedef {object} View0
 * @property {number} index          checkpoint
 * @property {number|null} hovered   neuron under the pointer
 * @property {number|null} pinned    neuron chosen by click or keys
 * @property {number|null} token     number under the pointer
 * @property {'linear'|'log'} xScale axis of every chart over steps
 * @property {'light'|'dark'} theme
 * @property {boolean} playing
 * @property {Overlaid[]} overlay   measures that are drawn together
 *
 * @typedef {{ id: string, slot: number }} Overlaid  a measure, and which line style it keeps
 *
 * @typedef {keyof View0} Key
 */
class PageState {
  /** @param {Run} run */
  constructor(run) {
    this.run = run;
    /** @type {View0} */
    this.view = {
      index: run.steps.length - 1,
      hovered: null,
      pinned: null,
      token: null,
      xScale: 'linear',
      theme: 'light',
      playing: false,
      overlay: Measures.firstOverlay(run),
    };
    /** @type {((changed: Set<Key>) => void)[]} */
    this.listeners = [];
  }

  get index() {
    return this.view.index;
  }

  get step() {
    return this.run.steps[this.view.index];
  }

  /** The neuron to show, pointed at or chosen. */
  get neuron() {
    return this.view.hovered === null ? this.view.pinned : this.view.hovered;
  }

  get token() {
    return this.view.token;
  }

  /** @param {(changed: Set<Key>) => void} listener */
  subscribe(listener) {
    this.listeners.push(listener);
  }

  /** @param {Partial<View0>} patch */
  set(patch) {
    /** @type {Set<Key>} */
    const changed = new Set();
    for (const [name, value] of Object.entries(patch)) {
      const key = /** @type {Key} */ (name);
      if (this.view[key] === value) continue;
      /** @type {any} */ (this.view)[key] = value;
      changed.add(key);
    }
    if (changed.size > 0) this.listeners.forEach((listener) => listener(changed));
  }

  /** Puts a measure among those that are drawn together, or takes it away. @param {string} id */
  toggleOverlay(id) {
    const { overlay } = this.view;
    if (overlay.some((one) => one.id === id)) {
      this.set({ overlay: overlay.filter((one) => one.id !== id) });
    } else {
      let slot = 0;
      while (overlay.some((one) => one.slot === slot)) slot++;
      this.set({ overlay: [...overlay, { id, slot }] });
    }
  }

  /** @param {number} index  any integer; kept within the run */
  goTo(index) {
    this.set({ index: Math.max(0, Math.min(this.run.steps.length - 1, Math.round(index))) });
  }
}

/** Plays the run from the current step to its end, in about ten seconds. */
class Player {
  /** @param {PageState} state */
  constructor(state) {
    this.state = state;
    const calm = matchMedia('(prefers-reduced-motion: reduce)');
    /** Checkpoints a second; a slow series of stills for readers who asked for less motion. */
    this.rate = () => (calm.matches ? 2 : Math.max(8, state.run.steps.length / 10));
    this.startedAt = 0;
    this.startIndex = 0;
    this.expected = -1;
    this.tick = this.tick.bind(this);
  }

  toggle() {
    if (this.state.view.playing) this.pause();
    else this.play();
  }

  play() {
    const last = this.state.run.steps.length - 1;
    if (last === 0) return;
    if (this.state.index === last) this.state.goTo(0);
    this.restart(performance.now());
    this.state.set({ playing: true });
    requestAnimationFrame(this.tick);
  }

  pause() {
    this.state.set({ playing: false });
  }

  /** @param {number} now */
  restart(now) {
    this.startedAt = now;
    this.startIndex = this.state.index;
    this.expected = this.state.index;
  }

  /** @param {number} now */
  tick(now) {
    if (!this.state.view.playing) return;
    // The reader moved the step meanwhile: go on from there.
    if (this.state.index !== this.expected) this.restart(now);
    const index = this.startIndex + Math.floor((Math.max(0, now - this.startedAt) / 1000) * this.rate());
    const last = this.state.run.steps.length - 1;
    this.state.goTo(index);
    this.expected = this.state.index;
    if (index >= last) this.pause();
    else requestAnimationFrame(this.tick);
  }
}
