// @ts-check
/** Where the pointer is on a figure, and what is said there: the same on every page. */
const Pointer = (() => {
  /** Its place in the plot. @param {HTMLElement} plot @param {MouseEvent} event */
  function at(plot, event) {
    const box = plot.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  /** Says what is under the pointer, if anything is. @param {{ tip: string[] } | null} hover @param {MouseEvent} event */
  function tell(hover, event) {
    if (hover && hover.tip.length > 0) Tooltip.show(hover.tip, event.clientX, event.clientY);
    else Tooltip.hide();
  }

  /**
   * Follows the pointer over a plot.
   *
   * @param {HTMLElement} plot
   * @param {(event: PointerEvent) => void} point
   * @param {() => void} leave  it is gone, or taken for scrolling
   */
  function follow(plot, point, leave) {
    const gone = () => {
      leave();
      Tooltip.hide();
    };
    plot.addEventListener('pointermove', point);
    plot.addEventListener('pointerleave', gone);
    plot.addEventListener('pointercancel', gone);
  }

  /** Makes a plot answer to keys, and says how. @param {HTMLElement} plot @param {string} label */
  function focusable(plot, label) {
    plot.tabIndex = 0;
    plot.setAttribute('role', 'group');
    plot.setAttribute('aria-label', label);
  }

  return { at, tell, follow, focusable };
})();
