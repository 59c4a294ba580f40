// @ts-check
/** Mouse, touch, wheel and keys on a comparison's figures: which run, and which steps. */
const ComparePointing = (() => {
  /**
   * @param {any} frame
   * @param {CompareView} view
   */
  function attach(frame, view) {
    /** @type {{ plot: HTMLElement, page: ComparePage }} */
    const { plot, page } = frame;
    const { state } = page;
    /** @type {number|null} where a selection of steps began */
    let pressed = null;

    /** @param {PointerEvent} event */
    const point = (event) => {
      const { x, y } = Pointer.at(plot, event);
      const axis = view.span && view.span(frame.width);
      if (axis && pressed !== null && Math.abs(x - pressed) > 4) {
        const clamp = (/** @type {number} */ one) => Math.max(axis.x0, Math.min(axis.x1, one));
        state.set({ brush: [axis.step(clamp(Math.min(x, pressed))), axis.step(clamp(Math.max(x, pressed)))], hovered: null });
        Tooltip.hide();
        return null;
      }
      const hover = view.hover ? view.hover(x, y, frame.width) : null;
      state.set({ hovered: hover && hover.run ? hover.run.index : null });
      plot.classList.toggle('pointed', Boolean(hover && hover.run));
      Pointer.tell(hover, event);
      return hover;
    };

    Pointer.follow(plot, point, () => {
      pressed = null;
      state.set({ hovered: null, brush: null });
    });
    plot.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      pressed = Pointer.at(plot, event).x;
      if (view.span && event.isTrusted && event.pointerType === 'mouse') plot.setPointerCapture(event.pointerId);
    });
    plot.addEventListener('pointerup', (event) => {
      if (pressed === null) return;
      const { brush } = state.view;
      const axis = view.span && view.span(frame.width);
      pressed = null;
      state.set({ brush: null });
      if (brush && axis) {
        state.set({ domain: axis.within(axis.x(brush[0]), axis.x(brush[1])) });
        return;
      }
      const hover = point(event);
      if (hover && hover.run) page.choose(hover.run);
      else state.set({ pinned: null });
    });
    if (view.span) zoom(frame, view);
    keys(frame, view);
  }

  /**
   * The wheel zooms once the chart has the focus, or with Ctrl or ⌘; else it scrolls the page.
   *
   * @param {any} frame
   * @param {CompareView} view
   */
  function zoom(frame, view) {
    /** @type {{ plot: HTMLElement, page: ComparePage }} */
    const { plot, page } = frame;
    let rest = 0;
    plot.classList.add('zooms');
    plot.addEventListener('wheel', (event) => {
      if (!view.span || !(event.ctrlKey || event.metaKey || document.activeElement === plot)) return;
      event.preventDefault();
      const axis = view.span(frame.width);
      const x = Math.max(axis.x0, Math.min(axis.x1, event.clientX - plot.getBoundingClientRect().left));
      const pixels = event.deltaY * (event.deltaMode === 1 ? 20 : 1);
      page.state.set({ moving: true, domain: axis.zoomed(x, Math.exp(Math.max(-100, Math.min(100, pixels)) / 300)) });
      clearTimeout(rest);
      rest = window.setTimeout(() => page.state.set({ moving: false }), 160);
    }, { passive: false });
  }

  /**
   * @param {any} frame
   * @param {CompareView} view
   */
  function keys(frame, view) {
    /** @type {{ plot: HTMLElement, page: ComparePage, panel: ComparePanel }} */
    const { plot, page, panel } = frame;
    const { state } = page;
    Pointer.focusable(plot, `${panel.title}: arrow up and down choose a run${view.span ? ', plus and minus zoom, 0 shows all steps' : ''}`);
    plot.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const axis = view.span ? view.span(frame.width) : undefined;
      const middle = axis ? (axis.x0 + axis.x1) / 2 : 0;
      /** @type {Record<string, () => void>} */
      const moves = {
        ArrowUp: () => walk(state, -1),
        ArrowDown: () => walk(state, 1),
        Enter: () => state.highlighted && state.highlighted.page && page.choose(state.highlighted),
        ...(axis ? {
          '+': () => state.set({ domain: axis.zoomed(middle, 0.5) }),
          '=': () => state.set({ domain: axis.zoomed(middle, 0.5) }),
          '-': () => state.set({ domain: axis.zoomed(middle, 2) }),
          0: () => state.set({ domain: null }),
          ArrowLeft: () => state.set({ domain: axis.moved(-0.2) }),
          ArrowRight: () => state.set({ domain: axis.moved(0.2) }),
        } : {}),
      };
      if (!moves[event.key]) return;
      moves[event.key]();
      event.preventDefault();
    });
  }

  /** To the next run, in the order of the groups. @param {CompareState} state @param {number} by */
  function walk(state, by) {
    const order = state.groups.flatMap((group) => group.runs);
    if (order.length === 0) return;
    const { pinned } = state.view;
    const here = pinned === null ? (by > 0 ? -1 : order.length) : order.findIndex((run) => run.index === pinned);
    state.set({ pinned: order[Math.max(0, Math.min(order.length - 1, here + by))].index });
  }

  return { attach };
})();
