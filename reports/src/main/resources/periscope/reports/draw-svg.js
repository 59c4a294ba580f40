// @ts-check
/** The drawing layer as SVG nodes, for export and print. Text becomes text nodes: nothing is parsed. */

/** @implements {Surface} */
class SvgSurface {
  /**
   * @param {number} width
   * @param {number} height
   * @param {string} ground  background, or '' for none
   * @param {string} title
   */
  constructor(width, height, ground, title) {
    this.root = SvgSurface.node('svg', {
      width, height, viewBox: `0 0 ${width} ${height}`, 'font-family': Lettering.FACE, role: 'img' });
    const name = SvgSurface.node('title', {});
    name.textContent = SvgSurface.legal(title);
    this.root.append(name);
    this.parent = this.root;
    this.clips = 0;
    if (ground) this.rect(0, 0, width, height, { fill: ground });
  }

  /**
   * @param {string} name
   * @param {Record<string, string|number|undefined>} attributes
   */
  static node(name, attributes) {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== undefined && value !== '') element.setAttribute(key, String(value));
    }
    return element;
  }

  /** Text without the characters that XML 1.0 has no way to hold. @param {string} text */
  static legal(text) {
    // eslint-disable-next-line no-control-regex
    return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
  }

  /** Hundredths of a pixel are enough. @param {number} value */
  static short(value) {
    return String(Math.round(value * 100) / 100);
  }

  /**
   * @param {string} name
   * @param {Record<string, string|number|undefined>} attributes
   * @param {Stroke} style
   */
  add(name, attributes, style) {
    const element = SvgSurface.node(name, {
      ...attributes,
      fill: style.fill || 'none',
      stroke: style.stroke,
      'stroke-width': style.stroke ? style.width || 1 : undefined,
      'stroke-dasharray': style.stroke && style.dash ? style.dash.join(' ') : undefined,
      'stroke-linejoin': style.stroke ? 'round' : undefined,
      'stroke-linecap': style.stroke && !style.dash ? 'round' : undefined,
      opacity: style.opacity,
    });
    this.parent.append(element);
    return element;
  }

  /** @type {Surface['line']} */
  line(xs, ys, style, closed) {
    let d = '';
    let down = false;
    for (let i = 0; i < xs.length; i++) {
      if (!Number.isFinite(ys[i])) {
        down = false;
        continue;
      }
      d += `${down ? 'L' : 'M'}${SvgSurface.short(xs[i])},${SvgSurface.short(ys[i])}`;
      down = true;
    }
    if (d) this.add('path', { d: closed ? d + 'Z' : d }, style);
  }

  /** @type {Surface['segment']} */
  segment(x0, y0, x1, y1, style) {
    const s = SvgSurface.short;
    this.add('path', { d: `M${s(x0)},${s(y0)}L${s(x1)},${s(y1)}` }, style);
  }

  /** @type {Surface['rect']} */
  rect(x, y, width, height, style) {
    const s = SvgSurface.short;
    this.add('rect', { x: s(x), y: s(y), width: s(width), height: s(height) }, style);
  }

  /** @type {Surface['circle']} */
  circle(x, y, r, style) {
    if (!Number.isFinite(x + y)) return;
    const s = SvgSurface.short;
    this.add('circle', { cx: s(x), cy: s(y), r: s(r) }, style);
  }

  /** @type {Surface['text']} */
  text(x, y, marked, style) {
    const size = style.size || 11;
    const element = SvgSurface.node('text', {
      x: SvgSurface.short(x),
      y: SvgSurface.short(style.baseline === 'middle' ? y + size * 0.35 : y),
      'font-size': size,
      'font-weight': style.weight,
      'text-anchor': style.anchor,
      fill: style.fill,
      stroke: style.halo,
      'stroke-width': style.halo ? 3 : undefined,
      'stroke-linejoin': style.halo ? 'round' : undefined,
      'paint-order': style.halo ? 'stroke' : undefined,
    });
    let raised = 0;
    for (const piece of Lettering.pieces(marked, style)) {
      const lift = piece.raised ? size * Lettering.RAISED_BY : 0;
      const span = SvgSurface.node('tspan', {
        dy: lift === raised ? undefined : SvgSurface.short(raised - lift),
        'font-size': piece.raised ? SvgSurface.short(size * Lettering.RAISED_SIZE) : undefined,
      });
      span.textContent = SvgSurface.legal(piece.text);
      element.append(span);
      raised = lift;
    }
    this.parent.append(element);
  }

  /** @type {Surface['cells']} */
  cells(xEdges, y, height, rows, words) {
    const columns = xEdges.length - 1;
    if (rows < 1 || columns < 1) return;
    if (rows * columns > 40000) {
      this.image(xEdges, y, height, rows, words);
      return;
    }
    const s = SvgSurface.short;
    const group = SvgSurface.node('g', { 'shape-rendering': 'crispEdges' });
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; ) {
        const word = words[r * columns + c];
        let end = c + 1;
        while (end < columns && words[r * columns + end] === word) end++;
        group.append(SvgSurface.node('rect', {
          x: s(xEdges[c]), y: s(y + (r * height) / rows),
          width: s(xEdges[end] - xEdges[c]), height: s(height / rows),
          fill: '#' + ((word & 255) << 16 | (word & 0xff00) | ((word >> 16) & 255)).toString(16).padStart(6, '0'),
        }));
        c = end;
      }
    }
    this.parent.append(group);
  }

  /**
   * A grid too large for rectangles, as an embedded bitmap of the size that it has on the page.
   *
   * @type {Surface['cells']}
   */
  image(xEdges, y, height, rows, words) {
    const last = xEdges.length - 1;
    const canvas = document.createElement('canvas');
    canvas.width = Math.ceil(2 * (xEdges[last] - xEdges[0]));
    canvas.height = Math.ceil(2 * height);
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    const scaled = Array.from(xEdges, (x) => 2 * (x - xEdges[0]));
    new CanvasSurface(context).cells(scaled, 0, canvas.height, rows, words);
    this.parent.append(SvgSurface.node('image', {
      x: xEdges[0], y, width: xEdges[last] - xEdges[0], height,
      preserveAspectRatio: 'none', href: canvas.toDataURL('image/png') }));
  }

  /** @type {Surface['clip']} */
  clip(x, y, width, height, draw) {
    const id = `clip-${SvgSurface.serial++}`;
    const path = SvgSurface.node('clipPath', { id });
    path.append(SvgSurface.node('rect', { x, y, width, height }));
    const group = SvgSurface.node('g', { 'clip-path': `url(#${id})` });
    const outer = this.parent;
    outer.append(path, group);
    this.parent = group;
    draw();
    this.parent = outer;
  }

  /** The document as text. */
  serialized() {
    return new XMLSerializer().serializeToString(this.root) + '\n';
  }
}
SvgSurface.serial = 0;
