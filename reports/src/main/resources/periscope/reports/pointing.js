// @ts-check
/** Mouse, touch and keys on a panel's plot: tooltips, the highlighted neuron, and the step. */
const Pointing = (() => {
  /**
   * @param {Frame} frame
   * @param {View} view
   */
  function attach(frame, view) {
    const { plot } = frame;
    const { state } = frame.page;
    let pressed = false;

    /** @param {PointerEvent} event */
    const point = (event) => {
      const { x, y } = Pointer.at(plot, event);
      if (view.stepAt && (pressed || (view.scrubOnHover && event.pointerType === 'mouse' && !state.view.playing))) {
        const index = view.stepAt(x, y, frame.width);
        if (index !== null) state.goTo(index);
      }
      const hover = view.hover ? view.hover(x, y, frame.width) : null;
      state.set({
        hovered: hover && hover.neuron !== undefined ? hover.neuron : null,
        token: hover && hover.token !== undefined ? hover.token : null,
      });
      Pointer.tell(hover, event);
      return hover;
    };

    Pointer.follow(plot, point, () => {
      pressed = false;
      state.set({ hovered: null, token: null });
    });
    plot.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      const { x, y } = Pointer.at(plot, event);
      if (view.press && view.press(x, y, frame.width)) return;
      if (view.stepAt) {
        pressed = true;
        if (event.isTrusted) plot.setPointerCapture(event.pointerId);
      }
      const hover = point(event);
      const neuron = hover && hover.neuron;
      if (neuron !== undefined && neuron !== null) {
        state.set({ pinned: state.view.pinned === neuron ? null : neuron });
      } else if (!view.stepAt) {
        state.set({ pinned: null });
      }
    });
    plot.addEventListener('pointerup', () => {
      if (pressed) plot.dispatchEvent(new CustomEvent('stepchosen', { bubbles: true }));
      pressed = false;
    });
    if (view.stepAt) plot.classList.add('scrubs');
    if (view.picksNeuron) keys(frame);
  }

  /** Arrow up and down walk through the neurons. @param {Frame} frame */
  function keys(frame) {
    const { plot, page } = frame;
    Pointer.focusable(plot, `${frame.panel.title}: arrow up and down choose a neuron`);
    plot.addEventListener('keydown', (event) => {
      const move = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
      if (move === 0) return;
      const { display, rank } = page.neurons;
      const pinned = page.state.view.pinned;
      const row = pinned === null ? (move > 0 ? -1 : display.length) : Number(rank.get(pinned));
      page.state.set({ pinned: display[Math.max(0, Math.min(display.length - 1, row + move))] });
      event.preventDefault();
      event.stopPropagation();
    });
  }

  return { attach };
})();
