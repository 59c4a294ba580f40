// @ts-check
/**
 * The drawing layer on a canvas. A surface has the same calls whether it paints pixels here or builds
 * SVG (draw-svg.js): panels draw once and get screen, print and export.
 *
 * @typedef {object} Stroke
 * @property {string} [stroke]
 * @property {number} [width]
 * @property {number[]} [dash]
 * @property {string} [fill]
 * @property {number} [opacity]
 *
 * @typedef {object} Surface
 * @property {(xs: ArrayLike<number>, ys: ArrayLike<number>, style: Stroke, closed?: boolean) => void} line  what is not finite lifts the pen
 * @property {(x0: number, y0: number, x1: number, y1: number, style: Stroke) => void} segment
 * @property {(x: number, y: number, width: number, height: number, style: Stroke) => void} rect
 * @property {(x: number, y: number, r: number, style: Stroke) => void} circle  none where its place is not finite
 * @property {(x: number, y: number, marked: string, style: TextStyle) => void} text
 * @property {(xEdges: ArrayLike<number>, y: number, height: number, rows: number, words: Uint32Array) => void} cells
 *     a grid of colour words [rows][columns] in equal rows and the columns between the edges
 * @property {(x: number, y: number, width: number, height: number, draw: () => void) => void} clip
 */

/** @implements {Surface} */
class CanvasSurface {
  /** @param {CanvasRenderingContext2D} context */
  constructor(context) {
    this.context = context;
  }

  /**
   * Fills and strokes the current path.
   *
   * @param {Stroke} style
   */
  paint(style) {
    const c = this.context;
    c.globalAlpha = style.opacity === undefined ? 1 : style.opacity;
    if (style.fill) {
      c.fillStyle = style.fill;
      c.fill();
    }
    if (style.stroke) {
      c.strokeStyle = style.stroke;
      c.lineWidth = style.width || 1;
      c.lineJoin = 'round';
      c.lineCap = style.dash ? 'butt' : 'round';
      c.setLineDash(style.dash || []);
      c.stroke();
    }
    c.globalAlpha = 1;
  }

  /** @type {Surface['line']} */
  line(xs, ys, style, closed) {
    const c = this.context;
    c.beginPath();
    let down = false;
    for (let i = 0; i < xs.length; i++) {
      if (!Number.isFinite(ys[i])) {
        down = false;
      } else if (down) {
        c.lineTo(xs[i], ys[i]);
      } else {
        c.moveTo(xs[i], ys[i]);
        down = true;
      }
    }
    if (closed) c.closePath();
    this.paint(style);
  }

  /** @type {Surface['segment']} */
  segment(x0, y0, x1, y1, style) {
    const c = this.context;
    c.beginPath();
    c.moveTo(x0, y0);
    c.lineTo(x1, y1);
    this.paint(style);
  }

  /** @type {Surface['rect']} */
  rect(x, y, width, height, style) {
    const c = this.context;
    c.beginPath();
    c.rect(x, y, width, height);
    this.paint(style);
  }

  /** @type {Surface['circle']} */
  circle(x, y, r, style) {
    if (!Number.isFinite(x + y)) return;
    const c = this.context;
    c.beginPath();
    c.arc(x, y, Math.max(0, r), 0, 2 * Math.PI);
    this.paint(style);
  }

  /** @type {Surface['text']} */
  text(x, y, marked, style) {
    const c = this.context;
    const size = style.size || 11;
    const pieces = Lettering.pieces(marked, style);
    const width = pieces.reduce((sum, piece) => sum + piece.width, 0);
    let at = style.anchor === 'end' ? x - width : style.anchor === 'middle' ? x - width / 2 : x;
    const base = style.baseline === 'middle' ? y + size * 0.35 : y;
    c.textAlign = 'left';
    c.textBaseline = 'alphabetic';
    for (const piece of pieces) {
      c.font = Lettering.font(piece.raised ? size * Lettering.RAISED_SIZE : size, style.weight || 400);
      const line = piece.raised ? base - size * Lettering.RAISED_BY : base;
      if (style.halo) {
        c.strokeStyle = style.halo;
        c.lineWidth = 3;
        c.lineJoin = 'round';
        c.setLineDash([]);
        c.strokeText(piece.text, at, line);
      }
      c.fillStyle = style.fill;
      c.fillText(piece.text, at, line);
      at += piece.width;
    }
  }

  /** @type {Surface['cells']} */
  cells(xEdges, y, height, rows, words) {
    const c = this.context;
    const columns = xEdges.length - 1;
    if (rows < 1 || columns < 1) return;
    const grid = CanvasSurface.scratch(columns, rows);
    const pixels = grid.createImageData(columns, rows);
    new Uint32Array(pixels.data.buffer).set(words.subarray(0, columns * rows));
    grid.putImageData(pixels, 0, 0);
    c.imageSmoothingEnabled = false;
    const evenly = (xEdges[columns] - xEdges[0]) / columns;
    let even = true;
    for (let i = 0; i <= columns && even; i++) even = Math.abs(xEdges[0] + i * evenly - xEdges[i]) < 0.01;
    if (even) {
      c.drawImage(grid.canvas, 0, 0, columns, rows, xEdges[0], y, xEdges[columns] - xEdges[0], height);
      return;
    }
    for (let i = 0; i < columns; i++) {
      // Half a pixel of overlap hides the seams between columns of fractional width.
      const more = i < columns - 1 ? 0.5 : 0;
      c.drawImage(grid.canvas, i, 0, 1, rows, xEdges[i], y, xEdges[i + 1] - xEdges[i] + more, height);
    }
  }

  /** @type {Surface['clip']} */
  clip(x, y, width, height, draw) {
    const c = this.context;
    c.save();
    c.beginPath();
    c.rect(x, y, width, height);
    c.clip();
    draw();
    c.restore();
  }

  /**
   * A shared canvas of at least this size, its content undefined.
   *
   * @param {number} width
   * @param {number} height
   */
  static scratch(width, height) {
    const context =
      CanvasSurface.shared ||
      (CanvasSurface.shared = /** @type {CanvasRenderingContext2D} */ (
        document.createElement('canvas').getContext('2d', { willReadFrequently: true })));
    const canvas = context.canvas;
    if (canvas.width < width || canvas.height < height) {
      canvas.width = Math.max(canvas.width, width);
      canvas.height = Math.max(canvas.height, height);
    }
    return context;
  }
}
/** @type {CanvasRenderingContext2D | undefined} */
CanvasSurface.shared = undefined;
