// @ts-check
/** Puts the page together: reads the run, builds the sections, and redraws once an animation frame. */
(() => {
  const SECTIONS = [
    ['training', 'Training'],
    ['progress', 'Progress measures'],
    ['weights', 'Weights'],
    ['frequencies', 'Frequencies'],
    ['geometry', 'Geometry and norms'],
    ['ablations', 'Ablations'],
    ['constructed', 'Constructed solution'],
  ];

  /** @param {PageState} state */
  function readAddress(state) {
    const match = /^#step=(\d+)$/.exec(location.hash);
    if (match) state.goTo(state.run.nearest(Number(match[1])));
  }

  /**
   * @param {Page} page
   * @param {Player} player
   * @param {Header} header
   */
  function listenToKeys(page, player, header) {
    const { state, run } = page;
    const last = run.steps.length - 1;
    const leap = Math.max(1, Math.round(last / 10));
    /** @type {Record<string, () => void>} */
    const moves = {
      ArrowLeft: () => state.goTo(state.index - 1),
      ArrowRight: () => state.goTo(state.index + 1),
      PageUp: () => state.goTo(state.index + leap),
      PageDown: () => state.goTo(state.index - leap),
      Home: () => state.goTo(0),
      End: () => state.goTo(last),
    };
    document.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      const target = /** @type {Element} */ (event.target);
      const button = target instanceof Element && target.closest('button, summary, a, pre, .scroll, select, input[type=number]');
      if (event.key === 'Escape') {
        state.set({ pinned: null });
      } else if (event.key === ' ' && !button) {
        player.toggle();
        event.preventDefault();
      } else if (moves[event.key] && last > 0 && !(target instanceof Element && target.closest('pre, .scroll, .own-keys'))) {
        moves[event.key]();
        event.preventDefault();
      }
    });
    document.addEventListener('keyup', (event) => {
      const own = event.target instanceof Element && event.target.closest('.own-keys');
      if (moves[event.key] && last > 0 && !own) header.announce();
    });
    document.addEventListener('stepchosen', () => header.announce());
  }

  /** @param {Page} page */
  function build(page) {
    const main = Dom.byId('panels');
    main.append(Overview.build(page));
    const frames = Panels.all.filter((panel) => !panel.onlyIf || panel.onlyIf(page)).map((panel) => new Frame(panel, page))
      .filter((frame) => frame.view || !frame.panel.optional);
    Layout.sections(main, SECTIONS, frames);
    return frames;
  }

  async function start() {
    const run = await Run.load();
    const state = new PageState(run);
    let scheduled = false;
    /** @type {Page} */
    const page = {
      run, state, neurons: new Neurons(run),
      documented: true,
      attach: Pointing.attach,
      caption: () => ({ title: `${run.name}, step ${state.step}`, file: run.name, moment: `-step-${state.step}` }),
      schedule() {
        if (scheduled) return;
        scheduled = true;
        requestAnimationFrame(() => {
          scheduled = false;
          if (pace.draw()) page.schedule();
        });
      },
    };
    Layout.followTheme(state);
    readAddress(state);
    Summary.write(Dom.byId('standfirst'), page);
    const player = new Player(state);
    const header = new Header(page, player);
    const frames = build(page);
    const pace = new Pace(frames);

    state.subscribe((changed) => {
      if (changed.has('index')) header.update();
      if (changed.has('playing')) header.updatePlay();
      if (changed.has('theme')) header.layout();
      if (changed.has('pinned') && state.view.pinned !== null) {
        Dom.byId('live').textContent = page.neurons.describe(state.view.pinned);
      }
      const still = changed.has('theme') || changed.has('xScale') || changed.has('overlay');
      if (still || ['index', 'hovered', 'pinned', 'token'].some((key) => changed.has(/** @type {Key} */ (key)))) {
        frames.forEach((frame) => frame.stale(still || frame.follows(changed)));
      }
    });
    listenToKeys(page, player, header);
    addEventListener('hashchange', () => readAddress(state));

    const remeasure = () => {
      header.layout();
      Layout.measure(frames);
      page.schedule();
    };
    remeasure();
    // What is further down is drawn when the reader comes near it.
    frames.forEach((frame) => { frame.seen = frame.plot.getBoundingClientRect().top < innerHeight; });
    frames.forEach((frame) => frame.draw());
    performance.mark('periscope-drawn');

    Layout.watch(frames, remeasure, page.schedule);

    /** For the console, and for tests. */
    Object.assign(window, { periscope: { run, state, player, page, pace, frames: new Map(frames.map((f) => [f.panel.id, f])) } });
    performance.mark('periscope-ready');
    document.documentElement.dataset.ready = 'true';
  }

  start().catch((error) => {
    Dom.byId('standfirst').textContent = `This page could not read its data: ${error.message}`;
    throw error;
  });
})();
