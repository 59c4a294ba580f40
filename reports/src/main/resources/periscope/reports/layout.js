// @ts-check
/** What every page does with its figures: sections, the theme, drawing only what is in sight, printing. */
const Layout = (() => {
  /** A figure this many pixels out of sight is drawn when there is time, so that it is there when it comes into sight. */
  const NEAR = 300;

  /**
   * Light or dark as the system says, until the reader chooses.
   *
   * @param {{ view: { theme: 'light'|'dark' }, set: (patch: { theme: 'light'|'dark' }) => void }} state
   */
  function followTheme(state) {
    const system = matchMedia('(prefers-color-scheme: dark)');
    /** @type {'light'|'dark'|null} */
    let chosen = null;
    const apply = () => {
      const theme = chosen || (system.matches ? 'dark' : 'light');
      document.documentElement.dataset.theme = theme;
      state.set({ theme });
    };
    system.addEventListener('change', apply);
    Dom.byId('theme').addEventListener('click', () => {
      chosen = state.view.theme === 'dark' ? 'light' : 'dark';
      apply();
    });
    apply();
  }

  /**
   * Figures under the headings of their sections; a section without any has no heading.
   *
   * @param {HTMLElement} main
   * @param {string[][]} headings  id and title of each section, in order
   * @param {{ panel: { section: string }, root: HTMLElement }[]} frames
   */
  function sections(main, headings, frames) {
    for (const [id, title] of headings) {
      const own = frames.filter((frame) => frame.panel.section === id);
      if (own.length === 0) continue;
      const section = Dom.make('section', { class: 'group', 'aria-labelledby': `section-${id}` });
      section.append(Dom.make('h2', { id: `section-${id}` }, title));
      const grid = Dom.make('div', { class: 'grid' });
      grid.append(...own.map((frame) => frame.root));
      section.append(grid);
      main.append(section);
    }
  }

  /** Sizes of all figures: read first, then set, since the browser lays the page out anew for whoever reads after a change. @param {Frame[]} frames */
  function measure(frames) {
    const widths = frames.map((frame) => frame.plot.clientWidth);
    frames.forEach((frame, i) => frame.measure(widths[i]));
  }

  /**
   * Tells which figures come within so many pixels of what is in sight, and which go.
   *
   * @param {Frame[]} frames
   * @param {number} margin
   * @param {() => void} schedule
   * @param {(frame: Frame, inside: boolean) => void} tell
   */
  function follow(frames, margin, schedule, tell) {
    const known = new Map(frames.map((frame) => [/** @type {Element} */ (frame.plot), frame]));
    const sight = new IntersectionObserver((entries) => {
      for (const entry of entries) tell(/** @type {Frame} */ (known.get(entry.target)), entry.isIntersecting);
      schedule();
    }, { rootMargin: `${margin}px` });
    frames.forEach((frame) => frame.view && sight.observe(frame.plot));
  }

  /**
   * Follows the size of the page, what of it is in sight, and printing.
   *
   * @param {Frame[]} frames
   * @param {() => void} remeasure
   * @param {() => void} schedule
   */
  function watch(frames, remeasure, schedule) {
    new ResizeObserver(remeasure).observe(Dom.byId('panels'));
    follow(frames, 0, schedule, (frame, inside) => { frame.seen = inside; });
    follow(frames, NEAR, schedule, (frame, inside) => frame.approach(inside));
    /** What is folded away at the end of the page is printed, too: definitions among it. @type {HTMLDetailsElement[]} */
    const folded = [];
    addEventListener('beforeprint', () => {
      frames.forEach((frame) => frame.print(true));
      folded.push(.../** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll('.about details:not([open])')));
      folded.forEach((one) => { one.open = true; });
    });
    addEventListener('afterprint', () => {
      frames.forEach((frame) => frame.print(false));
      folded.splice(0).forEach((one) => { one.open = false; });
    });
  }

  return { followTheme, sections, measure, watch };
})();
