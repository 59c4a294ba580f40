// @ts-check
/** The one tooltip of the page. Its text is text, never markup. */
const Tooltip = (() => {
  const element = /** @type {HTMLElement} */ (document.getElementById('tip'));

  /**
   * @param {string[]} lines  the first stands out; `^{…}` is a superscript
   * @param {number} clientX
   * @param {number} clientY
   */
  function show(lines, clientX, clientY) {
    element.replaceChildren(
      ...lines.map((line, i) => {
        const row = document.createElement(i === 0 ? 'strong' : 'span');
        Format.into(row, line);
        return row;
      }));
    element.hidden = false;
    const { width, height } = element.getBoundingClientRect();
    const right = clientX + 14 + width < document.documentElement.clientWidth;
    const below = clientY + 18 + height < innerHeight;
    element.style.left = `${Math.max(4, right ? clientX + 14 : clientX - 14 - width)}px`;
    element.style.top = `${Math.max(4, below ? clientY + 18 : clientY - 12 - height)}px`;
  }

  function hide() {
    element.hidden = true;
  }

  return { show, hide };
})();
