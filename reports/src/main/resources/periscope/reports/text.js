// @ts-check
/**
 * Lettering that both drawings share: the face, the sizes and the `^{…}` superscripts.
 *
 * @typedef {object} TextStyle
 * @property {string} fill
 * @property {number} [size]    px, 11 unless told
 * @property {number} [weight]
 * @property {'start'|'middle'|'end'} [anchor]
 * @property {'alphabetic'|'middle'} [baseline]
 * @property {string} [halo]    colour of an outline that keeps it readable over lines
 *
 * @typedef {{ text: string, raised: boolean, width: number }} Run1
 */
const Lettering = (() => {
  const FACE = '-apple-system, "Segoe UI", Inter, "Helvetica Neue", "Liberation Sans", Arial, sans-serif';
  const RAISED_SIZE = 0.74;
  const RAISED_BY = 0.38;

  const measuring = /** @type {CanvasRenderingContext2D} */ (document.createElement('canvas').getContext('2d'));

  /** @param {number} size @param {number} weight */
  const font = (size, weight) => `${weight} ${size}px ${FACE}`;

  /**
   * Pieces of a marked text, with their widths.
   *
   * @param {string} marked
   * @param {TextStyle} style
   * @returns {Run1[]}
   */
  function pieces(marked, style) {
    const size = style.size || 11;
    return marked.split(/(\^\{[^}]*\})/).filter(Boolean).map((piece) => {
      const raised = piece.startsWith('^{');
      const text = raised ? piece.slice(2, -1) : piece;
      measuring.font = font(raised ? size * RAISED_SIZE : size, style.weight || 400);
      return { text, raised, width: measuring.measureText(text).width };
    });
  }

  /** Width in px. @param {string} marked @param {TextStyle} style */
  const width = (marked, style) => pieces(marked, style).reduce((sum, piece) => sum + piece.width, 0);

  return { FACE, RAISED_SIZE, RAISED_BY, font, pieces, width };
})();
