// @ts-check
/** Numbers as people read them, and as spreadsheets do. `^{…}` marks a superscript for the drawing layer. */
const Format = (() => {
  const MINUS = '\u2212';
  /**
   * Measures are sums of up to millions of float64 products, each rounded to 1e-16 of its size: what differs
   * by less than this share of itself differs by rounding.
   */
  const FLAT = 1e-9;

  /** Whether nothing but rounding tells the ends of a range apart. @param {number} low @param {number} high */
  const flat = (low, high) => !(Math.abs(high - low) > FLAT * Math.max(Math.abs(low), Math.abs(high)));

  /** @param {string} text */
  const minus = (text) => text.replace('-', MINUS);

  /** A step: 18,600. @param {number} step */
  const step = (step) => minus(String(step)).replace(/\B(?=(\d{3})+$)/g, ',');

  /** A step for narrow places: 18.6k. @param {number} step */
  function shortStep(step) {
    if (Math.abs(step) < 1000) return minus(String(step));
    const millions = Math.abs(step) >= 1e6;
    return minus(String(Number((step / (millions ? 1e6 : 1e3)).toPrecision(3)))) + (millions ? 'M' : 'k');
  }

  /**
   * Mantissa and power of ten, or a plain number where that is easy to read.
   *
   * @param {number} value
   * @param {number} digits
   * @returns {{ plain: string } | { mantissa: string, power: string }}
   */
  function parts(value, digits) {
    if (!Number.isFinite(value)) return { plain: Number.isNaN(value) ? 'not a number' : value > 0 ? '∞' : MINUS + '∞' };
    const magnitude = Math.abs(value);
    if (value === 0 || (magnitude >= 0.001 && magnitude < 1e5)) {
      const rounded = Number(value.toPrecision(digits));
      const decimals = value === 0 ? 0 : Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(rounded))));
      return { plain: minus(rounded.toFixed(Math.min(decimals, 12))) };
    }
    const [mantissa, power] = value.toExponential(digits - 1).split('e');
    return { mantissa: minus(mantissa), power: minus(power.replace('+', '')) };
  }

  /** For the drawing layer: 6.8 × 10^{−6}. @param {number} value @param {number} [digits] */
  function number(value, digits = 3) {
    const p = parts(value, digits);
    return 'plain' in p ? p.plain : `${p.mantissa}\u2009×\u200910^{${p.power}}`;
  }

  /**
   * Digits that tell the ends of a range apart, at least three. Whatever lies between them and is rounded
   * to as many lies between the rounded ends, too.
   *
   * @param {number} low
   * @param {number} high
   */
  function digits(low, high) {
    if (flat(low, high)) return 3;
    const size = Math.max(Math.abs(low), Math.abs(high));
    return Math.max(3, Math.ceil(Math.log10(size) - Math.log10(Math.abs(high - low))) + 2);
  }

  /** For screen readers and titles: 6.8e-6. @param {number} value @param {number} [digits] */
  function spoken(value, digits = 3) {
    const p = parts(value, digits);
    return ('plain' in p ? p.plain : `${p.mantissa}e${p.power}`).replace(MINUS, '-').replace(MINUS, '-');
  }

  /** Sets an element's text, superscripts as <sup>. @param {Element} element @param {string} marked */
  function into(element, marked) {
    element.replaceChildren(
      ...marked.split(/(\^\{[^}]*\})/).filter(Boolean).map((piece) => {
        if (!piece.startsWith('^{')) return document.createTextNode(piece);
        const sup = document.createElement('sup');
        sup.textContent = piece.slice(2, -1);
        return sup;
      }));
  }

  /** 97.6 %, which no line is broken in; never rounds up to 100. @param {number} share */
  function percent(share) {
    if (!Number.isFinite(share)) return '–';
    const tenths = share < 1 ? Math.min(Math.round(share * 1000), 999) : 1000;
    return (tenths % 10 === 0 ? String(tenths / 10) : (tenths / 10).toFixed(1)) + '\u202f%';
  }

  /** A list as in a sentence. @param {string[]} items */
  const list = (items) =>
    items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`;

  /**
   * Shortest decimal that still names the held value: float32 and float16 are not blown up to 17 digits.
   *
   * @param {number} value
   * @param {string} encoding
   */
  function full(value, encoding) {
    if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : String(value);
    if (encoding === 'f64') return String(value);
    const digits = encoding === 'f32' ? 6 : 5;
    if (encoding !== 'f32') return String(Number(value.toPrecision(digits)));
    for (let d = digits; d < 9; d++) {
      const short = Number(value.toPrecision(d));
      if (Math.fround(short) === value) return String(short);
    }
    return String(Number(value.toPrecision(9)));
  }

  /**
   * RFC 4180 text; a text cell that a spreadsheet would take for a formula gets an apostrophe.
   *
   * @param {(string|number)[][]} rows
   */
  function csv(rows) {
    return rows
      .map((row) =>
        row.map((cell) => {
          const text = typeof cell === 'number' ? String(cell) : cell;
          const inert = Number.isNaN(Number(text)) && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
          return /[",\r\n]/.test(inert) ? `"${inert.replace(/"/g, '""')}"` : inert;
        }).join(','))
      .join('\r\n') + '\r\n';
  }

  /** A file name from untrusted text. @param {string} text */
  const slug = (text) => text.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[-.]+|[-.]+$/g, '').slice(0, 60) || 'run';

  return { flat, digits, step, shortStep, number, spoken, into, percent, list, full, csv, slug };
})();
