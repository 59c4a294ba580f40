// @ts-check
/** Puts a comparison together: reads the runs, builds the sections, and redraws once an animation frame. */
(() => {
  const SECTIONS = [
    ['training', 'Training'],
    ['outcomes', 'Outcomes'],
    ['runs', 'Runs'],
  ];
  /** Changes after which what stands still in a figure is drawn again. */
  const STILL = ['grouping', 'align', 'xScale', 'domain', 'moving', 'theme'];

  /** Highlights a run, or opens its page. @param {CompareState} state @param {StudyRun} run */
  function choose(state, run) {
    if (!run.page) {
      state.set({ pinned: state.view.pinned === run.index ? null : run.index });
      return;
    }
    state.set({ pinned: run.index });
    const link = Dom.make('a', { href: `runs/${encodeURIComponent(run.key)}.html` });
    document.body.append(link);
    link.click();
    link.remove();
  }

  /** @param {ComparePage} page */
  function build(page) {
    const main = Dom.byId('panels');
    const frames = ComparePanels.all.map((panel) =>
      (panel.element ? new ElementFrame(panel, page) : new Frame(/** @type {any} */ (panel), /** @type {any} */ (page))));
    Layout.sections(main, SECTIONS, frames);
    return frames;
  }

  /** Loads the curves of a folder, and says how far that is. @param {ComparePage} page */
  async function load(page) {
    const line = Dom.byId('loading');
    line.hidden = false;
    await page.curves.load((done, all) => {
      line.textContent = `Reading curves: ${done} of ${all} runs.`;
      page.schedule();
    });
    const missing = [...page.curves.missing];
    line.hidden = missing.length === 0;
    line.textContent = `Without curves, since their files in the folder “runs” could not be read: ${missing.join(', ')}.`;
  }

  async function start() {
    const study = Study.load();
    const state = new CompareState(study);
    let scheduled = false;
    /** @type {any[]} */
    let frames = [];
    let floor = Infinity;
    let seen = -1;
    let waiting = 0;
    /** How long the last drawing took, in milliseconds. */
    let cost = 0;
    /** @type {ComparePage} */
    const page = {
      run: study, state,
      // Curves come one by one; drawing all of them again for each would leave no time for the next.
      curves: new Curves(study, () => {
        if (waiting) return;
        waiting = window.setTimeout(() => {
          waiting = 0;
          frames.forEach((frame) => frame.stale && frame.stale(true));
        }, study.folder ? Math.max(250, 6 * cost) : 0);
      }),
      attach: ComparePointing.attach,
      caption: () => ({ title: study.name, file: study.name, moment: '' }),
      choose: (run) => choose(state, run),
      firstStep() {
        if (seen !== page.curves.packets.size) {
          seen = page.curves.packets.size;
          for (const packet of page.curves.packets.values()) {
            for (const axis of [packet.steps, packet.metricSteps]) {
              const first = axis.list ? axis.list.find((step) => step > 0) : axis.first > 0 ? axis.first : axis.first + axis.every;
              if (first !== undefined && first > 0) floor = Math.min(floor, first);
            }
          }
        }
        return Number.isFinite(floor) ? floor : 1;
      },
      schedule() {
        if (scheduled) return;
        scheduled = true;
        requestAnimationFrame(() => {
          scheduled = false;
          const begun = performance.now();
          frames.forEach((frame) => frame.draw && frame.draw());
          cost = performance.now() - begun;
        });
      },
    };
    Layout.followTheme(state);
    const built = build(page);
    const drawn = /** @type {any[]} */ (built).filter((frame) => frame instanceof Frame);
    const bar = new CompareBar(page);
    CompareSummary.write(Dom.byId('standfirst'), page);

    state.subscribe((changed) => {
      const still = STILL.some((key) => changed.has(key));
      if (changed.has('grouping') || changed.has('align')) Layout.measure(drawn);
      if (changed.has('grouping')) CompareSummary.write(Dom.byId('standfirst'), page);
      if (['grouping', 'domain', 'pinned', 'theme'].some((key) => changed.has(key))) bar.update();
      if (changed.has('pinned') && state.highlighted) Dom.byId('live').textContent = spoken(page, state.highlighted);
      frames.forEach((frame) => frame instanceof ElementFrame && frame.view && frame.view.update(changed));
      drawn.forEach((frame) => frame.stale(still));
    });
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') state.set({ pinned: null, brush: null });
    });

    // What stands in the page is drawn once, when all of it is decoded.
    await Promise.all([...page.curves.wanted].map((id) => page.curves.want(id)));
    frames = built;
    const remeasure = () => {
      Layout.measure(drawn);
      page.schedule();
    };
    remeasure();
    drawn.forEach((frame) => frame.draw());
    performance.mark('periscope-drawn');
    Layout.watch(drawn, remeasure, page.schedule);

    /** For the console, and for tests. */
    Object.assign(window, { periscope: { run: study, state, page, frames: new Map(frames.map((f) => [f.panel.id, f])) } });
    document.documentElement.dataset.ready = 'true';
    if (study.folder) await load(page);
    document.documentElement.dataset.loaded = 'true';
  }

  /** A run in a sentence, for screen readers. @param {ComparePage} page @param {StudyRun} run */
  function spoken({ run: study, state }, run) {
    const events = study.events.filter((id) => id in run.events).map((id) => `${id.slice(7)} at step ${Format.step(run.events[id])}`);
    const group = state.groupOf.get(run.index);
    return [run.label, ...(group && state.groups.length > 1 ? [group.label] : []), ...events].join(', ');
  }

  start().catch((error) => {
    Dom.byId('standfirst').textContent = `This page could not read its data: ${error.message}`;
    throw error;
  });
})();
